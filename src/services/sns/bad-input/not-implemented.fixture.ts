/** What AWS has and nothing here acts upon: refused by name. */
import { type BadInput, QUEUE, type SnsOperation, TOPIC } from "./bad-input.fixture.ts";

const refused = ([operation, member, input, what]: readonly [SnsOperation, string, object, string]): BadInput => [
  operation,
  member,
  input,
  "NotImplemented",
  `Sluice does not implement ${what}. Nothing was changed.`,
];

const TOPIC_ATTRIBUTES: readonly BadInput[] = (
  [
    ["KmsMasterKeyId", "k"],
    ["TracingConfig", "Active"],
    ["SQSSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/r"],
    ["HTTPFailureFeedbackRoleArn", "arn:aws:iam::000000000000:role/r"],
    ["LambdaSuccessFeedbackSampleRate", "100"],
    ["ArchivePolicy", '{"MessageRetentionPeriod":"30"}'],
  ] as const
).flatMap(([name, value]) => [
  refused(["CreateTopic", "Attributes", { Name: "new", Attributes: { [name]: value } }, `the topic attribute ${name}`]),
  refused([
    "SetTopicAttributes",
    "AttributeName",
    { TopicArn: TOPIC, AttributeName: name, AttributeValue: value },
    `the topic attribute ${name}`,
  ]),
]);

export const NOT_IMPLEMENTED: readonly BadInput[] = [
  ...TOPIC_ATTRIBUTES,
  refused([
    "SetTopicAttributes",
    "AttributeValue",
    { TopicArn: TOPIC, AttributeName: "MaximumMessageSize", AttributeValue: "262145" },
    "a MaximumMessageSize above 262144",
  ]),
  refused([
    "SetTopicAttributes",
    "AttributeValue",
    {
      TopicArn: TOPIC,
      AttributeName: "DeliveryPolicy",
      AttributeValue: '{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":1}}}',
    },
    "the section defaultThrottlePolicy of a DeliveryPolicy",
  ]),
  refused([
    "CreateTopic",
    "DataProtectionPolicy",
    { Name: "new", DataProtectionPolicy: "{}" },
    "DataProtectionPolicy of CreateTopic",
  ]),
  ...["email", "email-json", "sms", "application", "firehose"].map((Protocol) =>
    refused([
      "Subscribe",
      "Protocol",
      { TopicArn: TOPIC, Protocol, Endpoint: "e" },
      `subscriptions of the protocol ${Protocol}`,
    ]),
  ),
  ...["ReplayPolicy", "SubscriptionRoleArn"].map((name) =>
    refused([
      "Subscribe",
      "Attributes",
      { TopicArn: TOPIC, Protocol: "sqs", Endpoint: `${QUEUE}-new`, Attributes: { [name]: "{}" } },
      `the subscription attribute ${name}`,
    ]),
  ),
  refused(["Publish", "PhoneNumber", { PhoneNumber: "+15550100", Message: "m" }, "PhoneNumber of Publish"]),
  refused([
    "Publish",
    "TargetArn",
    { TargetArn: "arn:aws:sns:us-east-1:000000000000:endpoint/GCM/a/b", Message: "m" },
    "publishing to a platform endpoint",
  ]),
];
