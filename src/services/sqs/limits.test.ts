/** The table of bounds, and clouds that keep to it strictly or not. */
import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { preset } from "../../platform/local.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { emptyTally } from "./contents/tally.ts";
import { queues, tallies } from "./keyspaces.ts";
import { type Bound, BOUNDS, type Limits, RELAXED_LIMITS, STRICT_LIMITS } from "./limits.ts";
import { sqs } from "./service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "./settings.ts";

const QueueUrl = "http://127.0.0.1:4566/000000000000/q";
const MEBIBYTE = 1_048_576;

const clouds: TestPlatform[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

async function start(limits: Limits): Promise<TestPlatform> {
  const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits })];
  const cloud = await startTestPlatform({ services: [sqs], settings });
  clouds.push(cloud);
  await cloud.call(SQS.CreateQueue, { QueueName: "q" });
  return cloud;
}

it.each(Object.entries<Bound>(BOUNDS))("%s names its page, and is relaxed in one direction", (_, bound) => {
  expect(bound.page).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\//);
  expect(bound.unit).not.toBe("");
  if (bound.relaxed === undefined) return;
  // Spans of time that must pass are lifted by making them shorter, everything else by making it more.
  if (bound.unit === "milliseconds") expect(bound.relaxed).toBeLessThan(bound.strict);
  else expect(bound.relaxed).toBeGreaterThan(bound.strict);
});

it("without a choice, a cloud is strict", async () => {
  const cloud = await startTestPlatform({ services: [sqs] });
  clouds.push(cloud);
  expect(cloud.scope().local(sqsSettings).limits).toBe(STRICT_LIMITS);
});

const policyOf = (bytes: number) => `{"Statement":{"Sid":"${"x".repeat(bytes - 24)}"}}`;
const addPermission = (Label: string, principals: number) => (cloud: TestPlatform) =>
  cloud.call(SQS.AddPermission, {
    QueueUrl,
    Label,
    AWSAccountIds: Array.from({ length: principals }, (_, index) => String(100_000_000_000 + index)),
    Actions: ["SendMessage"],
  });
const addPermissions = (statements: number) => async (cloud: TestPlatform) => {
  for (let index = 0; index < statements; index++) await addPermission(`label-${index}`, 1)(cloud);
};
const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, ""]));
const attributes = (given: Record<string, string>) => (cloud: TestPlatform) =>
  cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: given });
const send = (bytes: number) => (cloud: TestPlatform) =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "x".repeat(bytes) });
const sendBatch = (bytes: number) => (cloud: TestPlatform) =>
  cloud.call(SQS.SendMessageBatch, {
    QueueUrl,
    Entries: ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(bytes / 2) })),
  });

describe("what a strict cloud refuses and a relaxed one takes", () => {
  it.each<[string, (cloud: TestPlatform) => Promise<unknown>, string]>([
    ["a message of two mebibytes", send(2 * MEBIBYTE), "Message must be shorter than 1048576 bytes."],
    [
      "a batch of two mebibytes",
      sendBatch(2 * MEBIBYTE),
      "Batch requests cannot be longer than 1048576 bytes. You have sent 2097152 bytes.",
    ],
    [
      "a MaximumMessageSize above a mebibyte",
      attributes({ MaximumMessageSize: "1048577" }),
      "Invalid value for the parameter MaximumMessageSize.",
    ],
    ["a policy of 9 KiB", attributes({ Policy: policyOf(9 * 1024) }), "Invalid value for the parameter Policy."],
    ["a policy of 21 statements", addPermissions(21), "21 Statements were found, maximum allowed is 20."],
    ["a statement for 51 principals", addPermission("label", 51), "51 Principals were found, maximum allowed is 50."],
    [
      "a policy that AddPermission makes longer than 8 KiB",
      async (cloud) => {
        await attributes({ Policy: policyOf(8_150) })(cloud);
        await addPermission("label", 1)(cloud);
      },
      "Bytes were found, maximum allowed is 8192.",
    ],
    [
      "51 tags",
      (cloud) => cloud.call(SQS.TagQueue, { QueueUrl, Tags: tagsOf(51) }),
      "Value 51 for parameter Tags is invalid. Reason: A queue can have at most 50 tags.",
    ],
    [
      "a second purge within a minute",
      async (cloud) => {
        await cloud.call(SQS.PurgeQueue, { QueueUrl });
        await cloud.call(SQS.PurgeQueue, { QueueUrl });
      },
      "Only one PurgeQueue operation on q is allowed every 60 seconds.",
    ],
    [
      "the name of a queue that was just deleted",
      async (cloud) => {
        await cloud.call(SQS.DeleteQueue, { QueueUrl });
        await cloud.call(SQS.CreateQueue, { QueueName: "q" });
      },
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    ],
    ["a message in flight beyond 120,000", receiveWhenFull, "Too many messages are in flight in this queue."],
  ])("%s", async (_, act, sentence) => {
    await expect(act(await start(STRICT_LIMITS))).rejects.toThrow(sentence);
    await act(await start(RELAXED_LIMITS));
  });
});

/** A short poll of a queue that holds one message, and says that as many are in flight as AWS allows. */
async function receiveWhenFull(cloud: TestPlatform): Promise<void> {
  await send(1)(cloud);
  await cloud.scope().write((at) => {
    for (const { value } of queues.range(at.tx, [])) {
      const tally = tallies.get(at.tx, [value.contents]) ?? emptyTally();
      tallies.put(at.tx, [value.contents], { ...tally, inFlight: STRICT_LIMITS.inFlightMessages });
    }
  });
  const { Messages } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
  expect(Messages).toHaveLength(1);
}

describe("what a relaxed cloud refuses as well", () => {
  it.each<[string, (cloud: TestPlatform) => Promise<unknown>, string]>([
    ["a message above 8 MiB", send(8 * MEBIBYTE + 1), "Message must be shorter than 8388608 bytes."],
    ["a batch above 8 MiB", sendBatch(8 * MEBIBYTE + 2), "Batch requests cannot be longer than 8388608 bytes."],
    [
      "eleven entries",
      (cloud) =>
        cloud.call(SQS.SendMessageBatch, {
          QueueUrl,
          Entries: Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: "x" })),
        }),
      "Maximum number of entries per request are 10. You have sent 11.",
    ],
    ["a policy above 64 KiB", attributes({ Policy: policyOf(65_537) }), "Invalid value for the parameter Policy."],
    ["a policy of 161 statements", addPermissions(161), "161 Statements were found, maximum allowed is 160."],
    [
      "a statement for 401 principals",
      addPermission("label", 401),
      "401 Principals were found, maximum allowed is 400.",
    ],
    [
      "a statement of eight actions",
      (cloud) =>
        cloud.call(SQS.AddPermission, {
          QueueUrl,
          Label: "label",
          AWSAccountIds: ["111122223333"],
          Actions: Array.from({ length: 8 }, () => "SendMessage"),
        }),
      "8 Actions were found, maximum allowed is 7.",
    ],
    [
      "501 tags",
      (cloud) => cloud.call(SQS.TagQueue, { QueueUrl, Tags: tagsOf(501) }),
      "A queue can have at most 500 tags.",
    ],
  ])("%s", async (_, act, sentence) => {
    await expect(act(await start(RELAXED_LIMITS))).rejects.toThrow(sentence);
  });
});
