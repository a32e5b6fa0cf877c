import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { sns } from "../service.ts";

const ResourceArn = "arn:aws:sns:us-east-1:000000000000:t";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  await cloud.call(SNS.CreateTopic, { Name: "t", DataProtectionPolicy: policy() });
});
afterEach(() => cloud.stop());

function policy(members: object = {}): string {
  return JSON.stringify({ Name: "n", Description: "d", Version: "2021-06-01", Statement: [], ...members });
}

function acting(statement: object): string {
  const email = "arn:aws:dataprotection::aws:data-identifier/EmailAddress";
  const bare = { Sid: "s", DataDirection: "Inbound", Principal: ["*"], DataIdentifier: [email] };
  return policy({ Statement: [{ ...bare, ...statement }] });
}

const put = (DataProtectionPolicy: string) =>
  cloud.call(SNS.PutDataProtectionPolicy, { ResourceArn, DataProtectionPolicy });
const get = async () => (await cloud.call(SNS.GetDataProtectionPolicy, { ResourceArn })).DataProtectionPolicy;
const create = (Name: string, DataProtectionPolicy: string) =>
  cloud.call(SNS.CreateTopic, { Name, DataProtectionPolicy });

describe("A data protection policy without statements", () => {
  it("is kept and shown as it was given, and not among the attributes", async () => {
    expect(await get()).toBe(policy());
    const other = ` ${policy({ Name: "other" })}`;
    await put(other);
    await cloud.restart();
    expect(await get()).toBe(other);
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn: ResourceArn });
    expect(Attributes).not.toHaveProperty("DataProtectionPolicy");
  });

  it("is taken away by an empty one", async () => {
    await put("");
    expect(await get()).toBe("");
    await create("t", "");
  });

  it("must be the same when CreateTopic gives it again", async () => {
    await create("t", policy());
    await cloud.call(SNS.CreateTopic, { Name: "t" });
    await expect(create("t", policy({ Name: "other" }))).rejects.toMatchObject({ code: "InvalidParameterException" });
    expect(await get()).toBe(policy());
  });

  it("needs a topic", async () => {
    const missing = { ResourceArn: `${ResourceArn}2` };
    const refusal = { code: "NotFoundException", message: "Topic does not exist" };
    await expect(cloud.call(SNS.GetDataProtectionPolicy, missing)).rejects.toMatchObject(refusal);
    const given = { ...missing, DataProtectionPolicy: policy() };
    await expect(cloud.call(SNS.PutDataProtectionPolicy, given)).rejects.toMatchObject(refusal);
    await expect(cloud.call(SNS.GetDataProtectionPolicy, { ResourceArn: "x" })).rejects.toThrow(
      "Invalid parameter: ResourceArn Reason: An ARN must have at least 6 elements, not 1",
    );
  });
});

const INVALID = "InvalidParameterException";
const REASON = "Invalid parameter: DataProtectionPolicy Reason:";
const CASES: readonly (readonly [text: string, code: string, sentence: string])[] = [
  [acting({ Operation: { Deny: {} } }), "NotImplemented", "the operation Deny of a DataProtectionPolicy"],
  [
    acting({ DataDirection: "Outbound", Operation: { Deidentify: { MaskConfig: { MaskWithCharacter: "#" } } } }),
    "NotImplemented",
    "the operation Deidentify of a DataProtectionPolicy",
  ],
  [acting({ Operation: { Audit: { SampleRate: "99" } } }), "NotImplemented", "the operation Audit of a DataProtection"],
  [policy({ Configuration: {} }), "NotImplemented", "the Configuration of a DataProtectionPolicy"],
  ["{", INVALID, `${REASON} the policy must be a JSON object`],
  ["[]", INVALID, `${REASON} the policy must be a JSON object`],
  ["null", INVALID, `${REASON} the policy must be a JSON object`],
  [policy({ Name: undefined }), INVALID, `${REASON} Name must be a text`],
  [policy({ Name: 1 }), INVALID, `${REASON} Name must be a text`],
  [policy({ Description: 1 }), INVALID, `${REASON} Description must be a text`],
  [policy({ Version: "2012-10-17" }), INVALID, `${REASON} Version must be 2021-06-01`],
  [policy({ Statement: undefined }), INVALID, `${REASON} Statement must be a list`],
  [policy({ Statement: {} }), INVALID, `${REASON} Statement must be a list`],
  [policy({ Statement: ["x"] }), INVALID, `${REASON} a statement must be an object`],
  [policy({ Other: 1 }), INVALID, `${REASON} unexpected member Other`],
  [policy({ Description: "x".repeat(30_720) }), INVALID, `${REASON} the policy is longer than 30720 characters`],
  [
    acting({ DataDirection: "Sideways" }),
    INVALID,
    `${REASON} Statement DataDirection must be either Inbound or Outbound`,
  ],
  [acting({ Principal: "*" }), INVALID, `${REASON} Principal must be a list`],
  [acting({ DataIdentifier: undefined }), INVALID, `${REASON} DataIdentifier must be a list`],
  [acting({}), INVALID, `${REASON} Operation must be one of Audit, Deidentify and Deny`],
  [acting({ Operation: { Allow: {} } }), INVALID, `${REASON} Operation must be one of Audit, Deidentify and Deny`],
  [acting({ Operation: { Deny: {}, Audit: {} } }), INVALID, `${REASON} Operation must be one of`],
];

describe("A data protection policy that is wrong, or would have to act", () => {
  it.each(CASES)("is refused, and nothing changes: %.120s", async (text, code, sentence) => {
    const refusal = { code, message: expect.stringContaining(sentence) };
    await expect(put(text)).rejects.toMatchObject(refusal);
    expect(await get()).toBe(policy());
    await expect(create("new", text)).rejects.toMatchObject(refusal);
    expect((await cloud.call(SNS.ListTopics, {})).Topics).toHaveLength(1);
  });
});
