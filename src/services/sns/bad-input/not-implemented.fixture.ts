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
    ["KmsMasterKeyId", "k", "the topic attribute KmsMasterKeyId"],
    ["TracingConfig", "Active", "the topic attribute TracingConfig with the value Active"],
  ] as const
).flatMap(([name, value, what]) => [
  refused(["CreateTopic", "Attributes", { Name: "new", Attributes: { [name]: value } }, what]),
  refused([
    "SetTopicAttributes",
    "AttributeName",
    { TopicArn: TOPIC, AttributeName: name, AttributeValue: value },
    what,
  ]),
]);

export const NOT_IMPLEMENTED: readonly BadInput[] = [
  ...TOPIC_ATTRIBUTES,
  refused([
    "Subscribe",
    "Protocol",
    { TopicArn: TOPIC, Protocol: "firehose", Endpoint: "e" },
    "subscriptions of the protocol firehose",
  ]),
  refused([
    "Subscribe",
    "Attributes",
    { TopicArn: TOPIC, Protocol: "sqs", Endpoint: `${QUEUE}-new`, Attributes: { SubscriptionRoleArn: "{}" } },
    "the subscription attribute SubscriptionRoleArn",
  ]),
];
