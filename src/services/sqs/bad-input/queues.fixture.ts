/** What is refused of requests about queues themselves: their names, attributes, tags, lists and permissions. */
import {
  ARN,
  type BadInput,
  BASE,
  CROWDED,
  DEAD,
  DELETED,
  FIFO,
  GRANTING,
  INVALID,
  missing,
  MISSING,
  NO_QUEUE,
  NOWHERE,
  PURGED,
  type SqsOperation,
  STANDARD,
  value,
} from "./bad-input.fixture.ts";

const NAME = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
const FIFO_NAME =
  "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, " +
  "must end with .fifo suffix and be 1 to 80 in length.";

const NAMES: readonly BadInput[] = [
  ["CreateQueue", "QueueName", {}, MISSING, missing("QueueName")],
  ["CreateQueue", "QueueName", { QueueName: "" }, INVALID, NAME],
  ["CreateQueue", "QueueName", { QueueName: "a b" }, INVALID, NAME],
  ["CreateQueue", "QueueName", { QueueName: "a".repeat(81) }, INVALID, NAME],
  ["CreateQueue", "QueueName", { QueueName: "a.fifo" }, INVALID, NAME],
  ["CreateQueue", "QueueName", { QueueName: "a", Attributes: { FifoQueue: "true" } }, INVALID, FIFO_NAME],
  [
    "CreateQueue",
    "QueueName",
    { QueueName: "q", Attributes: { MaximumMessageSize: "1024", DelaySeconds: "6" } },
    "QueueNameExists",
    "A queue already exists with the same name and a different value for attribute DelaySeconds",
  ],
  [
    "CreateQueue",
    "QueueName",
    { QueueName: DELETED },
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  ],
  ["GetQueueUrl", "QueueName", {}, MISSING, missing("QueueName")],
  [
    "GetQueueUrl",
    "QueueName",
    { QueueName: "" },
    INVALID,
    "Value for parameter QueueName is invalid. Reason: Must specify a queue name.",
  ],
  ["GetQueueUrl", "QueueName", { QueueName: "nowhere" }, ...NO_QUEUE],
  ["GetQueueUrl", "QueueOwnerAWSAccountId", { QueueName: "q", QueueOwnerAWSAccountId: "me" }, ...NO_QUEUE],
];

/** What else a request that names a queue must have, so that the queue is what is wrong with it. */
export const BESIDE_QUEUE_URL: Partial<Record<SqsOperation, object>> = {
  AddPermission: { Label: "l", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] },
  ChangeMessageVisibility: { ReceiptHandle: "h", VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: { Entries: [{ Id: "a", ReceiptHandle: "h", VisibilityTimeout: 1 }] },
  DeleteMessage: { ReceiptHandle: "h" },
  DeleteMessageBatch: { Entries: [{ Id: "a", ReceiptHandle: "h" }] },
  DeleteQueue: {},
  GetQueueAttributes: {},
  ListDeadLetterSourceQueues: {},
  ListQueueTags: {},
  PurgeQueue: {},
  ReceiveMessage: {},
  RemovePermission: { Label: "l" },
  SendMessage: { MessageBody: "b" },
  SendMessageBatch: { Entries: [{ Id: "a", MessageBody: "b" }] },
  SetQueueAttributes: { Attributes: { DelaySeconds: "1" } },
  TagQueue: { Tags: { a: "b" } },
  UntagQueue: { TagKeys: ["team"] },
};

const QUEUE_URLS = Object.entries(BESIDE_QUEUE_URL).flatMap(([name, others]): BadInput[] => {
  // The table's type has no other names.
  const operation = name as SqsOperation;
  return [{}, { QueueUrl: "" }, { QueueUrl: NOWHERE }].map((url) => [
    operation,
    "QueueUrl",
    { ...url, ...others },
    ...NO_QUEUE,
  ]);
});

const attribute = (name: string, reason?: string): [string, string] => [
  "InvalidAttributeValue",
  `Invalid value for the parameter ${name}.${reason === undefined ? "" : ` Reason: ${reason}`}`,
];
const unknown = (name: string): [string, string] => ["InvalidAttributeName", `Unknown Attribute ${name}.`];
const fifoOnly = (name: string): [string, string] => [
  "InvalidAttributeName",
  `You can specify the ${name} only when FifoQueue is set to true.`,
];
const notHere = (name: string): [string, string] => [
  "NotImplemented",
  `Sluice does not implement the queue attribute ${name}. Nothing was changed.`,
];
const redrive = (policy: object, reason: string): [Record<string, string>, string, string] => {
  const json = JSON.stringify(policy);
  return [{ RedrivePolicy: json }, INVALID, value("RedrivePolicy", json, reason)];
};
const allow = (policy: object, reason: string): [Record<string, string>, string, string] => {
  const json = JSON.stringify(policy);
  return [{ RedriveAllowPolicy: json }, INVALID, value("RedriveAllowPolicy", json, reason)];
};
const UNSUPPORTED_FORMAT = "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.";
const BOTH_KINDS =
  "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.";
const target = (name: string) => `${ARN}:${name}`;

/** Attributes that a standard queue is refused, when it is made and when it is changed. */
const STANDARD_ATTRIBUTES: readonly [Record<string, string>, string, string][] = [
  [{ Foobar: "1" }, ...unknown("Foobar")],
  [{ QueueArn: "x" }, ...unknown("QueueArn")],
  [{ All: "x" }, ...unknown("All")],
  [{ FifoQueue: "false" }, ...unknown("FifoQueue")],
  [{ ContentBasedDeduplication: "true" }, ...unknown("ContentBasedDeduplication")],
  [{ DeduplicationScope: "queue" }, ...fifoOnly("DeduplicationScope")],
  [{ FifoThroughputLimit: "perQueue" }, ...fifoOnly("FifoThroughputLimit")],
  [{ VisibilityTimeout: "43201" }, ...attribute("VisibilityTimeout")],
  [{ VisibilityTimeout: " 5" }, ...attribute("VisibilityTimeout")],
  [{ VisibilityTimeout: "" }, ...attribute("VisibilityTimeout")],
  [{ VisibilityTimeout: "1.5" }, ...attribute("VisibilityTimeout")],
  [{ DelaySeconds: "-1" }, ...attribute("DelaySeconds")],
  [{ DelaySeconds: "901" }, ...attribute("DelaySeconds")],
  [{ MessageRetentionPeriod: "59" }, ...attribute("MessageRetentionPeriod")],
  [{ MessageRetentionPeriod: "1209601" }, ...attribute("MessageRetentionPeriod")],
  [{ MaximumMessageSize: "1023" }, ...attribute("MaximumMessageSize")],
  [{ MaximumMessageSize: "1048577" }, ...attribute("MaximumMessageSize")],
  [{ ReceiveMessageWaitTimeSeconds: "21" }, ...attribute("ReceiveMessageWaitTimeSeconds")],
  // One that is right changes nothing when another is wrong.
  [{ DelaySeconds: "1", VisibilityTimeout: "x" }, ...attribute("VisibilityTimeout")],
  [{ SqsManagedSseEnabled: "maybe" }, ...attribute("SqsManagedSseEnabled")],
  [{ KmsMasterKeyId: "alias/aws/sqs" }, ...notHere("KmsMasterKeyId")],
  [{ KmsDataKeyReusePeriodSeconds: "300" }, ...notHere("KmsDataKeyReusePeriodSeconds")],
  [{ KmsMasterKeyId: "k", SqsManagedSseEnabled: "True" }, "InvalidAttributeName", BOTH_KINDS],
  [{ Policy: "x" }, ...attribute("Policy")],
  [{ Policy: "[]" }, ...attribute("Policy")],
  [{ Policy: '{"Statement":"x"}' }, ...attribute("Policy")],
  [{ Policy: JSON.stringify({ Id: "x".repeat(8_192), Statement: [] }) }, ...attribute("Policy")],
  [{ RedrivePolicy: "x" }, ...attribute("RedrivePolicy", "Redrive policy is not a valid JSON map.")],
  redrive(
    { deadLetterTargetArn: target(DEAD) },
    "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
  ),
  redrive({ maxReceiveCount: 1 }, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."),
  redrive(
    { deadLetterTargetArn: target(DEAD), maxReceiveCount: -36 },
    "Invalid value for maxReceiveCount: -36, valid values are from 1 to 1000 both inclusive.",
  ),
  redrive(
    { deadLetterTargetArn: target(DEAD), maxReceiveCount: "1001" },
    "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.",
  ),
  redrive(
    { deadLetterTargetArn: target(DEAD), maxReceiveCount: 1, more: 1 },
    "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].",
  ),
  redrive(
    { deadLetterTargetArn: "arn:aws:sns:us-east-1:000000000000:dead", maxReceiveCount: 1 },
    "Only SQS queues are valid resources for deadLetterTargetArn.",
  ),
  redrive({ deadLetterTargetArn: target("nowhere"), maxReceiveCount: 1 }, "Dead letter target does not exist."),
  redrive(
    { deadLetterTargetArn: target("q.fifo"), maxReceiveCount: 1 },
    "Dead-letter queue must be same type of queue as the source..",
  ),
  [{ RedriveAllowPolicy: "{}" }, ...attribute("RedriveAllowPolicy", UNSUPPORTED_FORMAT)],
  [{ RedriveAllowPolicy: "x" }, ...attribute("RedriveAllowPolicy", UNSUPPORTED_FORMAT)],
  allow(
    { redrivePermission: "byQueue" },
    "Amazon SQS can't create the redrive allow policy. When you specify the byQueue permission type, " +
      "you must also specify one or more sourceQueueArns values.",
  ),
  allow(
    { redrivePermission: "byQueue", sourceQueueArns: Array.from({ length: 11 }, (_, index) => target(`s${index}`)) },
    "Amazon SQS can't create the redrive allow policy. The maximum number of source queue ARNs you can specify is 10.",
  ),
  allow(
    { redrivePermission: "allowAll", sourceQueueArns: [target("q")] },
    "Amazon SQS can't create the redrive allow policy. To specify one or more source queue ARNs, " +
      "you must set redrivePermission to byQueue.",
  ),
];

const NEEDS_SCOPE = "perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.";

/** Attributes that a FIFO queue is refused. */
const FIFO_ATTRIBUTES: readonly [Record<string, string>, string, string][] = [
  [{ ContentBasedDeduplication: "maybe" }, ...attribute("ContentBasedDeduplication")],
  [{ DeduplicationScope: "group" }, ...attribute("DeduplicationScope")],
  [{ FifoThroughputLimit: "none" }, ...attribute("FifoThroughputLimit")],
  [{ FifoThroughputLimit: "perMessageGroupId" }, ...attribute("FifoThroughputLimit", NEEDS_SCOPE)],
];

const ATTRIBUTES: readonly BadInput[] = [
  ...STANDARD_ATTRIBUTES.flatMap(([Attributes, code, message]): BadInput[] => [
    ["CreateQueue", "Attributes", { QueueName: "new", Attributes }, code, message],
    ["SetQueueAttributes", "Attributes", { QueueUrl: STANDARD, Attributes }, code, message],
  ]),
  ...FIFO_ATTRIBUTES.flatMap(([Attributes, code, message]): BadInput[] => [
    [
      "CreateQueue",
      "Attributes",
      { QueueName: "new.fifo", Attributes: { FifoQueue: "true", ...Attributes } },
      code,
      message,
    ],
    ["SetQueueAttributes", "Attributes", { QueueUrl: FIFO, Attributes }, code, message],
  ]),
  ["SetQueueAttributes", "Attributes", { QueueUrl: STANDARD }, MISSING, missing("Attributes")],
  [
    "SetQueueAttributes",
    "Attributes",
    { QueueUrl: FIFO, Attributes: { FifoQueue: "false" } },
    ...attribute("FifoQueue", "Modifying queue type is not supported."),
  ],
  ["GetQueueAttributes", "AttributeNames", { QueueUrl: STANDARD, AttributeNames: ["Foobar"] }, ...unknown("Foobar")],
  ["GetQueueAttributes", "AttributeNames", { QueueUrl: STANDARD, AttributeNames: ["All", "all"] }, ...unknown("all")],
];

const BAD_TAGS: readonly [Record<string, string>, string][] = [
  [{ "": "v" }, value("Key", "", "Tag keys must be between 1 and 128 characters.")],
  [{ ["k".repeat(129)]: "v" }, value("Key", "k".repeat(129), "Tag keys must be between 1 and 128 characters.")],
  [{ k: "v".repeat(257) }, value("Value", "v".repeat(257), "Tag values must be at most 256 characters.")],
];
const manyTags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));

const TAGS: readonly BadInput[] = [
  ...BAD_TAGS.flatMap(([tags, message]): BadInput[] => [
    ["CreateQueue", "tags", { QueueName: "new", tags }, INVALID, message],
    ["TagQueue", "Tags", { QueueUrl: STANDARD, Tags: tags }, INVALID, message],
  ]),
  [
    "CreateQueue",
    "tags",
    { QueueName: "new", tags: manyTags },
    INVALID,
    value("Tags", 51, "A queue can have at most 50 tags."),
  ],
  // The queue has one already.
  [
    "TagQueue",
    "Tags",
    { QueueUrl: STANDARD, Tags: manyTags },
    INVALID,
    value("Tags", 52, "A queue can have at most 50 tags."),
  ],
  ["TagQueue", "Tags", { QueueUrl: STANDARD }, MISSING, missing("Tags")],
  ["UntagQueue", "TagKeys", { QueueUrl: STANDARD }, MISSING, missing("TagKeys")],
];

const PAGE = "Must be between 1 and 1000, if provided.";
const NO_TOKEN = "It is not a token that a list returned.";

const LISTS: readonly BadInput[] = [
  ["ListQueues", "MaxResults", { MaxResults: 0 }, INVALID, value("MaxResults", 0, PAGE)],
  ["ListQueues", "MaxResults", { MaxResults: 1_001 }, INVALID, value("MaxResults", 1_001, PAGE)],
  ["ListQueues", "NextToken", { NextToken: "?" }, INVALID, value("NextToken", "?", NO_TOKEN)],
  [
    "ListDeadLetterSourceQueues",
    "MaxResults",
    { QueueUrl: `${BASE}/${DEAD}`, MaxResults: 1_001 },
    INVALID,
    value("MaxResults", 1_001, PAGE),
  ],
  [
    "ListDeadLetterSourceQueues",
    "NextToken",
    { QueueUrl: `${BASE}/${DEAD}`, NextToken: "" },
    INVALID,
    value("NextToken", "", NO_TOKEN),
  ],
  [
    "PurgeQueue",
    "QueueUrl",
    { QueueUrl: PURGED },
    "PurgeQueueInProgress",
    "Only one PurgeQueue operation on purged is allowed every 60 seconds.",
  ],
];

const LABEL = "Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
const WSDL = "Please refer to the appropriate WSDL for a list of valid actions.";
const OWNER = "Only the queue owner is allowed to invoke this action.";
const ACCOUNTS = Array.from({ length: 51 }, (_, index) => String(100_000_000_000 + index));
const grant = (members: object) => ({
  QueueUrl: GRANTING,
  Label: "l",
  AWSAccountIds: ["111122223333"],
  Actions: ["SendMessage"],
  ...members,
});
const action = (name: string, reason: string): BadInput => [
  "AddPermission",
  "Actions",
  grant({ Actions: ["SendMessage", name] }),
  INVALID,
  value("ActionName", `SQS:${name}`, reason),
];

const PERMISSIONS: readonly BadInput[] = [
  ["AddPermission", "Label", grant({ Label: undefined }), MISSING, missing("Label")],
  ["AddPermission", "Label", grant({ Label: "" }), INVALID, value("Label", "", LABEL)],
  ["AddPermission", "Label", grant({ Label: "a b" }), INVALID, value("Label", "a b", LABEL)],
  ["AddPermission", "Label", grant({ Label: "a".repeat(81) }), INVALID, value("Label", "a".repeat(81), LABEL)],
  ["AddPermission", "Label", grant({ Label: "first" }), INVALID, value("Label", "first", "Already exists.")],
  [
    "AddPermission",
    "Label",
    grant({ QueueUrl: CROWDED }),
    "OverLimit",
    "21 Statements were found, maximum allowed is 20.",
  ],
  ["AddPermission", "AWSAccountIds", grant({ AWSAccountIds: undefined }), MISSING, missing("AWSAccountIds")],
  [
    "AddPermission",
    "AWSAccountIds",
    grant({ AWSAccountIds: [] }),
    INVALID,
    value("PrincipalId", "[]", "Unable to verify."),
  ],
  [
    "AddPermission",
    "AWSAccountIds",
    grant({ AWSAccountIds: ["111122223333", "me"] }),
    INVALID,
    value("PrincipalId", "[me]", "Unable to verify."),
  ],
  [
    "AddPermission",
    "AWSAccountIds",
    grant({ AWSAccountIds: ACCOUNTS }),
    "OverLimit",
    "51 Principals were found, maximum allowed is 50.",
  ],
  ["AddPermission", "Actions", grant({ Actions: undefined }), MISSING, missing("Actions")],
  ["AddPermission", "Actions", grant({ Actions: [] }), MISSING, missing("Actions")],
  [
    "AddPermission",
    "Actions",
    grant({ Actions: Array.from({ length: 8 }, () => "SendMessage") }),
    "OverLimit",
    "8 Actions were found, maximum allowed is 7.",
  ],
  action("SendMessageBatch", WSDL),
  action("MakeCoffee", WSDL),
  action("sendmessage", WSDL),
  action("CreateQueue", OWNER),
  action("AddPermission", OWNER),
  ["RemovePermission", "Label", { QueueUrl: GRANTING }, MISSING, missing("Label")],
  [
    "RemovePermission",
    "Label",
    { QueueUrl: GRANTING, Label: "second" },
    INVALID,
    value("Label", "second", "can't find label."),
  ],
  // A queue without a policy.
  [
    "RemovePermission",
    "Label",
    { QueueUrl: STANDARD, Label: "first" },
    INVALID,
    value("Label", "first", "can't find label."),
  ],
];

export const QUEUES: readonly BadInput[] = [...NAMES, ...QUEUE_URLS, ...ATTRIBUTES, ...TAGS, ...LISTS, ...PERMISSIONS];
