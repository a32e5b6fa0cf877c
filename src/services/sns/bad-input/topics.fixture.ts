/** What is refused of topics: names, attributes, tags and permissions. */
import {
  absent,
  type BadInput,
  type BadMessage,
  constraint,
  FIFO,
  INVALID,
  TAGGED,
  TOPIC,
  VALIDATION,
} from "./bad-input.fixture.ts";

const NAMES: readonly BadInput[] = [
  { Name: "" },
  { Name: "a b" },
  { Name: "é" },
  { Name: "a.b" },
  { Name: "x".repeat(257) },
  { Name: "x.fifo" },
  { Name: "x.fifo", Attributes: { FifoTopic: "false" } },
  { Name: "x", Attributes: { FifoTopic: "true" } },
  { Name: ".fifo", Attributes: { FifoTopic: "true" } },
].map((input) => ["CreateTopic", "Name", input, INVALID, "Invalid parameter: Topic Name"]);

const RETRY = "DeliveryPolicy: http.defaultHealthyRetryPolicy";
const retrying = (policy: object) => JSON.stringify({ http: { defaultHealthyRetryPolicy: policy } });

/** Attributes that a standard topic does not have. */
const UNKNOWN: readonly (readonly [name: string, value: string])[] = [
  ["Nonsense", "1"],
  ["", "1"],
  // What every JavaScript object has is no attribute.
  ["constructor", "1"],
  ["__proto__", "1"],
  // What GetTopicAttributes shows and nobody sets.
  ["Owner", "000000000000"],
  ["EffectiveDeliveryPolicy", "{}"],
  // Those of FIFO topics.
  ["ContentBasedDeduplication", "true"],
  ["FifoThroughputScope", "Topic"],
  ["ArchivePolicy", "{}"],
];

const STATEMENT = { Effect: "Allow", Principal: "*", Action: "SNS:Publish", Resource: TOPIC };
const policyAllowing = (...Action: readonly string[]) => JSON.stringify({ Statement: [{ ...STATEMENT, Action }] });

const NO_POLICY = "Policy Error: null";
const OUT_OF_SCOPE = "Policy statement action out of service scope!";
const NO_PERCENTAGE = "value provided is not an integer between 0-100";

/** Values that an attribute cannot have, on a standard topic; what is said of it after the operation's own prefix. */
const VALUES: readonly (readonly [name: string, value: string, reason: string])[] = [
  ["DisplayName", "x".repeat(101), "DisplayName"],
  ["Policy", "{", NO_POLICY],
  ["Policy", "[]", NO_POLICY],
  ["Policy", "", NO_POLICY],
  ["Policy", '{"Statement":[null]}', NO_POLICY],
  ["Policy", '{"Statement":[]}', NO_POLICY],
  ...["Effect", "Principal", "Action", "Resource"].map(
    (member) => ["Policy", JSON.stringify({ Statement: { ...STATEMENT, [member]: undefined } }), NO_POLICY] as const,
  ),
  ["Policy", JSON.stringify({ Statement: [], Id: "x".repeat(30_720) }), NO_POLICY],
  ...[
    "SNS:Publishx",
    "sns:CreateTopic",
    "sns:SetSubscriptionAttributes",
    "sqs:SendMessage",
    "SNS:*",
    "*",
    "Publish",
  ].map((action) => ["Policy", policyAllowing("SNS:Publish", action), OUT_OF_SCOPE] as const),
  ["SQSSuccessFeedbackSampleRate", "500", `SQSSuccessFeedbackSampleRate: 500 ${NO_PERCENTAGE}`],
  ["HTTPSuccessFeedbackSampleRate", "x", `HTTPSuccessFeedbackSampleRate: x ${NO_PERCENTAGE}`],
  ["LambdaFailureFeedbackRoleArn", "role", "LambdaFailureFeedbackRoleArn"],
  ["SignatureVersion", "3", "SignatureVersion"],
  ["SignatureVersion", "", "SignatureVersion"],
  ["MaximumMessageSize", "1023", "MaximumMessageSize"],
  ["MaximumMessageSize", "x", "MaximumMessageSize"],
  ["DeliveryPolicy", "{", "DeliveryPolicy: The document must be a JSON object"],
  ["DeliveryPolicy", "[]", "DeliveryPolicy: The document must be a JSON object"],
  ["DeliveryPolicy", "{}", "DeliveryPolicy: http must be an object"],
  ["DeliveryPolicy", '{"http":{"other":1}}', "DeliveryPolicy: Unexpected JSON member: other"],
  ["DeliveryPolicy", retrying({ numRetries: 101 }), `${RETRY}.numRetries must be less than or equal to 100`],
  ["DeliveryPolicy", retrying({ minDelayTarget: 0 }), `${RETRY}.minDelayTarget must be greater than or equal to 1`],
  ["DeliveryPolicy", retrying({ maxDelayTarget: 3_601 }), `${RETRY}.maxDelayTarget must be less than or equal to 3600`],
  ["DeliveryPolicy", retrying({ numRetries: 1.5 }), `${RETRY}.numRetries must be a whole number`],
  [
    "DeliveryPolicy",
    retrying({ minDelayTarget: 3_599, maxDelayTarget: 3_600 }),
    `${RETRY}: Total policy retry time cannot be greater than 3600 seconds`,
  ],
  [
    "DeliveryPolicy",
    retrying({ minDelayTarget: 30 }),
    `${RETRY}.maxDelayTarget must be greater than or equal to minDelayTarget`,
  ],
  [
    "DeliveryPolicy",
    retrying({ numNoDelayRetries: 4 }),
    `${RETRY}.numRetries must be at least the sum of the retries of its phases`,
  ],
  [
    "DeliveryPolicy",
    retrying({ backoffFunction: "sudden" }),
    `${RETRY}.backoffFunction must be one of linear, arithmetic, geometric or exponential`,
  ],
  [
    "DeliveryPolicy",
    '{"http":{"defaultRequestPolicy":{"headerContentType":"image/png"}}}',
    "DeliveryPolicy: http.defaultRequestPolicy.headerContentType is not a supported content type",
  ],
];

const creating = (Attributes: Readonly<Record<string, string>>, reason: string): BadInput => [
  "CreateTopic",
  "Attributes",
  { Name: "new", Attributes },
  INVALID,
  `Invalid parameter: Attributes Reason: ${reason}`,
];

const ATTRIBUTES: readonly BadInput[] = [
  ...UNKNOWN.flatMap(([name, value]): readonly BadInput[] => [
    creating({ [name]: value }, `Unknown attribute ${name}`),
    [
      "SetTopicAttributes",
      "AttributeName",
      { TopicArn: TOPIC, AttributeName: name, AttributeValue: value },
      INVALID,
      "Invalid parameter: AttributeName",
    ],
  ]),
  ...VALUES.flatMap(([name, value, reason]): readonly BadInput[] => [
    creating({ [name]: value }, reason),
    [
      "SetTopicAttributes",
      "AttributeValue",
      { TopicArn: TOPIC, AttributeName: name, AttributeValue: value },
      INVALID,
      `Invalid parameter: ${reason}`,
    ],
  ]),
  creating({ FifoTopic: "x" }, "FifoTopic"),
  // A topic is made FIFO, or never is.
  [
    "SetTopicAttributes",
    "AttributeName",
    { TopicArn: FIFO, AttributeName: "FifoTopic", AttributeValue: "true" },
    INVALID,
    "Invalid parameter: AttributeName",
  ],
  [
    "SetTopicAttributes",
    "AttributeValue",
    { TopicArn: FIFO, AttributeName: "ContentBasedDeduplication", AttributeValue: "x" },
    INVALID,
    "Invalid parameter: ContentBasedDeduplication",
  ],
  [
    "SetTopicAttributes",
    "AttributeValue",
    { TopicArn: FIFO, AttributeName: "FifoThroughputScope", AttributeValue: "Queue" },
    INVALID,
    "Invalid parameter: FifoThroughputScope",
  ],
  // Without a value.
  [
    "SetTopicAttributes",
    "AttributeValue",
    { TopicArn: TOPIC, AttributeName: "SignatureVersion" },
    INVALID,
    "Invalid parameter: SignatureVersion",
  ],
  ...[{ DisplayName: "e" }, { SignatureVersion: "2" }].map((Attributes): BadInput => [
    "CreateTopic",
    "Attributes",
    { Name: "plain", Attributes },
    INVALID,
    "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
  ]),
];

const tags = (...Tags: readonly object[]) => ({ Tags });
const SHORT = "Member must have length greater than or equal to 1";
const long = (bound: number) => `Member must have length less than or equal to ${bound}`;

const TAGS: readonly BadInput[] = (
  [
    ["CreateTopic", { Name: "new" }],
    ["TagResource", { ResourceArn: TOPIC }],
  ] as const
).flatMap(([operation, subject]): readonly BadInput[] => {
  const row = ([member, given, code, message]: BadMessage): BadInput => [
    operation,
    member,
    { ...subject, ...given },
    code,
    message,
  ];
  const [key, value] = ["k".repeat(129), "v".repeat(257)];
  return [
    row([
      "Tags",
      tags({ Key: "a", Value: "1" }, { Key: "a", Value: "2" }),
      INVALID,
      "Invalid parameter: Duplicated keys are not allowed.",
    ]),
    row([
      "Tags",
      tags(...Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }))),
      "TagLimitExceeded",
      "Could not complete request: tag quota of per resource exceeded",
    ]),
    row(["Tags.Key", tags({ Value: "1" }), VALIDATION, absent("tags.1.member.key")]),
    row(["Tags.Key", tags({ Key: "", Value: "1" }), VALIDATION, constraint("'' at 'tags.1.member.key'", SHORT)]),
    row([
      "Tags.Key",
      tags({ Key: key, Value: "1" }),
      VALIDATION,
      constraint(`'${key}' at 'tags.1.member.key'`, long(128)),
    ]),
    row(["Tags.Value", tags({ Key: "a" }), VALIDATION, absent("tags.1.member.value")]),
    row([
      "Tags.Value",
      tags({ Key: "a", Value: value }),
      VALIDATION,
      constraint(`'${value}' at 'tags.1.member.value'`, long(256)),
    ]),
  ];
});

const MORE_TAGS: readonly BadInput[] = [
  ...[[{ Key: "team", Value: "2" }], [{ Key: "other", Value: "1" }], []].map((Tags): BadInput => [
    "CreateTopic",
    "Tags",
    { Name: "plain", Tags },
    INVALID,
    "Invalid parameter: Tags Reason: Topic already exists with different tags",
  ]),
  // Together with those that it has.
  [
    "TagResource",
    "Tags",
    { ResourceArn: TAGGED, ...tags({ Key: "a", Value: "1" }, { Key: "b", Value: "1" }) },
    "TagLimitExceeded",
    "Could not complete request: tag quota of per resource exceeded",
  ],
  [
    "UntagResource",
    "TagKeys",
    { ResourceArn: TOPIC, TagKeys: ["team", "k".repeat(129)] },
    VALIDATION,
    constraint(`'[team, ${"k".repeat(129)}]' at 'tagKeys'`, `Member must satisfy constraint: [${long(128)}, ${SHORT}]`),
  ],
];

const GRANT = { TopicArn: TOPIC, Label: "l", AWSAccountId: ["111122223333"], ActionName: ["Publish"] };
const granting = (member: string, given: object, message: string): BadInput => [
  "AddPermission",
  member,
  { ...GRANT, ...given },
  INVALID,
  message,
];

const PERMISSIONS: readonly BadInput[] = [
  granting("Label", { Label: "first" }, "Invalid parameter: Statement already exists"),
  granting("Label", { Label: "" }, "Invalid parameter: Label Reason: no value for required parameter"),
  ...[["1"], ["111122223333", "x"], ["arn:aws:iam::111122223333:root"]].map((AWSAccountId) =>
    granting("AWSAccountId", { AWSAccountId }, "Invalid parameter: A provided account ID is not valid"),
  ),
  granting("AWSAccountId", { AWSAccountId: [] }, "Invalid parameter: AWSAccountId"),
  ...[["Nonsense"], ["Publish", "sns:Publish"], ["SetSubscriptionAttributes"], [""]].map((ActionName) =>
    granting("ActionName", { ActionName }, "Invalid parameter: Policy statement action out of service scope!"),
  ),
  granting("ActionName", { ActionName: [] }, "Invalid parameter: ActionName"),
];

export const TOPICS: readonly BadInput[] = [...NAMES, ...ATTRIBUTES, ...TAGS, ...MORE_TAGS, ...PERMISSIONS];
