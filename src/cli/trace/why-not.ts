/** `sluice why-not`: what became of an event at a place where it did not arrive. */
import { askCloud } from "../ask-cloud.ts";
import type { TraceOptions } from "./trace.ts";

/** Prints the server's sentence, or its whole answer as JSON. @throws Error when nothing is known of message or target */
export async function whyNot(message: string, target: string, { endpoint, json = false }: TraceOptions): Promise<void> {
  const query = new URLSearchParams({ message, target });
  // The admin API answers with a verdict and its sentence.
  const answer = (await askCloud(endpoint, `/_sluice/why-not?${query}`)) as { verdict: string; sentence: string };
  if (answer.verdict === "unknown-message" && !json) throw new Error(answer.sentence);
  process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : `${answer.verdict}: ${answer.sentence}\n`);
}
