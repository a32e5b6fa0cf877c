/**
 * Telemetry over TCP: the records of a batch as lines, one connection for all batches. Nobody acknowledges anything, so a
 * batch is taken once the system has it; when the connection is gone the next batch makes a new one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
 */
import { connect, type Socket } from "node:net";
import type { Clock } from "../../kernel/clock.ts";
import { TELEMETRY_ANSWER_MILLISECONDS } from "../limits.ts";
import type { TelemetryDestination } from "./telemetry-destination.ts";

/** A port on loopback. */
export function tcpDestination(port: number, clock: Clock): TelemetryDestination {
  let connection: Socket | undefined;
  const connected = (): Socket => {
    if (connection?.writable) return connection;
    const opened = connect({ host: "127.0.0.1", port });
    // Whoever writes is told; between two batches it only means that the next one connects anew.
    opened.on("error", () => opened.destroy());
    // What the extension says is nothing to us, but its end of the connection must be seen.
    opened.resume();
    return (connection = opened);
  };
  return {
    deliver: (records) =>
      new Promise((resolve) => {
        const socket = connected();
        const cancel = clock.at(clock.now() + TELEMETRY_ANSWER_MILLISECONDS, () => socket.destroy());
        socket.write(records.map((record) => `${record}\n`).join(""), (error) => {
          cancel();
          resolve(error === null || error === undefined);
        });
      }),
    end: () => connection?.end(),
  };
}
