/** What is refused of subscriptions: protocols, endpoints and attributes. */
import { type BadInput, FIFO, FILTERED, FULL, FUNCTION, INVALID, QUEUE, TOPIC } from "./bad-input.fixture.ts";

const subscribing = (member: string, given: object, message: string): BadInput => [
  "Subscribe",
  member,
  { TopicArn: TOPIC, Protocol: "sqs", Endpoint: `${QUEUE}-new`, ...given },
  INVALID,
  message,
];

const PROTOCOLS: readonly BadInput[] = [
  ...["test-protocol", "", "SQS"].map((Protocol) =>
    subscribing(
      "Protocol",
      { Protocol },
      `Invalid parameter: Amazon SNS does not support this protocol string: ${Protocol}`,
    ),
  ),
  ...[
    ["lambda", FUNCTION],
    ["http", "http://127.0.0.1/"],
  ].map(([Protocol, Endpoint]) =>
    subscribing(
      "Protocol",
      { TopicArn: FIFO, Protocol, Endpoint },
      `Invalid parameter: Invalid protocol type: ${Protocol}`,
    ),
  ),
];

const ENDPOINTS: readonly BadInput[] = [
  ...[undefined, ""].map((Endpoint) => subscribing("Endpoint", { Endpoint }, "Invalid parameter: Endpoint")),
  ...["http://127.0.0.1:4566/000000000000/q", "q", FUNCTION, QUEUE.replace("000000000000", "1")].map((Endpoint) =>
    subscribing("Endpoint", { Endpoint }, "Invalid parameter: SQS endpoint ARN"),
  ),
  subscribing(
    "Endpoint",
    { Endpoint: `${QUEUE}.fifo` },
    "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
  ),
  ...["f", QUEUE].map((Endpoint) =>
    subscribing("Endpoint", { Protocol: "lambda", Endpoint }, "Invalid parameter: Lambda endpoint ARN"),
  ),
  ...[
    ["http", "https://a.example"],
    ["https", "http://a.example"],
    ["https", "a.example"],
  ].map(([Protocol, Endpoint]) =>
    subscribing("Endpoint", { Protocol, Endpoint }, "Invalid parameter: Endpoint must match the specified protocol"),
  ),
  ...[TOPIC, QUEUE, "app"].map((Endpoint) =>
    subscribing(
      "Endpoint",
      { Protocol: "application", Endpoint },
      `Invalid parameter: Application endpoint arn invalid:${Endpoint}`,
    ),
  ),
  subscribing(
    "Endpoint",
    { Protocol: "http", Endpoint: "http://" },
    "Invalid parameter: Endpoint Reason: Unparseable URL",
  ),
];

const POLICY = "FilterPolicy: ";
const DEAD = "RedrivePolicy: ";
const dead = (deadLetterTargetArn: string) => JSON.stringify({ deadLetterTargetArn });

/** Values that an attribute of a queue's subscription cannot have; what is said of it after the operation's own prefix. */
const VALUES: readonly (readonly [name: string, value: string, reason: string])[] = [
  ["RawMessageDelivery", "test-ValUe", "RawMessageDelivery: Invalid value [test-ValUe]. Must be true or false."],
  ["RawMessageDelivery", "", "RawMessageDelivery: Invalid value []. Must be true or false."],
  [
    "FilterPolicyScope",
    "RandomValue",
    "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
  ],
  ["FilterPolicyScope", "", "FilterPolicyScope: Invalid value []. Please use either MessageBody or MessageAttributes"],
  ["FilterPolicy", '{"a":[]}', `${POLICY}Empty arrays are not allowed`],
  ["FilterPolicy", '{"a":"b"}', `${POLICY}"a" must be an object or an array`],
  ["FilterPolicy", '{"a":[["b"]]}', `${POLICY}Match value must be String, number, true, false, or null`],
  ["FilterPolicy", '{"a":[{"wrong-operator":1}]}', `${POLICY}Unrecognized match type wrong-operator`],
  [
    "FilterPolicy",
    JSON.stringify(Object.fromEntries([..."abcdef"].map((key) => [key, ["x"]]))),
    `${POLICY}Filter policy can not have more than 5 keys`,
  ],
  [
    "FilterPolicy",
    JSON.stringify({ a: Array.from({ length: 151 }, (_, index) => `v${index}`) }),
    `${POLICY}Filter policy is too complex`,
  ],
  ["FilterPolicy", '{"a":{"b":["x"]}}', "Filter policy scope MessageAttributes does not support nested filter policy"],
  ["RedrivePolicy", "{", `${DEAD}failed to parse JSON.`],
  ["RedrivePolicy", "[]", `${DEAD}failed to parse JSON.`],
  ["RedrivePolicy", '{"other":1}', `${DEAD}invalid JSON. Attribute other is unknown.`],
  ["RedrivePolicy", dead("x"), `${DEAD}deadLetterTargetArn is an invalid arn`],
  ["RedrivePolicy", dead(FUNCTION), `${DEAD}deadLetterTargetArn is an invalid arn`],
  ["RedrivePolicy", '{"deadLetterTargetArn":1}', `${DEAD}deadLetterTargetArn is an invalid arn`],
  [
    "RedrivePolicy",
    dead(QUEUE.replace("us-east-1", "eu-west-1")),
    `${DEAD}deadLetterTargetArn must be in the account and region of the subscription`,
  ],
  [
    "RedrivePolicy",
    dead(`${QUEUE}.fifo`),
    `${DEAD}must use a standard queue as DLQ for a Subscription to a standard Topic.`,
  ],
  ["DeliveryPolicy", "{}", "DeliveryPolicy: Delivery protocol [sqs] does not support DeliveryPolicy."],
];

const NAMES = ["Nonsense", "", "TopicArn", "PendingConfirmation", "constructor", "__proto__"];

const ATTRIBUTES: readonly BadInput[] = [
  ...VALUES.flatMap(([name, value, reason]): readonly BadInput[] => [
    subscribing("Attributes", { Attributes: { [name]: value } }, `Invalid parameter: Attributes Reason: ${reason}`),
    [
      "SetSubscriptionAttributes",
      "AttributeValue",
      ({ subscription }) => ({ SubscriptionArn: subscription, AttributeName: name, AttributeValue: value }),
      INVALID,
      `Invalid parameter: ${reason}`,
    ],
  ]),
  ...NAMES.flatMap((name): readonly BadInput[] => [
    subscribing("Attributes", { Attributes: { [name]: "1" } }, "Invalid parameter: AttributeName"),
    [
      "SetSubscriptionAttributes",
      "AttributeName",
      ({ subscription }) => ({ SubscriptionArn: subscription, AttributeName: name, AttributeValue: "1" }),
      INVALID,
      "Invalid parameter: AttributeName",
    ],
  ]),
  // Without a value.
  [
    "SetSubscriptionAttributes",
    "AttributeValue",
    ({ subscription }) => ({ SubscriptionArn: subscription, AttributeName: "RawMessageDelivery" }),
    INVALID,
    "Invalid parameter: RawMessageDelivery: Invalid value []. Must be true or false.",
  ],
  // A policy that is there already does not fit the scope.
  [
    "SetSubscriptionAttributes",
    "AttributeValue",
    ({ nested }) => ({
      SubscriptionArn: nested,
      AttributeName: "FilterPolicyScope",
      AttributeValue: "MessageAttributes",
    }),
    INVALID,
    "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
  ],
  [
    "SetSubscriptionAttributes",
    "AttributeValue",
    ({ ordered }) => ({ SubscriptionArn: ordered, AttributeName: "RedrivePolicy", AttributeValue: dead(QUEUE) }),
    INVALID,
    `Invalid parameter: ${DEAD}must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.`,
  ],
  subscribing(
    "Attributes",
    { TopicArn: FIFO, Endpoint: `${QUEUE}-new.fifo`, Attributes: { RedrivePolicy: dead(QUEUE) } },
    `Invalid parameter: Attributes Reason: ${DEAD}must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.`,
  ),
  ...(
    [
      [{ minDelayTarget: 0 }, ".minDelayTarget must be greater than or equal to 1"],
      [{ maxDelayTarget: 3_600, numRetries: 3 }, ": Total policy retry time cannot be greater than 3600 seconds"],
    ] as const
  ).map(([healthyRetryPolicy, reason]) =>
    subscribing(
      "Attributes",
      {
        Protocol: "http",
        Endpoint: "http://a.example",
        Attributes: { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy }) },
      },
      `Invalid parameter: Attributes Reason: DeliveryPolicy: healthyRetryPolicy${reason}`,
    ),
  ),
  subscribing(
    "Attributes",
    { Protocol: "lambda", Endpoint: FUNCTION, Attributes: { RawMessageDelivery: "true" } },
    "Invalid parameter: Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.",
  ),
  ...[{ RawMessageDelivery: "false" }, { FilterPolicy: '{"a":["b"]}' }].map((Attributes) =>
    subscribing(
      "Attributes",
      { Endpoint: QUEUE, Attributes },
      "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    ),
  ),
];

/** AWS goes on with the parser's own words, and so does Sluice with those of its own: only the beginning is compared. */
export const UNPARSEABLE: readonly BadInput[] = ["{", "x", "[]", '"a"'].flatMap((FilterPolicy): readonly BadInput[] => [
  subscribing(
    "Attributes",
    { Attributes: { FilterPolicy } },
    `Invalid parameter: Attributes Reason: ${POLICY}failed to parse JSON. `,
  ),
  [
    "SetSubscriptionAttributes",
    "AttributeValue",
    ({ subscription }) => ({
      SubscriptionArn: subscription,
      AttributeName: "FilterPolicy",
      AttributeValue: FilterPolicy,
    }),
    INVALID,
    `Invalid parameter: ${POLICY}failed to parse JSON. `,
  ],
]);

const QUOTAS: readonly BadInput[] = [
  [
    "Subscribe",
    "Attributes",
    { TopicArn: FILTERED, Protocol: "sqs", Endpoint: QUEUE, Attributes: { FilterPolicy: '{"a":["b"]}' } },
    "FilterPolicyLimitExceeded",
    "The number of filter policies of this topic exceeds the limit.",
  ],
  [
    "Subscribe",
    "TopicArn",
    { TopicArn: FULL, Protocol: "sqs", Endpoint: QUEUE },
    "SubscriptionLimitExceeded",
    "The number of subscriptions of this topic exceeds the limit.",
  ],
];

const SHAPES: readonly BadInput[] = ["yes", ""].map((ReturnSubscriptionArn) => [
  "Subscribe",
  "ReturnSubscriptionArn",
  { TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, ReturnSubscriptionArn },
  "MalformedInput",
  `For input string: "${ReturnSubscriptionArn}"`,
]);

export const SUBSCRIPTIONS: readonly BadInput[] = [...PROTOCOLS, ...ENDPOINTS, ...ATTRIBUTES, ...QUOTAS, ...SHAPES];
