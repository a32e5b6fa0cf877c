/** Effects and timers when the store is behind, fails, is damaged, or goes away: nothing is lost, and nothing breaks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../tests/harness/platform.ts";
import type { Log } from "../kernel/log.ts";
import { seededRandom } from "../kernel/random.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import { SQS, type SendMessageRequest } from "../schema/generated/sqs.ts";
import { BlobsFailed } from "../store/blobs.ts";
import { MemoryBlobs } from "../store/memory-blobs.ts";
import { memoryEngine } from "../store/memory-engine.ts";
import { OverlayStore } from "../store/overlay-store.ts";
import type { Engine } from "../store/store.ts";
import { attendanceOf } from "./dispatch/attendance.ts";
import { outbox } from "./effects/outbox.ts";
import type { EffectHandler } from "./effects/effect-handler.ts";
import { operation } from "./operation.ts";
import { Platform } from "./platform.ts";
import type { WriteScope } from "./scope.ts";
import { defineService, type ServiceDefinition } from "./service.ts";
import { ServiceError } from "./service-error.ts";

const START = Date.UTC(2026, 0, 1);
const broken: unknown[] = [];
const noteBroken = (error: unknown): void => void broken.push(error);
beforeEach(() => {
  broken.length = 0;
  process.on("unhandledRejection", noteBroken);
});
afterEach(() => {
  process.off("unhandledRejection", noteBroken);
  expect(broken).toEqual([]);
});

interface Parts {
  readonly send: (input: SendMessageRequest, at: WriteScope) => void;
  readonly effects?: Record<string, EffectHandler>;
  readonly timers?: ServiceDefinition["timers"];
  readonly minutely?: () => void;
}

function serviceWith({ send, effects = {}, timers = {}, minutely = () => {} }: Parts): ServiceDefinition {
  return defineService({
    model: SQS.model,
    operations: [
      operation.write(SQS.SendMessage, {
        honours: ["QueueUrl", "MessageBody"],
        on: () => "arn:aws:sqs:us-east-1:000000000000:q",
        run(input, at) {
          send(input, at);
          return { MessageId: at.requestId };
        },
      }),
      operation.read(SQS.GetQueueUrl, {
        honours: ["QueueName"],
        on: () => "arn:aws:sqs:us-east-1:000000000000:q",
        run: (_, { tx }) => ({ QueueUrl: String([...outbox.keys(tx, [])].length) }),
      }),
      operation.stream(SQS.ReceiveMessage, {
        honours: ["QueueUrl"],
        on: () => "arn:aws:sqs:us-east-1:000000000000:q",
        run: async (_, at) => {
          const found = at.within({ region: "eu-west-1" }).read(({ tx }) => [...outbox.keys(tx, [])].length);
          return { Messages: [{ Body: String(found) }] };
        },
      }),
    ],
    unsupported: [],
    refuse: () => new ServiceError("Refused", "no"),
    effects,
    timers,
    minutely,
  });
}

/** A disk that does nothing, fails, or works, as the test says. */
class TestDisk {
  readonly engine: Engine;
  #held: (() => void)[] | undefined;
  #failing = false;

  constructor() {
    const inner = memoryEngine();
    this.engine = {
      ...inner,
      commit: async (writes) => {
        if (this.#failing) throw new Error("ENOSPC: no space left on device");
        const held = this.#held;
        if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
        await inner.commit(writes);
      },
    };
  }

  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  fail(): void {
    this.#failing = true;
  }
}

interface Bench {
  readonly disk: TestDisk;
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly store: OverlayStore;
  readonly errors: string[];
  readonly send: (body: string) => Promise<unknown>;
  readonly receive: () => Promise<unknown>;
  readonly look: () => Promise<unknown>;
}

/** A platform on a disk of the test's own; `start` is called at once. */
function bench(parts: Parts, maximumPendingBytes = 1_000_000): Bench {
  const disk = new TestDisk();
  const store = new OverlayStore(disk.engine, { maximumPendingBytes });
  const clock = new VirtualClock(START);
  const errors: string[] = [];
  const log: Log = { info() {}, warn() {}, error: (sentence) => errors.push(sentence) };
  const random = seededRandom(1);
  const unused = (): never => expect.unreachable();
  const platform = new Platform({
    services: [serviceWith(parts)],
    store,
    blobs: new MemoryBlobs(random),
    clock,
    random,
    log,
    account: "000000000000",
    region: "us-east-1",
    ports: {
      functions: {
        refusal: unused,
        invoke: unused,
        forceEnd: unused,
        provision: unused,
        retire: unused,
        close: unused,
      },
      codeFolders: { folderOf: unused, bytesOf: unused, remove: unused },
      outbound: { send: unused },
      localEndpoint: () => "http://127.0.0.1:4566",
    },
  });
  platform.start();
  const call = { frame: platform.scope(), attendance: attendanceOf(new AbortController().signal) };
  return {
    disk,
    platform,
    clock,
    store,
    errors,
    send: (body) => platform.dispatch(SQS.SendMessage, { QueueUrl: "q", MessageBody: body }, call),
    receive: () => platform.dispatch(SQS.ReceiveMessage, { QueueUrl: "q" }, call),
    look: () => platform.dispatch(SQS.GetQueueUrl, { QueueName: "q" }, call),
  };
}

/** Lets everything run that needs no disk. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a store that is behind", () => {
  it("is answered 503, retryable, and the same call succeeds later", async () => {
    const { disk, send } = bench({ send: (input, at) => at.setTimer(timerOf(input, at.now + 1_000)) }, 1);
    disk.hold();
    const first = send("a");
    await expect(send("b")).rejects.toMatchObject({ name: "ServiceError", statusCode: 503, retryable: true });
    disk.release();
    await first;
    await send("b");
  });

  it("loses no effect that has run, and runs none a second time", async () => {
    const ran: string[] = [];
    let finish = (): void => {};
    const { disk, platform, send, store, errors } = bench(
      {
        send(input, at) {
          if (input.MessageBody === "plain") at.setTimer(timerOf(input, at.now + 1_000));
          else at.effect({ kind: "test.effect", source: "s", payload: input.MessageBody });
        },
        effects: {
          "test.effect": async (payload: string) => {
            ran.push(payload);
            await new Promise<void>((resolve) => (finish = resolve));
          },
        },
      },
      1,
    );
    await send("a");
    disk.hold();
    const other = send("plain");
    finish();
    await turns();
    disk.release();
    await other;
    await platform.settle();
    expect(ran).toEqual(["a"]);
    expect(store.read((tx) => [...outbox.keys(tx, [])])).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("makes timers wait, which then run once and in time order", async () => {
    const ran: string[] = [];
    const { disk, platform, clock, send, errors } = bench(
      {
        send: (input, at) => at.setTimer(timerOf(input, at.now + (input.MessageBody === "filler" ? 9_000_000 : 100))),
        timers: { "test.timer": (payload: string) => void ran.push(payload) },
      },
      1,
    );
    await send("a");
    disk.hold();
    const filler = send("filler");
    const moved = clock.advance(100, turns);
    await moved;
    expect(ran).toEqual([]);
    disk.release();
    await filler;
    await platform.settle();
    expect(ran).toEqual(["a"]);
    expect(errors).toEqual([]);
  });
});

describe("an effect inside the cloud", () => {
  const AS = { principal: "test.amazonaws.com", sourceArn: "arn:aws:sns:us-east-1:000000000000:t" };

  /** "outer" has an effect that sends "inner", which has one that notes its turn. */
  function nested(isInside: boolean, ran: string[]): Bench {
    return bench({
      send(input, at) {
        if (input.MessageBody === "outer") at.effect({ kind: "test.send", source: "s", payload: null, isInside });
        else at.effect({ kind: "test.note", source: "n", payload: null });
      },
      effects: {
        "test.send": async (_, at) => {
          const until = isInside ? "applied" : "committed";
          await at.call(SQS.SendMessage, { QueueUrl: "q", MessageBody: "inner" }, { ...AS, until });
          ran.push("sent");
        },
        "test.note": async () => void ran.push("noted"),
      },
    });
  }

  it("has run before the commit, and only what follows from it outside waits", async () => {
    const ran: string[] = [];
    const { disk, platform, send, store } = nested(true, ran);
    disk.hold();
    let isAnswered = false;
    const sent = send("outer").then(() => (isAnswered = true));
    await turns();
    expect([ran, isAnswered]).toEqual([["sent"], false]);
    expect(store.read((tx) => [...outbox.keys(tx, [])])).toEqual([["n", 1]]);
    disk.release();
    await sent;
    await platform.settle();
    expect(ran).toEqual(["sent", "noted"]);
    expect(store.read((tx) => [...outbox.keys(tx, [])])).toEqual([]);
  });

  it("waits where it may reach outside", async () => {
    const ran: string[] = [];
    const { disk, platform, send } = nested(false, ran);
    disk.hold();
    const sent = send("outer");
    await turns();
    expect(ran).toEqual([]);
    disk.release();
    await sent;
    await platform.settle();
    expect(ran.toSorted()).toEqual(["noted", "sent"]);
  });

  it("has no consequence when the commit fails", async () => {
    const ran: string[] = [];
    const { disk, send } = nested(true, ran);
    disk.fail();
    await expect(send("outer")).rejects.toMatchObject({ statusCode: 503 });
    await turns();
    expect(ran).not.toContain("noted");
  });
});

const timerOf = (input: SendMessageRequest, dueAt: number) => ({
  id: `test.${input.MessageBody}`,
  kind: "test.timer",
  dueAt,
  payload: input.MessageBody,
});

describe("a store that fails", () => {
  it("is told to whoever waits, keeps what had run, and settles nothing", async () => {
    let finish = (): void => {};
    const made = bench({
      send: (_, at) => at.effect({ kind: "test.effect", source: "s", payload: null }),
      effects: { "test.effect": () => new Promise<void>((resolve) => (finish = resolve)) },
    });
    await made.send("a");
    made.disk.fail();
    const failed = { statusCode: 503, retryable: true, message: expect.stringContaining("ENOSPC") };
    await expect(made.send("b")).rejects.toMatchObject(failed);
    await expect(made.send("c")).rejects.toMatchObject(failed);
    finish();
    await turns();
    await expect(made.platform.settle()).rejects.toMatchObject({ name: "StoreFailed" });
    await made.platform.stop();
  });
});

describe("a disk that refuses", () => {
  it("lets reads go on, which show what was acknowledged and nothing that was refused", async () => {
    const made = bench({
      send: (_, at) => at.effect({ kind: "test.effect", source: "s", payload: null, dueAt: at.now + 1_000 }),
      effects: { "test.effect": async () => {} },
    });
    await made.send("a");
    made.disk.fail();
    await expect(made.send("b")).rejects.toMatchObject({ statusCode: 503 });
    expect(await made.look()).toEqual({ QueueUrl: "1" });
    expect(await made.receive()).toEqual({ Messages: [{ Body: "1" }] });
    expect(made.platform.failure()).toMatchObject({ name: "StoreFailed" });
    await made.platform.stop();
  });

  it("is answered 503 with its reason when it was a body that it refused, and only then", async () => {
    const made = bench({
      send(input) {
        if (input.MessageBody === "large") throw new BlobsFailed("a body could not be stored: EIO");
      },
    });
    await expect(made.send("large")).rejects.toMatchObject({
      name: "ServiceError",
      code: "ServiceUnavailableException",
      message: "a body could not be stored: EIO",
      statusCode: 503,
      retryable: true,
    });
    await made.send("small");
    await made.platform.stop();
  });
});

describe("a reader", () => {
  it("is not shown what is not yet on disk, and waits for no later writer", async () => {
    const made = bench({
      send: (_, at) => at.effect({ kind: "test.effect", source: "s", payload: null, dueAt: at.now + 1_000 }),
      effects: { "test.effect": async () => {} },
    });
    made.disk.hold();
    const sent = made.send("a");
    let answered: unknown;
    const received = made.receive().then((answer) => (answered = answer));
    await turns();
    expect(answered).toBeUndefined();
    made.disk.release();
    made.disk.hold();
    const later = made.send("b");
    await Promise.all([sent, received]);
    expect(answered).toEqual({ Messages: [{ Body: "1" }] });
    made.disk.release();
    await later;
    await made.platform.stop();
  });
});

describe("what is woken by a change", () => {
  it("is woken before the change is on disk, when others see it, and not by one that was refused", async () => {
    const woken: string[] = [];
    const made = bench({
      send(input, at) {
        at.applied(() => woken.push(`woken by ${input.MessageBody}`));
        at.after(() => woken.push(`${input.MessageBody} is on disk`));
        if (input.MessageBody === "refused") throw new ServiceError("Refused", "refused");
        at.effect({ kind: "test.effect", source: "s", payload: null });
      },
      effects: { "test.effect": async () => {} },
    });
    made.disk.hold();
    await expect(made.send("refused")).rejects.toThrow("refused");
    const sent = made.send("a");
    await turns();
    expect(woken).toEqual(["woken by a"]);
    made.disk.release();
    await sent;
    expect(woken).toEqual(["woken by a", "a is on disk"]);
    await made.platform.stop();
  });

  it("does not keep from happening what follows from the commit when it is a bug", async () => {
    const ran: string[] = [];
    const made = bench({
      send(_, at) {
        at.applied(() => {
          throw new Error("a bug");
        });
        at.effect({ kind: "test.effect", source: "s", payload: null });
      },
      effects: { "test.effect": async () => void ran.push("ran") },
    });
    await expect(made.send("a")).rejects.toThrow("a bug");
    await made.platform.settle();
    expect(ran).toEqual(["ran"]);
    await made.platform.stop();
  });
});

describe("what follows from a commit", () => {
  it("begins as a whole, also when one part of it is a bug", async () => {
    const ran: string[] = [];
    const made = bench({
      send(_, at) {
        at.after(() => {
          throw new Error("a bug");
        });
        at.effect({ kind: "test.effect", source: "s", payload: null });
      },
      effects: { "test.effect": async () => void ran.push("ran") },
    });
    await expect(made.send("a")).rejects.toThrow("a bug");
    await made.platform.settle();
    expect(ran).toEqual(["ran"]);
  });

  it("does not break when an effect ends after the store has been closed", async () => {
    let finish = (): void => {};
    const made = bench({
      send: (_, at) => at.effect({ kind: "test.effect", source: "s", payload: null }),
      effects: {
        "test.effect": (_, at) => {
          // It is not waited for: the platform knows of it only as an effect, which this test ends by itself.
          return new Promise<void>((resolve) => (finish = resolve)).then(() => void at);
        },
      },
    });
    await made.send("a");
    made.platform.abandon();
    await made.store.close();
    finish();
    await turns();
    expect(made.errors).toEqual([]);
  });

  it("may be effects of effects, which run in their order too", async () => {
    const ran: string[] = [];
    const made = bench({
      send: (input, at) => at.effect({ kind: "test.first", source: "s", payload: input.MessageBody }),
      effects: {
        "test.first": async (payload: string, at) => {
          await at.write((inner) => inner.effect({ kind: "test.second", source: "s", payload: `${payload} again` }));
          ran.push(payload);
        },
        "test.second": async (payload: string) => void ran.push(payload),
      },
    });
    await made.send("a");
    await made.platform.settle();
    expect(ran).toEqual(["a", "a again"]);
  });
});

describe("a timer", () => {
  let cloud: TestPlatform | undefined;
  afterEach(() => cloud?.stop());

  it("that is due when it is set runs without time passing, and the cloud has not settled before", async () => {
    const ran: string[] = [];
    const made = bench({
      send: (input, at) => at.setTimer(timerOf(input, at.now - 5)),
      timers: { "test.timer": (payload: string) => void ran.push(payload) },
    });
    await made.send("a");
    await made.platform.settle();
    expect(ran).toEqual(["a"]);
  });

  it("whose handler throws is tried again, unless it was cancelled meanwhile", async () => {
    let tries = 0;
    const made = bench({
      send(input, at) {
        if (input.MessageBody === "cancel") at.cancelTimer("test.a");
        else at.setTimer(timerOf(input, at.now + 100));
      },
      timers: {
        "test.timer": () => {
          tries++;
          throw new Error("a bug");
        },
      },
    });
    const settle = (): Promise<void> => made.platform.settle();
    await made.send("a");
    await made.clock.advance(100, settle);
    expect(tries).toBe(1);
    await made.clock.advance(60_000, settle);
    expect(tries).toBe(2);
    await made.send("cancel");
    await made.clock.advance(600_000, settle);
    expect(tries).toBe(2);
    expect(made.errors).toEqual(Array.from({ length: 2 }, () => "a timer failed and will be tried again"));
  });

  it("is one of many thousands that are due at once, and each runs once", async () => {
    const ran = new Set<string>();
    cloud = await startTestPlatform({
      at: START,
      services: [
        serviceWith({
          send(_, at) {
            for (let index = 0; index < 5_000; index++) {
              at.setTimer({ id: `test.${index}`, kind: "test.timer", dueAt: at.now + 10, payload: String(index) });
            }
          },
          timers: {
            "test.timer": (payload: string) => void (ran.has(payload) ? expect.unreachable() : ran.add(payload)),
          },
        }),
      ],
    });
    await cloud.call(SQS.SendMessage, { QueueUrl: "q", MessageBody: "many" });
    await cloud.advance(10);
    expect(ran.size).toBe(5_000);
  });
});

it("a sample that cannot be taken does not stop the clock", async () => {
  const made = bench({
    send: () => {},
    minutely: () => {
      throw new Error("a bug");
    },
  });
  await made.clock.advance(180_000, () => made.platform.settle());
  expect(made.errors).toEqual(Array.from({ length: 3 }, () => "a minute's samples could not be taken"));
});

it("settling ends when the cloud stops, whatever is still due", async () => {
  const made = bench({
    send: (_, at) => at.effect({ kind: "test.effect", source: "s", payload: null }),
    effects: { "test.effect": () => new Promise<void>(() => {}) },
  });
  await made.send("a");
  const settled = made.platform.settle();
  made.platform.halt();
  await settled;
});
