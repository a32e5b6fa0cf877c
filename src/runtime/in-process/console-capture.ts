/** What handlers in this process say by console is theirs: it goes to their log as well as to where it went before. */
import { format } from "node:util";
import { runningInvocation } from "../../platform/ports/bound-handler.ts";

/** Levels as Lambda's Node.js runtime names them. */
const LEVELS = {
  log: "INFO",
  info: "INFO",
  debug: "DEBUG",
  warn: "WARN",
  error: "ERROR",
  trace: "TRACE",
} as const satisfies Partial<Record<keyof Console, string>>;

const captured = new WeakSet<Console>();

/** Once for each console that there is: test runners bring their own. */
export function captureConsole(target: Console): void {
  if (captured.has(target)) return;
  captured.add(target);
  for (const [method, level] of Object.entries(LEVELS)) {
    // Object.entries gives the names of the table above as plain texts.
    const name = method as keyof typeof LEVELS;
    const say = target[name].bind(target);
    target[name] = (...values: unknown[]) => {
      runningInvocation.getStore()?.log(level, format(...values));
      say(...values);
    };
  }
}
