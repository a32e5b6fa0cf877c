import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../../platform/resource-type.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { topicResource } from "../resources.ts";
import { sns } from "../service.ts";
import { FEEDBACK_ATTRIBUTES } from "./feedback.ts";

const ROLE = "arn:aws:iam::000000000000:role/service/feedback";
const OTHER = "arn:aws:iam::000000000000:role/other";

let cloud: TestPlatform;
let TopicArn: string;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "t" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

const set = (AttributeName: string, AttributeValue: string): Promise<unknown> =>
  cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName, AttributeValue });

async function shown(arn = TopicArn): Promise<Record<string, string>> {
  const { Attributes = {} } = await cloud.call(SNS.GetTopicAttributes, { TopicArn: arn });
  return Object.fromEntries(Object.entries(Attributes).filter(([name]) => name.includes("Feedback")));
}

describe("feedback attributes", () => {
  it("are fifteen, each set, shown, and taken back by itself", async () => {
    expect(FEEDBACK_ATTRIBUTES.length).toBe(15);
    for (const { name } of FEEDBACK_ATTRIBUTES) {
      const value = name.endsWith("SampleRate") ? "30" : ROLE;
      await set(name, value);
      expect(await shown()).toEqual({ [name]: value });
      await set(name, "");
      expect(await shown()).toEqual({});
    }
  });

  it("may be given when a topic is made, and must then be the same again", async () => {
    const input = { Name: "u", Attributes: { HTTPSuccessFeedbackRoleArn: ROLE, HTTPSuccessFeedbackSampleRate: "5" } };
    const { TopicArn: arn = "" } = await cloud.call(SNS.CreateTopic, input);
    expect(await shown(arn)).toEqual(input.Attributes);
    expect((await cloud.call(SNS.CreateTopic, input)).TopicArn).toBe(arn);
    const Attributes = { ...input.Attributes, HTTPSuccessFeedbackSampleRate: "6" };
    await expect(cloud.call(SNS.CreateTopic, { ...input, Attributes })).rejects.toThrow(
      "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    );
  });

  it("live through a restart", async () => {
    await set("LambdaFailureFeedbackRoleArn", ROLE);
    await cloud.restart();
    expect(await shown()).toEqual({ LambdaFailureFeedbackRoleArn: ROLE });
  });

  it.each([
    ["SQSSuccessFeedbackRoleArn", "feedback"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:user/someone"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/with space"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam:us-east-1:000000000000:role/feedback"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam::1:role/feedback"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:sts::000000000000:role/feedback"],
    ["HTTPFailureFeedbackRoleArn", " "],
    ["HTTPSuccessFeedbackSampleRate", "101"],
    ["HTTPSuccessFeedbackSampleRate", "-1"],
    ["HTTPSuccessFeedbackSampleRate", "1.5"],
    ["HTTPSuccessFeedbackSampleRate", "all"],
    ["HTTPSuccessFeedbackSampleRate", " 5"],
    ["HTTPSuccessFeedbackSampleRate", "1e1"],
    ["HTTPSuccessFeedbackSampleRate", "0100"],
  ])("%s of %j is refused, and changes nothing", async (name, value) => {
    await set("SQSSuccessFeedbackRoleArn", ROLE);
    await set("HTTPSuccessFeedbackSampleRate", "50");
    const before = await shown();
    const reason = name.endsWith("Rate") ? `: ${value} value provided is not an integer between 0-100` : "";
    const refusal = (prefix: string) => ({
      code: "InvalidParameterException",
      message: `Invalid parameter: ${prefix}${name}${reason}`,
    });
    await expect(set(name, value)).rejects.toMatchObject(refusal(""));
    expect(await shown()).toEqual(before);
    await expect(cloud.call(SNS.CreateTopic, { Name: "bad", Attributes: { [name]: value } })).rejects.toMatchObject(
      refusal("Attributes Reason: "),
    );
    expect((await cloud.call(SNS.ListTopics, {})).Topics?.length).toBe(1);
  });

  it.each([
    "EmailSuccessFeedbackRoleArn",
    "SMSSuccessFeedbackRoleArn",
    "HTTPSFailureFeedbackRoleArn",
    "HTTPFailureFeedbackSampleRate",
    "httpSuccessFeedbackRoleArn",
  ])("%s is none", async (name) => {
    await expect(set(name, ROLE)).rejects.toThrow("Invalid parameter: AttributeName");
  });
});

describe("DeliveryStatusLogging of AWS::SNS::Topic", () => {
  const scope = (): ResourceScope => {
    const stackId = "arn:aws:cloudformation:us-east-1:000000000000:stack/s/1";
    const stack = { stackId, stackName: "s", logicalId: "T", stackTags: {}, generatedName: () => "made" };
    return Object.assign(cloud.scope(), stack);
  };

  it("is set, changed and taken back", async () => {
    const properties = {
      DeliveryStatusLogging: [
        { Protocol: "http/s", SuccessFeedbackRoleArn: ROLE, SuccessFeedbackSampleRate: 10 },
        { Protocol: "application", FailureFeedbackRoleArn: ROLE },
      ],
    };
    const instance = await topicResource.create(properties, scope());
    expect(await shown(instance.physicalId)).toEqual({
      HTTPSuccessFeedbackRoleArn: ROLE,
      HTTPSuccessFeedbackSampleRate: "10",
      ApplicationFailureFeedbackRoleArn: ROLE,
    });
    const changed = {
      DeliveryStatusLogging: [
        { Protocol: "http/s", SuccessFeedbackRoleArn: OTHER },
        { Protocol: "sqs", FailureFeedbackRoleArn: ROLE },
        { Protocol: "lambda", SuccessFeedbackSampleRate: "0" },
        { Protocol: "firehose", SuccessFeedbackRoleArn: ROLE },
      ],
    };
    await topicResource.update(instance, { properties: changed, previous: properties }, scope());
    expect(await shown(instance.physicalId)).toEqual({
      HTTPSuccessFeedbackRoleArn: OTHER,
      SQSFailureFeedbackRoleArn: ROLE,
      LambdaSuccessFeedbackSampleRate: "0",
      FirehoseSuccessFeedbackRoleArn: ROLE,
    });
    await topicResource.update(instance, { properties: {}, previous: changed }, scope());
    expect(await shown(instance.physicalId)).toEqual({});
  });

  it.each([
    ["text", '"text" is not a list'],
    [[{}], "null is not one of http/s, firehose, lambda, application, sqs"],
    [[{ Protocol: "https", SuccessFeedbackRoleArn: ROLE }], '"https" is not one of http/s'],
    [[{ Protocol: "sqs", SuccessRoleArn: ROLE }], "is not one of Protocol, SuccessFeedbackRoleArn"],
    [[{ Protocol: "sqs", SuccessFeedbackRoleArn: "r" }], "Attributes Reason: SQSSuccessFeedbackRoleArn"],
    [[{ Protocol: "sqs", SuccessFeedbackSampleRate: 200 }], "SQSSuccessFeedbackSampleRate: 200 value provided is not"],
  ])("of %j is refused, and makes no topic", async (DeliveryStatusLogging, sentence) => {
    await expect(topicResource.create({ DeliveryStatusLogging }, scope())).rejects.toThrow(sentence);
    expect((await cloud.call(SNS.ListTopics, {})).Topics?.length).toBe(1);
  });
});
