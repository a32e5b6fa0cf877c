import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { archivedMessages } from "../keyspaces.ts";
import { ARCHIVE_EXPIRED_PER_WRITE, ARCHIVE_EXPIRY_MILLISECONDS } from "../limits.ts";
import { sns } from "../service.ts";

const TopicArn = "arn:aws:sns:us-east-1:000000000000:orders.fifo";
const STANDARD = "arn:aws:sns:us-east-1:000000000000:plain";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
});
afterEach(() => cloud.stop());

const create = (attributes: Readonly<Record<string, string>> = {}) =>
  cloud.call(SNS.CreateTopic, { Name: "orders.fifo", Attributes: { FifoTopic: "true", ...attributes } });
const days = (MessageRetentionPeriod: string | number) => JSON.stringify({ MessageRetentionPeriod });
const setPolicy = (AttributeValue: string) =>
  cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "ArchivePolicy", AttributeValue });
const attributes = async () => (await cloud.call(SNS.GetTopicAttributes, { TopicArn })).Attributes ?? {};
const archived = () => cloud.store.read((tx) => [...archivedMessages.range(tx, [])].map((row) => row.value.message));

async function publish(...messages: readonly string[]): Promise<void> {
  for (const Message of messages) {
    await cloud.call(SNS.Publish, { TopicArn, Message, MessageGroupId: "g", MessageDeduplicationId: Message });
  }
}

describe("The archive of a FIFO topic", () => {
  it("keeps one copy of each message from when it begins, across a restart, duplicates excepted", async () => {
    await create();
    await publish("before");
    await cloud.advance(1_000);
    await setPolicy(days(1));
    await publish("one", "two", "one");
    await cloud.restart();
    await publish("three");
    expect(archived()).toEqual(["one", "two", "three"]);
    expect(await attributes()).toMatchObject({
      ArchivePolicy: '{"MessageRetentionPeriod":1}',
      BeginningArchiveTime: "2026-01-15T12:00:01.000Z",
    });
  });

  it("drops each message when its time is over, also what is due after a stop", async () => {
    await create({ ArchivePolicy: days("1") });
    await publish("one");
    await cloud.advance(DAY_MILLISECONDS / 2);
    await publish("two");
    await cloud.advance(DAY_MILLISECONDS / 2);
    expect(archived()).toEqual(["one", "two"]);
    await cloud.advance(ARCHIVE_EXPIRY_MILLISECONDS);
    expect(archived()).toEqual(["two"]);
    expect((await attributes()).BeginningArchiveTime).toBe("2026-01-15T12:01:00.000Z");
    await cloud.restart(DAY_MILLISECONDS);
    await cloud.settle();
    expect(archived()).toEqual([]);
    await publish("three");
    await cloud.restart(2 * DAY_MILLISECONDS);
    await cloud.settle();
    expect(archived()).toEqual([]);
  });

  it("drops what a shorter time no longer holds, and does not take it back with a longer one", async () => {
    await create({ ArchivePolicy: days(3) });
    await publish("one");
    await cloud.restart(2 * DAY_MILLISECONDS);
    await publish("two");
    await setPolicy(days(1));
    await cloud.settle();
    expect(archived()).toEqual(["two"]);
    await setPolicy(days(365));
    expect(await attributes()).toMatchObject({
      ArchivePolicy: days(365),
      BeginningArchiveTime: "2026-01-16T12:00:00.000Z",
    });
    await cloud.restart(364 * DAY_MILLISECONDS);
    await cloud.settle();
    expect(archived()).toEqual(["two"]);
  });

  it("is dropped as a whole by an empty policy, batch by batch, and begins anew with the next", async () => {
    await create({ ArchivePolicy: days(30) });
    await publish(...Array.from({ length: ARCHIVE_EXPIRED_PER_WRITE + 1 }, (_, index) => `m${index}`));
    await setPolicy("{}");
    const shown = await attributes();
    expect([shown.ArchivePolicy, shown.BeginningArchiveTime]).toEqual([undefined, undefined]);
    await setPolicy(days(30));
    await publish("new");
    await cloud.settle();
    expect(archived()).toEqual(["new"]);
  });

  it("keeps its topic from being deleted", async () => {
    await create({ ArchivePolicy: days(1) });
    const remove = () => cloud.call(SNS.DeleteTopic, { TopicArn });
    await expect(remove()).rejects.toMatchObject({
      code: "InvalidStateException",
      message: "Cannot delete a topic with an ArchivePolicy",
    });
    await publish("one");
    await setPolicy("{}");
    await remove();
    await expect(attributes()).rejects.toThrow("Topic does not exist");
    await cloud.settle();
    expect(archived()).toEqual([]);
  });

  it("is not asked for twice: CreateTopic refuses also the same policy", async () => {
    await create({ ArchivePolicy: days(1) });
    await create();
    for (const ArchivePolicy of [days(1), days("1"), "{}"]) {
      await expect(create({ ArchivePolicy })).rejects.toThrow("Topic already exists with different attributes");
    }
    await setPolicy("{}");
    await create({ ArchivePolicy: "{}" });
    await expect(create({ ArchivePolicy: days(1) })).rejects.toThrow("Topic already exists with different attributes");
  });

  it("counts what it takes in", async () => {
    await create({ ArchivePolicy: days(1) });
    await publish("12345", "678");
    await cloud.advance(60_000);
    const sum = (name: string) =>
      cloud
        .metrics()
        .filter((each) => each.name === name)
        .flatMap((each) => [...each.values])
        .reduce((total, [value, count]) => total + value * count, 0);
    expect([sum("NumberOfMessagesArchiveProcessing"), sum("NumberOfBytesArchiveProcessing")]).toEqual([2, 8]);
  });

  it.each([
    ["", "Unable to parse JSON"],
    ["{", "Unable to parse JSON"],
    ["[]", "JSON is missing required fields"],
    ["null", "JSON is missing required fields"],
    ['"1"', "JSON is missing required fields"],
    ['{"Other":1}', "JSON is missing required fields"],
    ['{"MessageRetentionPeriod":1,"Other":1}', "Unexpected JSON member: Other"],
    [days(0), "MessageRetentionPeriod value is invalid"],
    [days("0"), "MessageRetentionPeriod value is invalid"],
    [days(366), "MessageRetentionPeriod value is invalid"],
    [days(1.5), "MessageRetentionPeriod value is invalid"],
    [days("1e1"), "MessageRetentionPeriod value is invalid"],
    [days(""), "MessageRetentionPeriod value is invalid"],
    ['{"MessageRetentionPeriod":null}', "MessageRetentionPeriod value is invalid"],
    ['{"MessageRetentionPeriod":[1]}', "MessageRetentionPeriod value is invalid"],
  ])("is not made of the policy %s, and the one that is there stays", async (policy, reason) => {
    const refusal = (prefix: string) => ({
      code: "InvalidParameterException",
      message: `Invalid parameter: ${prefix}ArchivePolicy: ${reason}`,
    });
    await expect(create({ ArchivePolicy: policy })).rejects.toMatchObject(refusal("Attributes Reason: "));
    await create({ ArchivePolicy: days(7) });
    const before = await attributes();
    await expect(setPolicy(policy)).rejects.toMatchObject(refusal(""));
    expect(await attributes()).toEqual(before);
  });

  it("is for FIFO topics alone", async () => {
    const refusal = (what: string) => ({ code: "InvalidParameterException", message: `Invalid parameter: ${what}` });
    const Attributes = { ArchivePolicy: days(1) };
    const unknown = refusal("Attributes Reason: Unknown attribute ArchivePolicy");
    await expect(cloud.call(SNS.CreateTopic, { Name: "plain", Attributes })).rejects.toMatchObject(unknown);
    await cloud.call(SNS.CreateTopic, { Name: "plain" });
    const input = { TopicArn: STANDARD, AttributeName: "ArchivePolicy", AttributeValue: "{}" };
    await expect(cloud.call(SNS.SetTopicAttributes, input)).rejects.toMatchObject(refusal("AttributeName"));
  });
});
