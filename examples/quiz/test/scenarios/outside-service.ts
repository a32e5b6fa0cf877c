/** The notification service outside: it can be down, and it remembers what it was told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface OutsideService {
  readonly url: string;
  /** The idempotency key of each notification that it took, in order. */
  readonly taken: readonly string[];
  /** How many it has answered with 503. */
  readonly refused: number;
  isDown: boolean;
}

/** Starts one on a free port of this machine; it ends with the test. */
export async function startOutsideService(): Promise<OutsideService> {
  const taken: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (service.isDown) service.refused++;
      else taken.push(String(request.headers["idempotency-key"]));
      response.writeHead(service.isDown ? 503 : 204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const service = { url: `http://127.0.0.1:${port}/`, taken, refused: 0, isDown: false };
  return service;
}
