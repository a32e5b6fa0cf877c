/** The Telemetry API, as an extension in a process of its own sees it. */
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { realClock } from "../../kernel/real-clock.ts";
import { define, node } from "../extensions/extension.fixture.ts";
import { document, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { TELEMETRY_WAITING_BYTES_MAX } from "../limits.ts";
import { tcpDestination } from "./tcp-destination.ts";
import { TelemetrySubscriber } from "./telemetry-subscriber.ts";
import { telemetrySubscription, type TelemetrySubscription } from "./telemetry-subscription.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function bench(): Workbench {
  const opened = openWorkbench();
  open.push(opened);
  return opened;
}

interface Telling {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/**
 * Listens on a port of its own, subscribes and notes each record; where it is `patient` it asks for its next event only when
 * it has heard that the runtime is done, as many extensions do.
 */
function listener(settings: {
  readonly timeoutMs: number;
  readonly types?: string;
  readonly isPatient?: boolean;
}): string {
  const { timeoutMs, types = '["platform", "function", "extension"]', isPatient = false } = settings;
  return `(async () => {
    let heard = () => {};
    const server = http.createServer((request, reply) => {
      let text = "";
      request.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => {
        for (const each of JSON.parse(text)) {
          note(each);
          if (each.type === "platform.runtimeDone") heard();
        }
        reply.end();
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    await register(["INVOKE", "SHUTDOWN"]);
    const body = JSON.stringify({ schemaVersion: "2022-12-13", types: ${types}, buffering: { timeoutMs: ${timeoutMs} },
      destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:" + server.address().port + "/telemetry" } });
    const subscribe = () => call("PUT", "/2022-07-01/telemetry", { body });
    console.log("answered", JSON.stringify((await subscribe()).body));
    await subscribe();
    for (;;) {
      const done = new Promise((resolve) => (heard = resolve));
      const event = await next();
      if (${isPatient} && event.eventType === "INVOKE") await done;
    }
  })();`;
}

const SAYS = node(`exports.handler = async (event) => { console.log("from the function"); return event }`);
const AT_ANY_TIME = new Set(["platform.telemetrySubscription", "platform.extension"]);

describe("an extension that subscribes", () => {
  it("hears of everything from the start of the environment to its end, in order", async () => {
    const at = openWorkbench();
    const { spec, notes } = define(at, listener({ timeoutMs: 25, isPatient: true }), SAYS);
    const outcome = await at.run(spec, { n: 1 }, { requestId: "one" });
    await at.runtime.close();
    const told = notes().filter((each) => "type" in each) as unknown as Telling[];
    await at.close();
    expect(document(outcome)).toEqual({ n: 1 });
    expect(outcome.postRuntimeExtensionsMilliseconds).toBeGreaterThan(0);
    const platform = told.filter((each) => each.type.startsWith("platform."));
    const order = platform
      .filter((each) => !AT_ANY_TIME.has(each.type))
      .map((each) => each.type.slice("platform.".length));
    expect(order).toEqual(["initStart", "initRuntimeDone", "initReport", "start", "runtimeDone", "report"]);
    expect(told).toContainEqual({
      time: expect.stringMatching(/Z$/) as string,
      type: "function",
      record: expect.stringContaining("from the function") as string,
    });
    expect(told).toContainEqual({ time: expect.any(String) as string, type: "extension", record: 'answered "OK"' });
    expect(told).toContainEqual(
      expect.objectContaining({
        type: "platform.extension",
        record: { name: "watcher", state: "Ready", events: ["INVOKE", "SHUTDOWN"] },
      }),
    );
    const types = ["platform", "function", "extension"];
    for (const state of ["Subscribed", "Already subscribed"]) {
      expect(platform.map((each) => each.record)).toContainEqual({ name: "watcher", state, types });
    }
    const done = platform.find((each) => each.type === "platform.runtimeDone");
    expect(done?.record).toMatchObject({ requestId: "one", status: "success", metrics: { producedBytes: 7 } });
    expect(messages(outcome)).toEqual(
      expect.arrayContaining([
        "TELEMETRY\tName: watcher\tState: Subscribed\tTypes: [Platform, Function, Extension]",
        "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE,SHUTDOWN]",
      ]),
    );
  });

  it("gets what waits before it is told to end, however long its batches wait, and only what it asked for", async () => {
    const at = openWorkbench();
    const { spec, notes } = define(at, listener({ timeoutMs: 30_000, types: '["platform"]' }), SAYS);
    await at.run(spec);
    await at.runtime.close();
    const told = notes();
    await at.close();
    expect(told.at(-1)).toMatchObject({ eventType: "SHUTDOWN" });
    expect(told.at(-2)).toMatchObject({ type: "platform.report" });
    expect(told.filter((each) => each["type"] === "function")).toEqual([]);
  });

  it("hears that the function ran out of time", async () => {
    const at = openWorkbench();
    const hangs = node("exports.handler = () => new Promise((r) => setInterval(r, 1e6))");
    const { spec, notes } = define(at, listener({ timeoutMs: 30_000 }), hangs);
    expect((await at.run(spec, {}, { timeoutMilliseconds: 1000 })).kind).toBe("timedOut");
    await at.runtime.close();
    const told = notes();
    await at.close();
    expect(told.slice(-3)).toMatchObject([
      { type: "platform.runtimeDone", record: { status: "timeout" } },
      { type: "platform.report", record: { status: "timeout" } },
      { eventType: "SHUTDOWN", shutdownReason: "timeout" },
    ]);
  });

  it("too late is refused", async () => {
    const at = bench();
    const late = `(async () => { await register(["INVOKE", "SHUTDOWN"]); await next();
      const { status, body } = await call("PUT", "/2022-07-01/telemetry", { body: "{}" });
      note({ status, ...body }); for (;;) await next() })()`;
    const { spec, notes } = define(at, late, SAYS);
    await at.run(spec);
    expect(notes()).toMatchObject([{ status: 403, errorType: "Telemetry.SubscriptionClosed" }]);
  });
});

describe("a batch", () => {
  const record = (n: number | string): string => JSON.stringify({ n });

  async function receiver(failures: number): Promise<{ port: number; bodies: unknown[][]; tries: () => number }> {
    const bodies: unknown[][] = [];
    let tries = 0;
    const server = createServer((request, reply) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        reply.statusCode = ++tries <= failures ? 500 : 200;
        if (reply.statusCode === 200) bodies.push(JSON.parse(Buffer.concat(pieces).toString()) as unknown[]);
        reply.end();
      });
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on TCP has this form of address.
    return { port: (server.address() as AddressInfo).port, bodies, tries: () => tries };
  }

  function subscriber(port: number, settings: Partial<TelemetrySubscription> = {}): TelemetrySubscriber {
    const usual = {
      types: [],
      protocol: "HTTP",
      port,
      path: "/",
      maximumItems: 1000,
      maximumBytes: 1e6,
      timeoutMilliseconds: 30_000,
    } as const;
    const droppedRecord = (dropped: object): string => JSON.stringify({ dropped });
    return new TelemetrySubscriber({ ...usual, ...settings }, { clock: realClock, droppedRecord });
  }

  it("is tried again, and what is given up is counted in the next one", async () => {
    const { port, bodies, tries } = await receiver(3);
    const told = subscriber(port);
    told.add(record(1));
    told.add(record(2));
    await told.flush();
    expect([tries(), bodies]).toEqual([3, []]);
    told.add(record(3));
    await told.flush();
    expect(bodies).toEqual([[{ dropped: { records: 2, bytes: 14 } }, { n: 3 }]]);
  });

  it("ends at its items and at its bytes, and what is too much is dropped", async () => {
    const { port, bodies } = await receiver(0);
    const few = subscriber(port, { maximumItems: 2 });
    for (const n of [1, 2, 3, 4, 5]) few.add(record(n));
    await few.flush();
    expect(bodies.splice(0).map((each) => each.length)).toEqual([2, 2, 1]);
    const small = subscriber(port, { maximumBytes: 100 });
    for (const n of ["a", "b"]) small.add(record(n.repeat(80)));
    await small.flush();
    expect(bodies.splice(0).map((each) => each.length)).toEqual([1, 1]);
    const full = subscriber(port, { maximumBytes: 2 * TELEMETRY_WAITING_BYTES_MAX });
    full.add(record("x".repeat(TELEMETRY_WAITING_BYTES_MAX)));
    full.add(record(1));
    await full.flush();
    expect(bodies).toEqual([[{ dropped: { records: 1, bytes: expect.any(Number) as number } }, { n: 1 }]]);
  });
});

describe("over TCP", () => {
  it("an extension gets its records as lines", async () => {
    const at = openWorkbench();
    const listens = `(async () => {
      let heard = () => {};
      const server = require("node:net").createServer((socket) => {
        let text = "";
        socket.setEncoding("utf8").on("data", (piece) => {
          const lines = (text + piece).split("\\n");
          text = lines.pop();
          for (const line of lines) {
            note(JSON.parse(line));
            if (JSON.parse(line).type === "platform.runtimeDone") heard();
          }
        });
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      await register(["INVOKE", "SHUTDOWN"]);
      const destination = { protocol: "TCP", port: server.address().port };
      const asked = { schemaVersion: "2022-12-13", types: ["platform", "function"], buffering: { timeoutMs: 25 }, destination };
      await call("PUT", "/2022-07-01/telemetry", { body: JSON.stringify(asked) });
      for (;;) {
        const done = new Promise((resolve) => (heard = resolve));
        if ((await next()).eventType === "INVOKE") await done;
      }
    })()`;
    const { spec, notes } = define(at, listens, SAYS);
    await at.run(spec, {}, { requestId: "one" });
    await at.runtime.close();
    const told = notes();
    await at.close();
    expect(told).toContainEqual(expect.objectContaining({ type: "platform.initStart" }));
    expect(told).toContainEqual(
      expect.objectContaining({ type: "function", record: expect.stringContaining("from the function") as string }),
    );
    expect(told).toContainEqual(expect.objectContaining({ type: "platform.runtimeDone" }));
  });

  it("what is lost with a connection is lost, and the next batch has a new one", async () => {
    const texts: string[] = [];
    const sockets = new Set<Socket>();
    let heard = (): void => {};
    const listen = async (port: number): Promise<Server> => {
      const server = createTcpServer((socket) => {
        sockets.add(socket);
        socket.setEncoding("utf8").on("data", (text: string) => {
          texts.push(text);
          heard();
        });
      });
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      return server;
    };
    const hear = (): Promise<void> => new Promise((resolve) => (heard = resolve));
    const first = await listen(0);
    // A server that listens on TCP has this form of address.
    const { port } = first.address() as AddressInfo;
    const destination = tcpDestination(port, realClock);
    let next = hear();
    expect(await destination.deliver(['{"n":1}', '{"n":2}'])).toBe(true);
    await next;
    const [socket] = sockets;
    const ended = new Promise((resolve) => first.close(resolve));
    socket?.destroy();
    await ended;
    // What is written before the end of the connection has come here is lost, as it is on AWS.
    // oxlint-disable-next-line no-await-in-loop -- until nothing can be written any more
    while (await destination.deliver(['{"n":3}']));
    const second = await listen(port);
    open.push(second);
    next = hear();
    expect(await destination.deliver(['{"n":4}'])).toBe(true);
    await next;
    destination.end();
    expect(texts.join("")).toBe('{"n":1}\n{"n":2}\n{"n":4}\n');
  });
});

describe("a subscription", () => {
  const destination = { protocol: "HTTP", URI: "http://sandbox.localdomain:8080" };
  const good = { schemaVersion: "2022-07-01", types: ["platform"], destination };

  it.each<[string, object, Partial<TelemetrySubscription>]>([
    ["with nothing more", {}, { port: 8080, path: "/", maximumItems: 10_000, maximumBytes: 262_144 }],
    ["of a newer version", { schemaVersion: "2025-01-29" }, { timeoutMilliseconds: 1000 }],
    [
      "with buffering",
      { buffering: { maxItems: 1000, maxBytes: 1_048_576, timeoutMs: 25 } },
      { maximumItems: 1000, maximumBytes: 1_048_576, timeoutMilliseconds: 25 },
    ],
    [
      "to a path at the port of its scheme",
      { destination: { protocol: "HTTP", URI: "http://sandbox:80/a?b=c" } },
      { protocol: "HTTP", port: 80, path: "/a?b=c" },
    ],
    [
      "over TCP to a URI",
      { destination: { protocol: "TCP", URI: "tcp://sandbox.localdomain:8080" } },
      { protocol: "TCP", port: 8080 },
    ],
    ["over TCP to a port", { destination: { protocol: "TCP", port: 8080 } }, { protocol: "TCP", port: 8080 }],
  ])("%s is taken", (_, members, expected) => {
    expect(telemetrySubscription(JSON.stringify({ ...good, ...members }))).toMatchObject(expected);
  });

  const to = (URI: unknown): object => ({ destination: { protocol: "HTTP", URI } });
  const overTcp = (members: object): object => ({ destination: { protocol: "TCP", ...members } });
  it.each<[string, object, string]>([
    ["without a version", { schemaVersion: undefined }, "schemaVersion should be one of"],
    ["of no version", { schemaVersion: "2021-03-18" }, "schemaVersion should be one of"],
    ["without types", { types: [] }, "types should not be empty"],
    ["of other types", { types: ["platform", "metrics"] }, "types should be of platform, function, extension"],
    ["without a destination", { destination: undefined }, "destination protocol should be HTTP or TCP"],
    ["without a port", to("http://sandbox.localdomain"), "URI port is not provided"],
    ["to somewhere else", to("http://example.com:8080"), "URI host should be sandbox.localdomain"],
    ["to an address by its number", to("http://169.254.169.254:80"), "URI host should be sandbox.localdomain"],
    ["over HTTPS", to("https://sandbox.localdomain:8080"), "URI should be of the form"],
    ["to no URI", to(8080), "URI should be of the form"],
    ["over TCP to no port", overTcp({}), "URI port is not provided"],
    ["over TCP to a URI without a port", overTcp({ URI: "tcp://sandbox.localdomain" }), "URI port is not provided"],
    ["over TCP to HTTP", overTcp({ URI: "http://sandbox.localdomain:80" }), "URI should be of the form tcp://"],
    [
      "over TCP to somewhere else",
      overTcp({ URI: "tcp://169.254.169.254:80" }),
      "URI host should be sandbox.localdomain",
    ],
    ["over TCP to port 0", overTcp({ port: 0 }), "port should be between 1 and 65535"],
    ["over TCP to a port that is a text", overTcp({ port: "8080" }), "port should be between 1 and 65535"],
    ["with too few items", { buffering: { maxItems: 999 } }, "maxItems should be between 1000 and 10000"],
    ["with too many items", { buffering: { maxItems: 10_001 } }, "maxItems should be between"],
    ["with too few bytes", { buffering: { maxBytes: 262_143 } }, "maxBytes should be between 262144 and 1048576"],
    ["with too many bytes", { buffering: { maxBytes: 1_048_577 } }, "maxBytes should be between"],
    ["with too little time", { buffering: { timeoutMs: 24 } }, "timeoutMs should be between 25 and 30000"],
    ["with too much time", { buffering: { timeoutMs: 30_001 } }, "timeoutMs should be between"],
    ["with a fraction", { buffering: { maxItems: 1000.5 } }, "maxItems should be between"],
    ["with a list for its buffering", { buffering: [] }, "buffering should be an object"],
    ["with something more", { filter: "x" }, "filter is not a member of a subscription"],
  ])("%s is refused", (_, members, sentence) => {
    const refusal = telemetrySubscription(JSON.stringify({ ...good, ...members }));
    expect(refusal).toMatchObject({ status: 400, errorType: "ValidationError" });
    expect(refusal).toHaveProperty("errorMessage", expect.stringContaining(sentence));
  });

  it("says all that is wrong at once", () => {
    const wrong = { ...good, types: [], ...to("http://sandbox.localdomain") };
    expect(telemetrySubscription(JSON.stringify(wrong))).toEqual({
      status: 400,
      errorType: "ValidationError",
      errorMessage: "URI port is not provided; types should not be empty",
    });
    for (const text of [undefined, "", "no JSON", "[]", "null"]) {
      expect(telemetrySubscription(text)).toMatchObject({ status: 400 });
    }
  });
});
