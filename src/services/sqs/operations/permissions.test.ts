/** AddPermission and RemovePermission: what they make of the Policy attribute. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";

const QueueUrl = "http://127.0.0.1:4566/000000000000/q";
const ARN = "arn:aws:sqs:us-east-1:000000000000:q";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q" });
});
afterEach(() => cloud.stop());

const add = (Label: string, AWSAccountIds: readonly string[], Actions: readonly string[]) =>
  cloud.call(SQS.AddPermission, { QueueUrl, Label, AWSAccountIds, Actions });
const remove = (Label: string) => cloud.call(SQS.RemovePermission, { QueueUrl, Label });

async function attributes() {
  return (await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] })).Attributes ?? {};
}

async function policy(): Promise<unknown> {
  const { Policy } = await attributes();
  return Policy === undefined ? undefined : JSON.parse(Policy);
}

const FIRST = {
  Sid: "first",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "SQS:ReceiveMessage",
  Resource: ARN,
};

describe("AddPermission", () => {
  it("begins a policy as AWS does: single values are texts, several are lists", async () => {
    await add("first", ["111122223333"], ["ReceiveMessage"]);
    await add("second", ["111122223333", "444455556666"], ["SendMessage", "*"]);
    const expected = {
      Version: "2008-10-17",
      Id: `${ARN}/SQSDefaultPolicy`,
      Statement: [
        FIRST,
        {
          Sid: "second",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"] },
          Action: ["SQS:SendMessage", "SQS:*"],
          Resource: ARN,
        },
      ],
    };
    expect((await attributes()).Policy).toBe(JSON.stringify(expected));
    await cloud.restart();
    expect(await policy()).toEqual(expected);
  });

  it("adds to the policy that the queue was given, whatever else is in that", async () => {
    const own = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: ARN };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: own });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy } });
    await add("first", ["111122223333"], ["ReceiveMessage"]);
    expect(await policy()).toEqual({ Version: "2012-10-17", Statement: [own, FIRST] });
    await remove("first");
    expect(await policy()).toEqual({ Version: "2012-10-17", Statement: [own] });
  });

  it("changes when the queue was modified, and nothing else", async () => {
    const { LastModifiedTimestamp: _, ...before } = await attributes();
    await cloud.advance(5_000);
    await add("first", ["111122223333"], ["ReceiveMessage"]);
    const { LastModifiedTimestamp, Policy, ...after } = await attributes();
    expect(after).toEqual(before);
    expect(LastModifiedTimestamp).toBe("1768478405");
    expect(Policy).toBeDefined();
  });

  it("keeps to the bytes of a policy", async () => {
    const accounts = Array.from({ length: 50 }, (_, index) => String(100_000_000_000 + index));
    for (const label of ["a", "b", "c", "d"]) await add(label, accounts, ["SendMessage"]);
    const before = await attributes();
    await expect(add("e", accounts, ["SendMessage"])).rejects.toMatchObject({
      code: "OverLimit",
      message: expect.stringMatching(/^\d+ Bytes were found, maximum allowed is 8192\.$/),
    });
    expect(await attributes()).toEqual(before);
  });
});

describe("RemovePermission", () => {
  it("takes one statement out, and the policy away with the last", async () => {
    await add("first", ["111122223333"], ["ReceiveMessage"]);
    await add("second", ["444455556666"], ["SendMessage"]);
    await remove("second");
    expect(await policy()).toMatchObject({ Statement: [FIRST] });
    await remove("first");
    expect(await attributes()).not.toHaveProperty("Policy");
    // The label is free again.
    await add("first", ["111122223333"], ["ReceiveMessage"]);
    expect(await policy()).toMatchObject({ Statement: [FIRST] });
  });
});
