/** Waits until a connection takes more. */
import type { Writable } from "node:stream";

/** Resolves when what was written has left, or when the connection has closed. */
export function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}
