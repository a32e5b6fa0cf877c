import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import type { OutboundRequest } from "../platform/ports/outbound-http.ts";
import { addressRefusal } from "./outbound-address.ts";
import { outboundHttp } from "./outbound-http.ts";

const never = new AbortController().signal;
const post = (url: string): OutboundRequest => ({
  url,
  method: "POST",
  headers: { "content-type": "text/plain" },
  body: Buffer.from("hello"),
  timeoutMilliseconds: 15_000,
});

describe("addresses", () => {
  it.each([
    "169.254.169.254",
    "169.254.170.2",
    "0.0.0.0",
    "224.0.0.1",
    "fe80::1",
    "::",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
  ])("refuses %s", (address) => expect(addressRefusal(address)).toMatch(/never called/));
  it.each(["127.0.0.1", "::1", "10.1.2.3", "203.0.113.9", "2001:db8::1"])("calls %s", (address) =>
    expect(addressRefusal(address)).toBeUndefined(),
  );
});

describe("a call", () => {
  let server: Server;
  const serve = async (answer: Parameters<typeof createServer>[1]): Promise<string> => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A listening TCP server's address is never a string.
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it("brings the answer back, and follows no redirect", async () => {
    const url = await serve((request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/" });
      request.on("data", (body: Buffer) => response.end(`got ${body.toString()}`));
    });
    const result = await outboundHttp(new VirtualClock(0)).send(post(url), never);
    expect(result).toEqual({ kind: "answered", statusCode: 302, body: Buffer.from("got hello") });
  });

  it("ends when the clock passes the time-out", async () => {
    const clock = new VirtualClock(0);
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const url = await serve(() => arrived());
    const result = outboundHttp(clock).send(post(url), never);
    await arrival;
    await clock.advance(15_000);
    expect(await result).toEqual({ kind: "failed", reason: "No answer within 15000 ms." });
  });

  it("reads no more of an endless answer than its bound", async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", more);
      more();
    });
    const result = await outboundHttp(new VirtualClock(0)).send(post(url), never);
    expect(result.kind === "answered" && result.body.length).toBeLessThan(400_000);
  });

  it.each(["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "not a url", "http://[fe80::1]/"])(
    "refuses %s",
    async (url) => {
      expect(await outboundHttp(new VirtualClock(0)).send(post(url), never)).toMatchObject({ kind: "refused" });
    },
  );
});
