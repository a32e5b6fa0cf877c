import { once } from "node:events";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { localCertificate, type Certificate } from "../certificate.ts";
import type { Conversation } from "./conversation.ts";
import { listen, type Listener } from "./listener.ts";

let listener: Listener | undefined;
afterEach(() => listener?.close());

const certificate = (): Promise<Certificate> =>
  localCertificate({ directory: undefined, clock: realClock, random: seededRandom(1) });

function say(conversation: Conversation, body: string): void {
  void conversation.answer({ status: 200, headers: [], body });
}

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
      handle: (conversation) => {
        void conversation
          .readBody(1_000_000)
          .then((body) =>
            say(conversation, `${conversation.isSecure ? "tls" : "plain"} ${Buffer.from(body).toString()}`),
          );
      },
    });
    const { port } = listener;
    expect(await ask(httpRequest, { port }, "one")).toBe("plain one");
    expect(await ask(httpsRequest, { port, ca: made.chain }, "two")).toBe("tls two");
    const large = "x".repeat(300_000);
    expect(await ask(httpsRequest, { port, ca: made.chain }, large)).toBe(`tls ${large}`);
  });

  it.each(["plain HTTP", "HTTP", "TLS"])(
    "closes at once, though a client of %s keeps its idle connection",
    async (kind) => {
      const made = await certificate();
      // A clock that stands still: patience never runs out, so closing ends only if it closes what is idle.
      const clock = new VirtualClock(0);
      const options = { host: "127.0.0.1", port: 0, certificate: () => Promise.resolve(made), clock };
      const opened = await listen({ ...options, handle: (conversation) => say(conversation, "done") });
      const agent = kind === "TLS" ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
      const request = kind === "TLS" ? httpsRequest : httpRequest;
      const kept = await new Promise<Socket>((resolve, reject) => {
        const method = kind === "HTTP" ? "GET" : "POST";
        const headers = { "content-length": "0" };
        const asked = { host: "localhost", family: 4, port: opened.port, agent, ca: made.chain, method, headers };
        const sent = request(asked, (response) => {
          const { socket } = response;
          response.resume().on("end", () => resolve(socket));
        });
        sent.on("error", reject).end();
      });
      const gone = new Promise((resolve) => kept.once("close", resolve));
      await Promise.all([opened.close(), gone]);
      agent.destroy();
    },
  );

  it.each([
    ["by Node's server", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["as a plain request", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"],
  ])("closes at once though one client says nothing and another is answered meanwhile, %s", async (_, request) => {
    let asked = (__: Conversation): void => {};
    const waiting = new Promise<Conversation>((resolve) => (asked = resolve));
    const clock = new VirtualClock(0);
    const options = { host: "127.0.0.1", port: 0, certificate, clock };
    const opened = await listen({ ...options, handle: (conversation) => asked(conversation) });
    const silent = connect(opened.port, "127.0.0.1");
    await once(silent, "connect");
    const busy = connect(opened.port, "127.0.0.1");
    busy.write(request);
    let heard = "";
    busy.setEncoding("utf8").on("data", (text: string) => (heard += text));
    const gone = once(busy, "close");
    const conversation = await waiting;
    const closed = opened.close();
    say(conversation, "done");
    await Promise.all([closed, gone]);
    expect(heard).toContain("done");
    silent.destroy();
  });

  it.each([
    ["says nothing", ""],
    ["never ends its headers", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "],
  ])("lets go of a client that %s", async (_, sent) => {
    listener = await listen({
      host: "127.0.0.1",
      port: 0,
      certificate,
      headersMilliseconds: 50,
      handle: () => expect.unreachable(),
    });
    const client = connect(listener.port, "127.0.0.1");
    if (sent !== "") client.write(sent);
    client.resume();
    await once(client, "close");
    expect(client.destroyed).toBe(true);
  });

  it("asks again for a certificate that could not be had, and closes all the same", async () => {
    const made = await certificate();
    let failures = 1;
    listener = await listen({
      host: "127.0.0.1",
      port: 0,
      certificate: () => (failures-- > 0 ? Promise.reject(new Error("disk full")) : Promise.resolve(made)),
      handle: (conversation) => say(conversation, "answered"),
    });
    const options = { port: listener.port, ca: made.chain };
    await expect(ask(httpsRequest, options, "")).rejects.toThrow(/disconnected|hang up|ECONNRESET/);
    expect(await ask(httpsRequest, options, "")).toBe("answered");
  });

  it("rejects when the port is taken", async () => {
    const options = { host: "127.0.0.1", certificate, handle: () => {} };
    listener = await listen({ ...options, port: 0 });
    await expect(listen({ ...options, port: listener.port })).rejects.toThrow("EADDRINUSE");
  });
});
