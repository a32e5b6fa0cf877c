import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { realClock } from "../kernel/real-clock.ts";
import { localCertificate, type Certificate } from "./certificate.ts";
import { listen, type Listener } from "./listener.ts";

let listener: Listener | undefined;
afterEach(() => listener?.close());

const certificate = (): Promise<Certificate> =>
  localCertificate({ directory: undefined, clock: realClock, random: seededRandom(1) });

function ask(request: typeof httpRequest, options: { port: number; ca?: string }, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "localhost", family: 4, method: "POST", agent: false, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("the port", () => {
  it("answers HTTP and TLS alike, and its certificate verifies for localhost", async () => {
    const made = await certificate();
    listener = await listen({
      host: "127.0.0.1",
      port: 0,
      certificate: () => Promise.resolve(made),
      handle: (request, response) => {
        let text = "";
        request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        request.on("end", () => response.end(`${"encrypted" in request.socket ? "tls" : "plain"} ${text}`));
      },
    });
    const { port } = listener;
    expect(await ask(httpRequest, { port }, "one")).toBe("plain one");
    expect(await ask(httpsRequest, { port, ca: made.chain }, "two")).toBe("tls two");
    const large = "x".repeat(300_000);
    expect(await ask(httpsRequest, { port, ca: made.chain }, large)).toBe(`tls ${large}`);
  });

  it("rejects when the port is taken", async () => {
    const options = { host: "127.0.0.1", certificate, handle: () => {} };
    listener = await listen({ ...options, port: 0 });
    await expect(listen({ ...options, port: listener.port })).rejects.toThrow("EADDRINUSE");
  });
});
