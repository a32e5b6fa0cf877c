import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import type { OutboundRequest } from "../platform/ports/outbound-http.ts";
import { addressRefusal, nameRefusal } from "./outbound-address.ts";
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
    "::ffff:a9fe:a9fe",
    "::a9fe:a9fe",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fe80::1%eth0",
  ])("refuses %s", (address) => expect(addressRefusal(address)).toMatch(/never called/));
  it.each(["127.0.0.1", "::1", "10.1.2.3", "203.0.113.9", "2001:db8::1"])("calls %s", (address) =>
    expect(addressRefusal(address)).toBeUndefined(),
  );
});

describe("addresses that a cloud is told to keep to", () => {
  const OWN = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"];
  const PRIVATE = ["10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:192.168.1.1"];
  const PUBLIC = ["203.0.113.9", "172.32.0.1", "2001:db8::1"];
  it.each([
    ["any", [...OWN, ...PRIVATE, ...PUBLIC], []],
    ["loopback", OWN, [...PRIVATE, ...PUBLIC]],
    ["public", PUBLIC, [...OWN, ...PRIVATE]],
  ] as const)("%s", (range, called, refused) => {
    for (const address of called) expect([address, addressRefusal(address, range)]).toEqual([address, undefined]);
    for (const address of refused) expect(addressRefusal(address, range)).toMatch(`this server calls ${range}`);
    expect(addressRefusal("169.254.169.254", range)).toMatch("is never called");
  });
});

describe("names", () => {
  it.each([
    "sns.us-east-1.amazonaws.com",
    "AMAZONAWS.COM",
    "s3.cn-north-1.amazonaws.com.cn",
    "x.lambda-url.us-east-1.on.aws.",
  ])("refuses %s", (name) => expect(nameRefusal(name)).toMatch(/AWS itself/));
  it.each(["localhost", "example.com", "notamazonaws.com", "amazonaws.com.example.org"])("calls %s", (name) =>
    expect(nameRefusal(name)).toBeUndefined(),
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

  it("ends when whoever started a cloud that stands still has waited as long", async () => {
    const patience = new VirtualClock(0);
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const url = await serve(() => arrived());
    const result = outboundHttp(new VirtualClock(0), { patience }).send(post(url), never);
    await arrival;
    await patience.advance(15_000);
    expect(await result).toEqual({ kind: "failed", reason: "No answer within 15000 ms." });
  });

  it("ends when a name is not resolved in time", async () => {
    const clock = new VirtualClock(0);
    const resolve = (): Promise<string> => new Promise(() => {});
    const result = outboundHttp(clock, { resolve }).send(post("http://nowhere.example/"), never);
    await clock.advance(15_000);
    expect(await result).toEqual({ kind: "failed", reason: "No answer within 15000 ms." });
    expect(clock.nextDueAt()).toBeUndefined();
  });

  it.each(["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "0.0.0.0"])(
    "refuses a name that resolves to %s",
    async (address) => {
      const { send } = outboundHttp(new VirtualClock(0), { resolve: async () => address });
      const reason = `The address ${address} is never called.`;
      expect(await send(post("http://rebound.example/"), never)).toEqual({ kind: "refused", reason });
    },
  );

  it("asks for a name's address once, and goes there under the name", async () => {
    const hosts: unknown[] = [];
    const url = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const asked: string[] = [];
    const resolve = async (name: string): Promise<string> => {
      asked.push(name);
      return asked.length === 1 ? "127.0.0.1" : "169.254.169.254";
    };
    const { port } = new URL(url);
    const { send } = outboundHttp(new VirtualClock(0), { resolve });
    expect(await send(post(`http://hooks.example:${port}/`), never)).toMatchObject({ statusCode: 200 });
    expect([asked, hosts]).toEqual([["hooks.example"], [`hooks.example:${port}`]]);
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

  it("that nobody waits for any more when it begins ends at once, and breaks nothing", async () => {
    const url = await serve(() => expect.unreachable());
    const broken: unknown[] = [];
    const note = (error: unknown): void => void broken.push(error);
    process.on("uncaughtException", note);
    const result = await outboundHttp(new VirtualClock(0)).send(post(url), AbortSignal.abort());
    // The error of a request that was destroyed comes a turn later.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    process.off("uncaughtException", note);
    expect(result).toEqual({ kind: "failed", reason: "The server is stopping." });
    expect(broken).toEqual([]);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://169.254.169.254./",
    "http://[::ffff:169.254.169.254]/",
    "http://%zz:secret@127.0.0.1/",
    "https://sns.us-east-1.amazonaws.com/",
    "file:///etc/passwd",
    "not a url",
    "http://[fe80::1]/",
  ])("refuses %s", async (url) => {
    expect(await outboundHttp(new VirtualClock(0)).send(post(url), never)).toMatchObject({ kind: "refused" });
  });
});
