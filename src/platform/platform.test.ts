import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../tests/harness/platform.ts";
import { SQS, type SendMessageRequest } from "../schema/generated/sqs.ts";
import { text } from "../store/key.ts";
import { keyspace } from "../store/keyspace.ts";
import { record } from "../store/value-codec.ts";
import type { EffectHandler } from "./effects/effect-handler.ts";
import { local } from "./local.ts";
import { operation } from "./operation.ts";
import type { WriteScope } from "./scope.ts";
import { defineService, type ServiceDefinition, uncovered } from "./service.ts";
import { ServiceError } from "./service-error.ts";

const rows = keyspace("test/rows", { key: [text] as const, value: record<string>() });
const wakeUps = local<string[]>("test.wake-ups", () => []);

/** A service of the test's own on a real model: SendMessage does what `send` does, GetQueueUrl reads a row. */
function serviceWith(parts: {
  send: (input: SendMessageRequest, at: WriteScope) => void;
  effects?: Record<string, EffectHandler>;
  timers?: ServiceDefinition["timers"];
}): ServiceDefinition {
  return defineService({
    model: SQS.model,
    operations: [
      operation.write(SQS.SendMessage, {
        honours: ["QueueUrl", "MessageBody"],
        on: (input) => `arn:aws:sqs:us-east-1:000000000000:${input.QueueUrl}`,
        run(input, at) {
          parts.send(input, at);
          return { MessageId: at.requestId };
        },
      }),
      operation.read(SQS.GetQueueUrl, {
        honours: ["QueueName"],
        on: () => "arn:aws:sqs:us-east-1:000000000000:any",
        run: (input, at) => ({ QueueUrl: rows.get(at.tx, [input.QueueName]) ?? "none" }),
      }),
      operation.stream(SQS.ReceiveMessage, {
        honours: ["QueueUrl"],
        on: () => "arn:aws:sqs:us-east-1:000000000000:any",
        run: async (input, at) => {
          const as = { principal: "test.amazonaws.com", sourceArn: "arn:aws:sqs:us-east-1:000000000000:any" };
          const sent = await at.call(SQS.SendMessage, { QueueUrl: input.QueueUrl, MessageBody: "called" }, as);
          return { Messages: [{ MessageId: sent.MessageId }] };
        },
      }),
    ],
    unsupported: ["PurgeQueue"],
    refuse: (violations) => new ServiceError("Refused", violations.map((each) => each.kind).join(" ")),
    effects: parts.effects ?? {},
    timers: parts.timers ?? {},
  });
}

let cloud: TestPlatform;
afterEach(() => cloud.stop());

const send = (body = "hello"): Promise<unknown> =>
  cloud.call(SQS.SendMessage, { QueueUrl: "q", MessageBody: body }, { cause: "outside" });

describe("a call", () => {
  it("changes nothing when it throws: no row, no effect, no wake-up", async () => {
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send(_, at) {
            rows.put(at.tx, ["q"], "changed");
            at.effect({ kind: "test.effect", source: "s", payload: null });
            at.after(() => at.local(wakeUps).push("woken"));
            throw new ServiceError("Refused", "no");
          },
          effects: { "test.effect": async (_, at) => void at.local(wakeUps).push("effect") },
        }),
      ],
    });
    await expect(send()).rejects.toMatchObject({ code: "Refused" });
    await cloud.settle();
    expect(await cloud.call(SQS.GetQueueUrl, { QueueName: "q" })).toEqual({ QueueUrl: "none" });
    expect(cloud.scope().local(wakeUps)).toEqual([]);
    expect(cloud.lineage()).toMatchObject([
      { kind: "sqs.SendMessage", outcome: "failed", reason: "no", parent: "outside" },
    ]);
  });

  it("refuses what the model forbids, in the service's words, before the operation runs", async () => {
    cloud = await startTestPlatform({ services: [serviceWith({ send: () => expect.unreachable() })] });
    await expect(cloud.callUnchecked(SQS.SendMessage, { QueueUrl: "q" })).rejects.toMatchObject({ code: "Refused" });
  });

  it("refuses by name a member that the operation does not act upon", async () => {
    cloud = await startTestPlatform({ services: [serviceWith({ send: () => expect.unreachable() })] });
    await expect(
      cloud.call(SQS.SendMessage, { QueueUrl: "q", MessageBody: "b", DelaySeconds: 5 }),
    ).rejects.toMatchObject({
      code: "NotImplemented",
      statusCode: 501,
      message: expect.stringContaining("DelaySeconds"),
    });
  });

  it("answers 501 by name for an operation that is not there", async () => {
    cloud = await startTestPlatform({ services: [serviceWith({ send: () => {} })] });
    await expect(cloud.call(SQS.PurgeQueue, { QueueUrl: "q" })).rejects.toMatchObject({
      statusCode: 501,
      message: expect.stringContaining("PurgeQueue"),
    });
  });

  it("from one service to another goes through the same pipeline, and is a child in lineage", async () => {
    const bodies: string[] = [];
    cloud = await startTestPlatform({ services: [serviceWith({ send: (input) => bodies.push(input.MessageBody) })] });
    await cloud.call(SQS.ReceiveMessage, { QueueUrl: "q" });
    expect(bodies).toEqual(["called"]);
    const [inner, outer] = cloud.lineage();
    expect(inner).toMatchObject({ kind: "sqs.SendMessage", parent: outer?.id });
  });
});

describe("durable effects", () => {
  it("run in order for their source, also when one is tried again", async () => {
    const ran: string[] = [];
    let failures = 2;
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send: (input, at) => at.effect({ kind: "test.effect", source: "one", payload: input.MessageBody }),
          effects: {
            "test.effect": async (payload: string, _, run) => {
              if (payload === "a" && failures-- > 0) throw new Error("not yet");
              ran.push(`${payload}${run.attempt}`);
            },
          },
        }),
      ],
    });
    await send("a");
    await send("b");
    await cloud.settle();
    expect(ran).toEqual([]);
    await cloud.advance(1_000);
    expect(ran).toEqual(["a3", "b1"]);
  });

  it("of another source do not wait", async () => {
    const ran: string[] = [];
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send: (input, at) =>
            at.effect({ kind: "test.effect", source: input.MessageBody, payload: input.MessageBody }),
          effects: {
            "test.effect": async (payload: string, at) => {
              if (payload === "slow") return { retryAt: at.clock.now() + 60_000 };
              ran.push(payload);
              return undefined;
            },
          },
        }),
      ],
    });
    await send("slow");
    await send("quick");
    await cloud.settle();
    expect(ran).toEqual(["quick"]);
  });

  it("that had not run when the process ended run in the next one", async () => {
    const ran: string[] = [];
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send: (input, at) =>
            at.effect({ kind: "test.effect", source: "s", payload: input.MessageBody, dueAt: at.now + 1_000 }),
          effects: { "test.effect": async (payload: string) => void ran.push(payload) },
        }),
      ],
    });
    await send("a");
    await send("b");
    await cloud.restart();
    expect(ran).toEqual([]);
    await cloud.advance(1_000);
    expect(ran).toEqual(["a", "b"]);
  });
});

describe("durable timers", () => {
  it("run when they are due, in order, once, and also after a restart", async () => {
    const ran: string[] = [];
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send(input, at) {
            const dueAt = at.now + Number(input.MessageBody);
            at.setTimer({ id: `test.${input.MessageBody}`, kind: "test.timer", dueAt, payload: input.MessageBody });
          },
          timers: { "test.timer": (payload: string, at) => void ran.push(`${payload}@${at.now - START}`) },
        }),
      ],
      at: START,
    });
    await send("300");
    await send("100");
    await send("200000");
    await cloud.advance(299);
    expect(ran).toEqual(["100@100"]);
    await cloud.restart();
    await cloud.advance(200_000);
    expect(ran).toEqual(["100@100", "300@300", "200000@200000"]);
  });

  it("with the same id are one timer, and a cancelled one never runs", async () => {
    const ran: number[] = [];
    cloud = await startTestPlatform({
      services: [
        serviceWith({
          send(input, at) {
            if (input.MessageBody === "cancel") at.cancelTimer("test.b");
            else {
              at.setTimer({ id: `test.${input.MessageBody}`, kind: "test.timer", dueAt: at.now + 1_000, payload: 0 });
            }
          },
          timers: { "test.timer": (_: number, at) => void ran.push(at.now - START) },
        }),
      ],
      at: START,
    });
    await send("a");
    await send("b");
    await cloud.advance(500);
    await send("a");
    await send("cancel");
    await cloud.advance(10_000);
    expect(ran).toEqual([1_500]);
  });
});

it("sweeps blobs that no row names, and no others, once they can no longer be named", async () => {
  const kept: string[] = [];
  const service = { ...serviceWith({ send: () => {} }), heldBlobs: () => kept };
  cloud = await startTestPlatform({ services: [service] });
  const left = (await cloud.blobs.put([Buffer.from("left behind")], 100)).id;
  kept.push((await cloud.blobs.put([Buffer.from("named")], 100)).id);
  await cloud.restart();
  await cloud.advance(59 * 60_000);
  expect(await blobsOf(cloud)).toEqual([left, ...kept].toSorted());
  await cloud.advance(60_000);
  expect(await blobsOf(cloud)).toEqual(kept);
});

async function blobsOf({ blobs }: TestPlatform): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const id of blobs.list()) ids.push(id);
  return ids.toSorted();
}

it("says which operations of a model a service neither implements nor lists", () => {
  const findings = uncovered(serviceWith({ send: () => {} }));
  expect(findings).toContain("DeleteQueue is neither implemented nor listed as unsupported");
  expect(findings.some((finding) => finding.startsWith("PurgeQueue"))).toBe(false);
});

const START = Date.UTC(2026, 0, 1);
