/** A crash at any moment behind a publish: what was acknowledged arrives in every queue, in a FIFO queue once and in order. */
import { describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { outbox } from "../../../platform/effects/outbox.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { memoryEngine } from "../../../store/memory-engine.ts";
import type { Engine, Entry, Key, WriteSet } from "../../../store/store.ts";
import { sqs } from "../../sqs/service.ts";
import { QUEUES_PER_EFFECT } from "../limits.ts";
import { sns } from "../service.ts";

/** Every commit of a cloud, so that another one can begin with what a crash behind any of them leaves. */
class Commits {
  readonly engine: Engine;
  readonly #done: WriteSet[] = [];

  constructor() {
    const inner = memoryEngine();
    this.engine = {
      ...inner,
      commit: async (writes) => {
        await inner.commit(writes);
        for (const set of writes) this.#done.push(new Map(set));
      },
    };
  }

  get count(): number {
    return this.#done.length;
  }

  /** What the disk holds behind so many commits; in the last of them effects may not yet have been noted as done. */
  rowsBehind(count: number, { areNoted }: { readonly areNoted: boolean }): readonly Entry[] {
    const rows = new Map<Key, Uint8Array>();
    for (const [index, set] of this.#done.slice(0, count).entries()) {
      for (const [key, value] of set) {
        if (value !== null) rows.set(key, value);
        else if (areNoted || index < count - 1 || !key.startsWith(outbox.prefix)) rows.delete(key);
      }
    }
    return [...rows].map(([key, value]) => ({ key, value }));
  }
}

const begin = (engine: Engine): Promise<TestPlatform> => startTestPlatform({ services: [sns, sqs], engine });
const arnOf = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

async function makeQueue(cloud: TestPlatform, QueueName: string): Promise<void> {
  const Attributes = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  await cloud.call(SQS.CreateQueue, { QueueName, Attributes });
}

/** What the messages in a queue say, in their order. */
async function bodiesIn(cloud: TestPlatform, queue: string): Promise<readonly string[]> {
  const QueueUrl = `http://127.0.0.1:4566/000000000000/${queue}`;
  const bodies: string[] = [];
  for (;;) {
    // A FIFO group gives the next ones once these are gone.
    const { Messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 10 });
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle = "" } of Messages) {
      bodies.push(Body.startsWith("{") ? JSON.parse(Body).Message : Body);
      await cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
    }
  }
}

interface Scene {
  readonly topic: string;
  readonly queues: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Published one behind the other: a group, and what it is told. */
  readonly messages: readonly (readonly [groupId: string | undefined, message: string])[];
  /** Before the messages are published. */
  readonly meanwhile?: (cloud: TestPlatform) => Promise<unknown>;
}

/** Plays a scene, and shows each queue as it is behind a crash at every moment from the last acknowledgement on. */
async function crashesOf(
  scene: Scene,
  shown: readonly string[],
): Promise<readonly Readonly<Record<string, readonly string[]>>[]> {
  const { topic, queues, attributes = {}, messages, meanwhile } = scene;
  const commits = new Commits();
  const cloud = await begin(commits.engine);
  const Attributes = topic.endsWith(".fifo") ? { FifoTopic: "true", ContentBasedDeduplication: "true" } : {};
  const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: topic, Attributes });
  for (const queue of new Set([...queues, ...shown])) await makeQueue(cloud, queue);
  for (const queue of queues) {
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint: arnOf(queue), Attributes: attributes });
  }
  await cloud.settle();
  await meanwhile?.(cloud);
  for (const [MessageGroupId, Message] of messages) {
    await cloud.call(SNS.Publish, { TopicArn, Message, MessageGroupId });
  }
  const acknowledged = commits.count;
  await cloud.settle();
  await cloud.stop();
  const found: Record<string, readonly string[]>[] = [];
  for (let count = acknowledged; count <= commits.count; count++) {
    for (const areNoted of [false, true]) {
      const again = await begin(memoryEngine(commits.rowsBehind(count, { areNoted })));
      await again.settle();
      const entries: [string, readonly string[]][] = [];
      for (const queue of shown) entries.push([queue, await bodiesIn(again, queue)]);
      found.push(Object.fromEntries(entries));
      await again.stop();
    }
  }
  return found;
}

const inEach = (found: readonly Readonly<Record<string, readonly string[]>>[]) =>
  found.flatMap((each) => Object.values(each));

const removeQueue = (queue: string) => (cloud: TestPlatform) =>
  cloud.call(SQS.DeleteQueue, { QueueUrl: `http://127.0.0.1:4566/000000000000/${queue}` });

describe.each([
  ["raw", { RawMessageDelivery: "true" }],
  ["enveloped", {}],
])("a crash behind a publish to standard queues, %s", (_, attributes) => {
  const messages = [[undefined, "one"]] as const;

  it("takes nothing from any of them, and brings no third copy", async () => {
    const found = await crashesOf({ topic: "orders", queues: ["a", "b", "c"], attributes, messages }, ["a", "b", "c"]);
    expect(found.length).toBeGreaterThan(1);
    for (const bodies of inEach(found)) expect([["one"], ["one", "one"]]).toContainEqual(bodies);
    expect(found.at(-1)).toEqual({ a: ["one"], b: ["one"], c: ["one"] });
  });

  it("leaves the dead-letter queue what a deleted one of them would have got", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("failed") });
    const scene = { topic: "orders", queues: ["a", "b"], messages, meanwhile: removeQueue("a") };
    const found = await crashesOf({ ...scene, attributes: { ...attributes, RedrivePolicy } }, ["b", "failed"]);
    // The attempt and the dead letter are effects of their own, so that either may come again.
    for (const bodies of inEach(found)) expect([...new Set(bodies)]).toEqual(["one"]);
    expect(found.at(-1)).toEqual({ b: ["one"], failed: ["one"] });
  });
});

it("a crash behind a publish to more queues than one effect is for leaves none of them out", async () => {
  const queues = Array.from({ length: QUEUES_PER_EFFECT + 1 }, (_, index) => `q${index}`);
  const attributes = { RawMessageDelivery: "true" };
  const found = await crashesOf({ topic: "orders", queues, attributes, messages: [[undefined, "one"]] }, queues);
  for (const bodies of inEach(found)) expect([["one"], ["one", "one"]]).toContainEqual(bodies);
});

describe("a crash behind publishes to FIFO queues", () => {
  const attributes = { RawMessageDelivery: "true" };
  const messages = [
    ["g", "1"],
    ["h", "a"],
    ["g", "2"],
    ["h", "b"],
    ["g", "3"],
  ] as const;
  const ofGroup = (bodies: readonly string[], pattern: RegExp): string =>
    bodies.filter((each) => pattern.test(each)).join(" ");

  it("leaves each of them every message once, in the order of its group", async () => {
    const queues = ["one.fifo", "two.fifo"];
    const found = await crashesOf({ topic: "orders.fifo", queues, attributes, messages }, queues);
    for (const bodies of inEach(found)) {
      expect([ofGroup(bodies, /\d/), ofGroup(bodies, /[a-z]/)]).toEqual(["1 2 3", "a b"]);
    }
  });

  it("leaves the others theirs when one of them was deleted", async () => {
    const queues = ["one.fifo", "two.fifo"];
    const scene = { topic: "orders.fifo", queues, attributes, messages, meanwhile: removeQueue("one.fifo") };
    for (const { "two.fifo": bodies = [] } of await crashesOf(scene, ["two.fifo"])) {
      expect([ofGroup(bodies, /\d/), ofGroup(bodies, /[a-z]/)]).toEqual(["1 2 3", "a b"]);
    }
  });
});
