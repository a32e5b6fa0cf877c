/** What the template tells the functions, and the clients that they reach it with. */
import { ObjectStore } from "./object-store.ts";
import { Topics } from "./topics.ts";

/** The workflow's bucket. */
export function objectStore(): ObjectStore {
  return new ObjectStore(setting("DATA_BUCKET"));
}

export function topics(): Topics {
  return new Topics({ quizEvents: setting("QUIZ_EVENTS_TOPIC"), attempts: setting("ATTEMPTS_TOPIC") });
}

/** @throws Error when the template does not give it */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** The time, as text. */
export function now(): string {
  return new Date().toISOString();
}
