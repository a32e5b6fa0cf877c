/** What every operation refuses alike: an input without what it needs, and ARNs that name nothing. */
import {
  absent,
  type BadInput,
  constraint,
  FIFO,
  INVALID,
  MISSING_TOPIC,
  type SnsOperation,
  TOPIC,
  tooShort,
  VALIDATION,
} from "./bad-input.fixture.ts";

const SUBSCRIPTION = `${TOPIC}:00000000-0000-4000-8000-000000000000`;
const LABEL = { Label: "l", AWSAccountId: ["111122223333"], ActionName: ["Publish"] };
const ENTRIES = [{ Id: "a", Message: "m" }];
const TAGS = [{ Key: "k", Value: "v" }];

/** An input with all that is required, for each operation that requires anything. */
const WHOLE: Partial<Readonly<Record<SnsOperation, Readonly<Record<string, unknown>>>>> = {
  AddPermission: { TopicArn: TOPIC, ...LABEL },
  ConfirmSubscription: { TopicArn: TOPIC, Token: "t" },
  CreateTopic: { Name: "new" },
  DeleteTopic: { TopicArn: TOPIC },
  GetDataProtectionPolicy: { ResourceArn: TOPIC },
  GetSubscriptionAttributes: { SubscriptionArn: SUBSCRIPTION },
  GetTopicAttributes: { TopicArn: TOPIC },
  ListSubscriptionsByTopic: { TopicArn: TOPIC },
  ListTagsForResource: { ResourceArn: TOPIC },
  Publish: { Message: "m" },
  PublishBatch: { TopicArn: TOPIC, PublishBatchRequestEntries: ENTRIES },
  PutDataProtectionPolicy: { ResourceArn: TOPIC, DataProtectionPolicy: "" },
  RemovePermission: { TopicArn: TOPIC, Label: "first" },
  SetSubscriptionAttributes: { SubscriptionArn: SUBSCRIPTION, AttributeName: "RawMessageDelivery" },
  SetTopicAttributes: { TopicArn: TOPIC, AttributeName: "DisplayName" },
  Subscribe: { TopicArn: TOPIC, Protocol: "sqs" },
  TagResource: { ResourceArn: TOPIC, Tags: TAGS },
  Unsubscribe: { SubscriptionArn: SUBSCRIPTION },
  UntagResource: { ResourceArn: TOPIC, TagKeys: ["team"] },
};

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** Each required member is left out of an input that is whole. */
const LACKING: readonly BadInput[] = namesOf(WHOLE).flatMap((operation) =>
  Object.keys(WHOLE[operation] ?? {}).map((member): BadInput => {
    const input = { ...WHOLE[operation], [member]: undefined };
    return [operation, member, input, VALIDATION, absent(lowerFirst(member))];
  }),
);

const OF_TOPICS = [
  "AddPermission",
  "DeleteTopic",
  "GetTopicAttributes",
  "ListSubscriptionsByTopic",
  "Publish",
  "PublishBatch",
  "RemovePermission",
  "SetTopicAttributes",
  "Subscribe",
] as const;

const elsewhere = (arn: string) => arn.replace("us-east-1", "eu-west-1");

/** ARNs of topics that are none, are of another region or service, or name a topic that is not there. */
const TOPICS: readonly BadInput[] = OF_TOPICS.flatMap((operation): readonly BadInput[] => {
  const row = (TopicArn: string, message: string, code = INVALID): BadInput => [
    operation,
    "TopicArn",
    { ...WHOLE[operation], TopicArn },
    code,
    message,
  ];
  return [
    row("", tooShort("TopicArn", 1)),
    row("plain", tooShort("TopicArn", 1)),
    row("arn:aws:sns:us-east-1", tooShort("TopicArn", 4)),
    row(elsewhere(TOPIC), "Invalid parameter: TopicArn"),
    row(TOPIC.replace(":sns:", ":sqs:"), "Invalid parameter: TopicArn"),
    row(SUBSCRIPTION, "Invalid parameter: TopicArn"),
    // A topic that is not there is deleted with success.
    ...(operation === "DeleteTopic" ? [] : [row(MISSING_TOPIC, "Topic does not exist", "NotFound")]),
  ];
});

/** The same for the operations whose subject is called a resource. */
const RESOURCES: readonly BadInput[] = (["ListTagsForResource", "TagResource", "UntagResource"] as const).flatMap(
  (operation): readonly BadInput[] => {
    const row = (ResourceArn: string, message: string, code = INVALID): BadInput => [
      operation,
      "ResourceArn",
      { ...WHOLE[operation], ResourceArn },
      code,
      message,
    ];
    const long = `${TOPIC}${"x".repeat(1_011)}`;
    return [
      row("", constraint("'' at 'resourceArn'", "Member must have length greater than or equal to 1"), VALIDATION),
      row(
        long,
        constraint(`'${long}' at 'resourceArn'`, "Member must have length less than or equal to 1011"),
        VALIDATION,
      ),
      row("plain", tooShort("ResourceArn", 1)),
      row(elsewhere(TOPIC), "Invalid parameter: ResourceArn"),
      row(MISSING_TOPIC, "Resource does not exist", "ResourceNotFound"),
    ];
  },
);

const OF_SUBSCRIPTIONS = ["GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"] as const;

/** ARNs of subscriptions that are none, or name one that is not there. */
const SUBSCRIPTIONS: readonly BadInput[] = OF_SUBSCRIPTIONS.flatMap((operation): readonly BadInput[] => {
  const row = (SubscriptionArn: string, message: string, code = INVALID): BadInput => [
    operation,
    "SubscriptionArn",
    { ...WHOLE[operation], SubscriptionArn, AttributeValue: operation.startsWith("Set") ? "true" : undefined },
    code,
    message,
  ];
  return [
    row("", "Invalid parameter: SubscriptionArn Reason: no value for required parameter"),
    row("a:b", tooShort("SubscriptionArn", 2)),
    row(`${TOPIC}:not-a-uuid`, "Invalid parameter: SubscriptionId"),
    row(TOPIC, "Invalid parameter: SubscriptionArn"),
    row(elsewhere(SUBSCRIPTION), "Invalid parameter: SubscriptionArn"),
    // One that is not there is unsubscribed with success.
    ...(operation === "Unsubscribe" ? [] : [row(SUBSCRIPTION, "Subscription does not exist", "NotFound")]),
  ];
});

const PENDING: readonly BadInput[] = [
  [
    "Unsubscribe",
    "SubscriptionArn",
    ({ pending }) => ({ SubscriptionArn: pending }),
    INVALID,
    "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation",
  ],
];

const PAGES: readonly BadInput[] = (["ListTopics", "ListSubscriptions", "ListSubscriptionsByTopic"] as const).flatMap(
  (operation) =>
    ["x", Buffer.from("{}").toString("base64"), Buffer.from('["a","b"]').toString("base64")].map(
      (NextToken): BadInput => [
        operation,
        "NextToken",
        { ...WHOLE[operation], NextToken },
        INVALID,
        "Invalid parameter: NextToken",
      ],
    ),
);

/** A value that is of no use where another member decides what it is for. */
const CONFIRMATIONS: readonly BadInput[] = [
  ...["", "plain", elsewhere(TOPIC), TOPIC.replace(":sns:", ":sqs:")].map((TopicArn): BadInput => [
    "ConfirmSubscription",
    "TopicArn",
    { TopicArn, Token: "t" },
    INVALID,
    "Invalid parameter: Topic",
  ]),
  ...["", "t", "0".repeat(128)].map((Token): BadInput => [
    "ConfirmSubscription",
    "Token",
    { TopicArn: FIFO, Token },
    INVALID,
    "Invalid parameter: Token",
  ]),
  ...["", "yes"].map((AuthenticateOnUnsubscribe): BadInput => [
    "ConfirmSubscription",
    "AuthenticateOnUnsubscribe",
    { TopicArn: TOPIC, Token: "t", AuthenticateOnUnsubscribe },
    INVALID,
    "Invalid parameter: AuthenticateOnUnsubscribe",
  ]),
];

export const REQUIRED: readonly BadInput[] = [
  ...LACKING,
  ...TOPICS,
  ...RESOURCES,
  ...SUBSCRIPTIONS,
  ...PENDING,
  ...PAGES,
  ...CONFIRMATIONS,
];

function namesOf<Name extends string>(record: Partial<Readonly<Record<Name, unknown>>>): Name[] {
  // The keys of a literal are what its type says.
  return Object.keys(record) as Name[];
}
