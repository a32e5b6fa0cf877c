/** The log of a run: what was sent and what was answered, a line of JSON each. It is all that the checker knows. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { Expected } from "./data-set.ts";

/** One line. */
export type LogLine =
  | { readonly type: "run"; readonly runId: string; readonly seed: number; readonly endpoint: string }
  | {
      readonly type: "sent";
      readonly name: string;
      readonly attemptId?: string;
      readonly expected?: Expected;
      readonly status: number;
    }
  | {
      readonly type: "answered";
      readonly name: string;
      readonly status: number;
      readonly submissionId?: string;
      readonly duplicate?: boolean;
    }
  | {
      readonly type: "bulk";
      readonly report: string;
      readonly rows: number;
      readonly rejectedRows: number;
      readonly attempts: readonly { readonly attemptId: string; readonly expected: Expected }[];
    };

/** Writes lines as they happen: it survives whatever happens to the server. */
export class RunLog {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    writeFileSync(path, "");
  }

  write(line: LogLine): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

export function readRunLog(path: string): LogLine[] {
  return (
    readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      // Our own lines, as they were written above.
      .map((line) => JSON.parse(line) as LogLine)
  );
}
