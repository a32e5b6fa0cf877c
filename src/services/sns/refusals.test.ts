import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import type { ServiceError } from "../../platform/service-error.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { sns } from "./service.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:plain";
const FIFO = "arn:aws:sns:us-east-1:000000000000:line.fifo";
const BASED = "arn:aws:sns:us-east-1:000000000000:based.fifo";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";
const MISSING = "arn:aws:sns:us-east-1:000000000000:missing";

let cloud: TestPlatform;
let subscription: string;

beforeAll(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  await cloud.call(SNS.CreateTopic, {
    Name: "plain",
    Attributes: { DisplayName: "d" },
    Tags: [{ Key: "a", Value: "1" }],
  });
  await cloud.call(SNS.CreateTopic, { Name: "line.fifo", Attributes: { FifoTopic: "true" } });
  const Attributes = { FifoTopic: "true", ContentBasedDeduplication: "true" };
  await cloud.call(SNS.CreateTopic, { Name: "based.fifo", Attributes });
  const input = { TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, Attributes: { RawMessageDelivery: "true" } };
  subscription = (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
});
afterAll(() => cloud.stop());

type Case = readonly [operation: keyof typeof SNS, input: object, code: string, sentence: string];

const PARAMETER = "InvalidParameterException";
const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
const publishing = (attributes: object) => ({ TopicArn: TOPIC, Message: "m", MessageAttributes: attributes });
const subscribing = (attributes: object) => ({
  TopicArn: TOPIC,
  Protocol: "sqs",
  Endpoint: `${QUEUE}2`,
  Attributes: attributes,
});
const entries = (...PublishBatchRequestEntries: object[]) => ({ TopicArn: TOPIC, PublishBatchRequestEntries });

const CASES: readonly Case[] = [
  [
    "CreateTopic",
    {},
    "ValidationError",
    "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
  ],
  ["CreateTopic", { Name: "" }, PARAMETER, "Invalid parameter: Topic Name"],
  ["CreateTopic", { Name: "a b" }, PARAMETER, "Invalid parameter: Topic Name"],
  ["CreateTopic", { Name: "x".repeat(257) }, PARAMETER, "Invalid parameter: Topic Name"],
  ["CreateTopic", { Name: "x.fifo" }, PARAMETER, "Invalid parameter: Topic Name"],
  ["CreateTopic", { Name: "x", Attributes: { FifoTopic: "true" } }, PARAMETER, "Invalid parameter: Topic Name"],
  ["CreateTopic", { Name: "x", Attributes: { Nonsense: "1" } }, PARAMETER, "Invalid parameter: AttributeName"],
  ["CreateTopic", { Name: "x", Attributes: { KmsMasterKeyId: "k" } }, "NotImplemented", "KmsMasterKeyId"],
  ["CreateTopic", { Name: "x", Attributes: { TracingConfig: "Active" } }, "NotImplemented", "TracingConfig"],
  ["CreateTopic", { Name: "x", Attributes: { TracingConfig: "Other" } }, PARAMETER, "Invalid parameter: TracingConfig"],
  [
    "CreateTopic",
    { Name: "x", Attributes: { SQSSuccessFeedbackRoleArn: "r" } },
    PARAMETER,
    "Invalid parameter: SQSSuccessFeedbackRoleArn",
  ],
  [
    "CreateTopic",
    { Name: "plain", Attributes: { DisplayName: "e" } },
    PARAMETER,
    "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
  ],
  [
    "CreateTopic",
    { Name: "plain", Tags: [{ Key: "a", Value: "2" }] },
    PARAMETER,
    "Invalid parameter: Tags Reason: Topic already exists with different tags",
  ],
  [
    "CreateTopic",
    {
      Name: "x",
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "2" },
      ],
    },
    PARAMETER,
    "Invalid parameter: Duplicated keys are not allowed.",
  ],
  ["GetTopicAttributes", { TopicArn: MISSING }, "NotFoundException", "Topic does not exist"],
  [
    "GetTopicAttributes",
    { TopicArn: "" },
    PARAMETER,
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
  ],
  [
    "GetTopicAttributes",
    { TopicArn: "a:b" },
    PARAMETER,
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2",
  ],
  [
    "GetTopicAttributes",
    { TopicArn: TOPIC.replace("us-east-1", "eu-west-1") },
    PARAMETER,
    "Invalid parameter: TopicArn",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: FIFO, AttributeName: "FifoTopic", AttributeValue: "true" },
    PARAMETER,
    "Invalid parameter: AttributeName",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "SignatureVersion", AttributeValue: "3" },
    PARAMETER,
    "Invalid parameter: SignatureVersion",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "DisplayName", AttributeValue: "x".repeat(101) },
    PARAMETER,
    "Invalid parameter: DisplayName",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "Policy", AttributeValue: "{" },
    PARAMETER,
    "Invalid parameter: Policy",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "ArchivePolicy", AttributeValue: "{}" },
    PARAMETER,
    "Invalid parameter: AttributeName",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "ContentBasedDeduplication", AttributeValue: "true" },
    PARAMETER,
    "Invalid parameter: ContentBasedDeduplication",
  ],
  [
    "SetTopicAttributes",
    {
      TopicArn: TOPIC,
      AttributeName: "DeliveryPolicy",
      AttributeValue: '{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}',
    },
    PARAMETER,
    "numRetries must be",
  ],
  [
    "SetTopicAttributes",
    {
      TopicArn: TOPIC,
      AttributeName: "DeliveryPolicy",
      AttributeValue: '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":30}}}',
    },
    PARAMETER,
    "maxDelayTarget must be",
  ],
  [
    "SetTopicAttributes",
    {
      TopicArn: TOPIC,
      AttributeName: "DeliveryPolicy",
      AttributeValue: '{"http":{"defaultHealthyRetryPolicy":{"numNoDelayRetries":4}}}',
    },
    PARAMETER,
    "at least the sum",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "DeliveryPolicy", AttributeValue: '{"http":{"other":1}}' },
    PARAMETER,
    "Unexpected JSON member: other",
  ],
  [
    "SetTopicAttributes",
    {
      TopicArn: TOPIC,
      AttributeName: "DeliveryPolicy",
      AttributeValue: '{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":0}}}',
    },
    PARAMETER,
    "defaultThrottlePolicy.maxReceivesPerSecond must be a whole number of at least 1",
  ],
  [
    "SetTopicAttributes",
    { TopicArn: TOPIC, AttributeName: "MaximumMessageSize", AttributeValue: "1023" },
    PARAMETER,
    "Invalid parameter: MaximumMessageSize",
  ],
  [
    "AddPermission",
    { TopicArn: TOPIC, Label: "l", AWSAccountId: ["1"], ActionName: ["Nonsense"] },
    PARAMETER,
    "Invalid parameter: Policy statement action out of service scope!",
  ],
  ["Subscribe", { TopicArn: MISSING, Protocol: "sqs", Endpoint: QUEUE }, "NotFoundException", "Topic does not exist"],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "test-protocol", Endpoint: QUEUE },
    PARAMETER,
    "Invalid parameter: Amazon SNS does not support this protocol string: test-protocol",
  ],
  ["Subscribe", { TopicArn: TOPIC, Protocol: "firehose", Endpoint: "a:b" }, "NotImplemented", "firehose"],
  ["Subscribe", { TopicArn: TOPIC, Protocol: "firehose", Endpoint: "arn" }, "NotImplemented", "firehose"],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "sqs", Endpoint: "http://127.0.0.1:4566/000000000000/q" },
    PARAMETER,
    "Invalid parameter: SQS endpoint ARN",
  ],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "sqs", Endpoint: `${QUEUE}.fifo` },
    PARAMETER,
    "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
  ],
  [
    "Subscribe",
    { TopicArn: FIFO, Protocol: "lambda", Endpoint: "arn:aws:lambda:us-east-1:000000000000:function:f" },
    PARAMETER,
    "Invalid parameter: Protocol",
  ],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "lambda", Endpoint: QUEUE },
    PARAMETER,
    "Invalid parameter: Lambda endpoint ARN",
  ],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "http", Endpoint: "https://a.example" },
    PARAMETER,
    "Endpoint must match the specified protocol",
  ],
  ["Subscribe", { TopicArn: TOPIC, Protocol: "http" }, PARAMETER, "Invalid parameter: Endpoint"],
  ["Subscribe", subscribing({ Nonsense: "1" }), PARAMETER, "Invalid parameter: AttributeName"],
  [
    "Subscribe",
    subscribing({ RawMessageDelivery: "test-ValUe" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [test-ValUe]. Must be true or false.",
  ],
  [
    "Subscribe",
    subscribing({ RawMessageDelivery: "" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value []. Must be true or false.",
  ],
  [
    "Subscribe",
    subscribing({ FilterPolicyScope: "RandomValue" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
  ],
  [
    "Subscribe",
    subscribing({ FilterPolicy: "{" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: FilterPolicy: failed to parse JSON.",
  ],
  [
    "Subscribe",
    subscribing({ FilterPolicy: '{"a":[]}' }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed",
  ],
  [
    "Subscribe",
    subscribing({ RedrivePolicy: '{"deadLetterTargetArn":"x"}' }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn",
  ],
  [
    "Subscribe",
    subscribing({ DeliveryPolicy: "{}" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: DeliveryPolicy",
  ],
  ["Subscribe", subscribing({ ReplayPolicy: "{}" }), PARAMETER, "Invalid parameter: AttributeName"],
  [
    "Subscribe",
    {
      TopicArn: FIFO,
      Protocol: "sqs",
      Endpoint: `${QUEUE}.fifo`,
      Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${QUEUE}"}` },
    },
    PARAMETER,
    "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.",
  ],
  [
    "GetSubscriptionAttributes",
    { SubscriptionArn: `${TOPIC}:00000000-0000-0000-0000-000000000000` },
    "NotFoundException",
    "Subscription does not exist",
  ],
  [
    "Unsubscribe",
    { SubscriptionArn: "" },
    PARAMETER,
    "Invalid parameter: SubscriptionArn Reason: no value for required parameter",
  ],
  [
    "Unsubscribe",
    { SubscriptionArn: "a:b" },
    PARAMETER,
    "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 2",
  ],
  ["Unsubscribe", { SubscriptionArn: `${TOPIC}:not-a-uuid` }, PARAMETER, "Invalid parameter: SubscriptionId"],
  ["ConfirmSubscription", { TopicArn: TOPIC, Token: "x" }, PARAMETER, "Invalid parameter: Token"],
  ["ConfirmSubscription", { TopicArn: "x", Token: "x" }, PARAMETER, "Invalid parameter: Topic"],
  ["ListTopics", { NextToken: "x" }, PARAMETER, "Invalid parameter: NextToken"],
  ["TagResource", { ResourceArn: MISSING, Tags: [] }, "ResourceNotFoundException", "Resource does not exist"],
  [
    "TagResource",
    { ResourceArn: TOPIC, Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "" })) },
    "TagLimitExceededException",
    "tag quota",
  ],
  ["Publish", { TopicArn: MISSING, Message: "m" }, "NotFoundException", "Topic does not exist"],
  [
    "Publish",
    { Message: "m" },
    PARAMETER,
    "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
  ],
  [
    "Publish",
    { PhoneNumber: "+1a234", Message: "m" },
    PARAMETER,
    "Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to",
  ],
  [
    "Publish",
    { TopicArn: TOPIC },
    "ValidationError",
    "Value null at 'message' failed to satisfy constraint: Member must not be null",
  ],
  ["Publish", { TopicArn: TOPIC, Message: "" }, PARAMETER, "Invalid parameter: Empty message"],
  ["Publish", { TopicArn: TOPIC, Message: "x".repeat(262_145) }, PARAMETER, "Invalid parameter: Message too long"],
  [
    "Publish",
    { ...publishing({ a: text("xx") }), Message: "x".repeat(262_137) },
    PARAMETER,
    "Invalid parameter: Message too long",
  ],
  ["Publish", { TopicArn: TOPIC, Message: "m", Subject: "" }, PARAMETER, "Invalid parameter: Subject"],
  ["Publish", { TopicArn: TOPIC, Message: "m", Subject: "a\nb" }, PARAMETER, "Invalid parameter: Subject"],
  ["Publish", { TopicArn: TOPIC, Message: "m", Subject: "x".repeat(101) }, PARAMETER, "Invalid parameter: Subject"],
  [
    "Publish",
    { TopicArn: TOPIC, Message: "m", MessageStructure: "json" },
    PARAMETER,
    "Invalid parameter: Message Structure - JSON message body failed to parse",
  ],
  [
    "Publish",
    { TopicArn: TOPIC, Message: '{"sqs":"x"}', MessageStructure: "json" },
    PARAMETER,
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  ],
  [
    "Publish",
    { TopicArn: TOPIC, Message: '{"default":{}}', MessageStructure: "json" },
    PARAMETER,
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  ],
  [
    "Publish",
    { TopicArn: TOPIC, Message: "m", MessageDeduplicationId: "x" },
    PARAMETER,
    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  ],
  [
    "Publish",
    { TopicArn: FIFO, Message: "m" },
    PARAMETER,
    "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
  ],
  [
    "Publish",
    { TopicArn: FIFO, Message: "m", MessageGroupId: "g" },
    PARAMETER,
    "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  ],
  [
    "Publish",
    { TopicArn: BASED, Message: "m", MessageGroupId: "x".repeat(129) },
    PARAMETER,
    "Invalid parameter: MessageGroupId",
  ],
  [
    "Publish",
    publishing({ a: { DataType: "String" } }),
    "InvalidParameterValueException",
    "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
  ],
  [
    "Publish",
    publishing({ a: text("") }),
    "InvalidParameterValueException",
    "The message attribute 'a' must contain non-empty message attribute value",
  ],
  [
    "Publish",
    publishing({ a: { DataType: "Number", BinaryValue: new Uint8Array([1]) } }),
    "InvalidParameterValueException",
    "The message attribute 'a' with type 'Number' must use field 'String'.",
  ],
  [
    "Publish",
    publishing({ a: text("x", "Binary") }),
    "InvalidParameterValueException",
    "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
  ],
  [
    "Publish",
    publishing({ a: text("x", "String.") }),
    "InvalidParameterValueException",
    "has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    "Publish",
    publishing({ a: text("x", "Stringprefixed") }),
    "InvalidParameterValueException",
    "has an invalid message attribute type",
  ],
  [
    "Publish",
    publishing({ "a^": text("x") }),
    "InvalidParameterValueException",
    "Invalid non-alphanumeric character '#x5E' was found in the message attribute name.",
  ],
  [
    "Publish",
    publishing({ ".a": text("x") }),
    "InvalidParameterValueException",
    "Invalid message attribute name starting with character '.' was found.",
  ],
  [
    "Publish",
    publishing({ "a.": text("x") }),
    "InvalidParameterValueException",
    "Invalid message attribute name ending with character '.' was found.",
  ],
  [
    "Publish",
    publishing({ "a..b": text("x") }),
    "InvalidParameterValueException",
    "Message attribute name can not have successive '.' character.",
  ],
  [
    "Publish",
    publishing({ ["a".repeat(257)]: text("x") }),
    "InvalidParameterValueException",
    "Length of message attribute name must be less than 256 bytes.",
  ],
  ["Publish", publishing({ a: text("\u{1f600}") }), PARAMETER, "Invalid parameter"],
  [
    "Publish",
    publishing({ a: { StringValue: "x" } }),
    "ValidationError",
    "Value null at 'messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null",
  ],
  ["PublishBatch", entries(), "ValidationError", "1 validation error detected"],
  [
    "PublishBatch",
    entries(...Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, Message: "m" }))),
    "TooManyEntriesInBatchRequestException",
    "The batch request contains more entries than permissible.",
  ],
  [
    "PublishBatch",
    entries({ Id: "a", Message: "m" }, { Id: "a", Message: "m" }),
    "BatchEntryIdsNotDistinctException",
    "Two or more batch entries in the request have the same Id.",
  ],
  [
    "PublishBatch",
    entries({ Id: "message.id", Message: "m" }),
    "InvalidBatchEntryIdException",
    "The Id of a batch entry in the batch request contains an impermissible character: message.id",
  ],
  ["PublishBatch", entries({ Id: "x".repeat(81), Message: "m" }), "InvalidBatchEntryIdException", "is too long: xxx"],
  [
    "PublishBatch",
    entries({ Id: "a", Message: "x".repeat(200_000) }, { Id: "b", Message: "x".repeat(200_000) }),
    "BatchRequestTooLongException",
    "The length of all the messages put together is more than the limit.",
  ],
  [
    "PublishBatch",
    entries({ Id: "a", Message: "m", MessageDeduplicationId: "x" }),
    PARAMETER,
    "MessageDeduplicationId",
  ],
  [
    "PublishBatch",
    { ...entries({ Id: "a", Message: "m" }), TopicArn: FIFO },
    PARAMETER,
    "The MessageGroupId parameter is required for FIFO topics",
  ],
  [
    "PublishBatch",
    { ...entries({ Id: "a", Message: "m" }), TopicArn: MISSING },
    "NotFoundException",
    "Topic does not exist",
  ],
  [
    "PublishBatch",
    entries({ Id: "a", Message: "m", MessageAttributes: { b: text("") } }),
    "InvalidParameterValueException",
    "non-empty",
  ],
];

describe("SNS refuses", () => {
  it.each(CASES)("%s %j: %s, %s", async (name, input, code, sentence) => {
    const operation = SNS[name];
    if (!("service" in operation)) throw new Error(`${name} is no operation`);
    const refusal = await cloud.callUnchecked(operation, input).then(
      () => undefined,
      (error: ServiceError) => error,
    );
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toContain(sentence);
  });

  it("words attributes set later without the prefix of Subscribe", async () => {
    const set = (AttributeName: string, AttributeValue: string) =>
      cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn: subscription, AttributeName, AttributeValue });
    await expect(set("RawMessageDelivery", "x")).rejects.toThrow(
      /^Invalid parameter: RawMessageDelivery: Invalid value \[x\]\. Must be true or false\.$/,
    );
    await expect(set("FilterPolicy", '{"a":{"b":["x"]}}')).rejects.toThrow(
      /^Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy$/,
    );
    await set("FilterPolicyScope", "MessageBody");
    await set("FilterPolicy", '{"a":{"b":["x"]}}');
    await expect(set("FilterPolicyScope", "MessageAttributes")).rejects.toThrow("does not support nested");
    await set("FilterPolicy", "");
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: subscription });
    expect(Attributes).not.toHaveProperty("FilterPolicy");
    expect(Attributes).not.toHaveProperty("FilterPolicyScope");
  });
});
