/** What the server says to whoever operates it. The sink is chosen by the composition root. */

/** Facts that go with a line, by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes lines of the server's own log. */
export interface Log {
  info(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  error(sentence: string, fields?: LogFields): void;
}

/** Says nothing: for tests, and for clouds embedded in somebody else's process. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
