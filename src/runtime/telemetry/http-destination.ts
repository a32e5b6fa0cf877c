/** Telemetry over HTTP: each batch is posted as an array, and taken when the extension says so. */
import { request } from "node:http";
import type { Clock } from "../../kernel/clock.ts";
import { TELEMETRY_ANSWER_MILLISECONDS } from "../limits.ts";
import type { TelemetryDestination } from "./telemetry-destination.ts";

/** A port on loopback, and the path that was asked for. */
export function httpDestination({ port, path }: { port: number; path: string }, clock: Clock): TelemetryDestination {
  return {
    deliver: (records) =>
      new Promise((resolve) => {
        const body = `[${records.join(",")}]`;
        const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
        const posted = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent: false });
        const cancel = clock.at(clock.now() + TELEMETRY_ANSWER_MILLISECONDS, () => posted.destroy());
        const end = (isTaken: boolean): void => {
          cancel();
          resolve(isTaken);
        };
        posted.once("response", (answer) => {
          answer.resume();
          answer.once("close", () => end((answer.statusCode ?? 500) < 300));
        });
        // A refused connection is an answer like any other: the batch is tried again.
        posted.on("error", () => end(false));
        posted.end(body);
      }),
    // Every post has a connection of its own, which its answer ends.
    end: () => {},
  };
}
