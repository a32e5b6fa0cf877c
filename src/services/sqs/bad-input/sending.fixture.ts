/** What is refused of messages that are sent, and of batches of any kind as a whole. */
import {
  type BadEntry,
  type BadInput,
  type BadMessage,
  badToken,
  DEDUPLICATING,
  FIFO,
  INVALID,
  missing,
  MISSING,
  STANDARD,
  value,
} from "./bad-input.fixture.ts";

const CONTENTS = [
  "InvalidMessageContents",
  "Invalid characters were found in the message body. Valid unicode characters are " +
    "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
] as const;
const DELAY = "DelaySeconds must be >= 0 and <= 900.";
const LISTS = [
  "UnsupportedOperation",
  "Message attribute list values in SendMessage operation are not supported.",
] as const;
const text = (StringValue: string, DataType = "String") => ({ StringValue, DataType });
const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text("v")]));
const user = (attribute: object, name = "Hello") => ({ MessageAttributes: { [name]: attribute } });
const system = (attribute: object, name = "AWSTraceHeader") => ({ MessageSystemAttributes: { [name]: attribute } });
const badType = (kind: string, name: string) =>
  `The type of message (${kind}) attribute '${name}' is invalid. ` +
  "You must use only the following supported type prefixes: Binary, Number, String.";
const badName = (name: string) =>
  `The message (user) attribute name '${name}' is invalid. It can contain alphanumeric characters, hyphens, ` +
  "underscores and periods, and must not start or end with a period.";
const RESERVED =
  "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.";
const empty = (kind: string, name: string, type: string) =>
  `Message (${kind}) attribute '${name}' must contain a non-empty value of type '${type}'.`;
const typeless = (kind: string, name: string) =>
  `The message (${kind}) attribute '${name}' must contain a non-empty message attribute type.`;

export const MESSAGES: readonly BadMessage[] = [
  ["MessageBody", { MessageBody: undefined }, MISSING, missing("MessageBody")],
  ["MessageBody", { MessageBody: "" }, MISSING, missing("MessageBody")],
  ["MessageBody", { MessageBody: "a\u0000" }, ...CONTENTS],
  ["MessageBody", { MessageBody: "\uffff" }, ...CONTENTS],
  // Half of a surrogate pair.
  ["MessageBody", { MessageBody: "\ud83d" }, ...CONTENTS],
  ["DelaySeconds", { DelaySeconds: -234 }, INVALID, value("DelaySeconds", -234, DELAY)],
  ["DelaySeconds", { DelaySeconds: 901 }, INVALID, value("DelaySeconds", 901, DELAY)],
  [
    "MessageDeduplicationId",
    { MessageDeduplicationId: "d" },
    INVALID,
    value(
      "MessageDeduplicationId",
      "d",
      "The request include parameter MessageDeduplicationId which is not valid for this queue type",
    ),
  ],
  [
    "MessageGroupId",
    { MessageGroupId: "group 123" },
    INVALID,
    value("MessageGroupId", "group 123", badToken("MessageGroupId")),
  ],
  ["MessageGroupId", { MessageGroupId: "" }, INVALID, value("MessageGroupId", "", badToken("MessageGroupId"))],
  [
    "MessageGroupId",
    { MessageGroupId: "g".repeat(129) },
    INVALID,
    value("MessageGroupId", "g".repeat(129), badToken("MessageGroupId")),
  ],
  [
    "MessageAttributes",
    { MessageAttributes: named(..."abcdefghijk") },
    INVALID,
    "Number of message attributes [11] exceeds the allowed maximum [10].",
  ],
  ["MessageAttributes", { MessageAttributes: named("aws.x") }, INVALID, RESERVED],
  ["MessageAttributes", { MessageAttributes: named("Amazon.x") }, INVALID, RESERVED],
  ["MessageAttributes", { MessageAttributes: named(".x") }, INVALID, badName(".x")],
  ["MessageAttributes", { MessageAttributes: named("x.") }, INVALID, badName("x.")],
  ["MessageAttributes", { MessageAttributes: named("a b") }, INVALID, badName("a b")],
  [
    "MessageAttributes",
    { MessageAttributes: named("n".repeat(257)) },
    INVALID,
    "Message (user) attribute name must be shorter than 256 bytes.",
  ],
  ["MessageAttributes.DataType", user({ StringValue: "v" }), INVALID, typeless("user", "Hello")],
  ["MessageAttributes.DataType", user(text("v", "")), INVALID, typeless("user", "Hello")],
  ["MessageAttributes.DataType", user(text("v", "Text")), INVALID, badType("user", "Hello")],
  ["MessageAttributes.DataType", user(text("v", "string")), INVALID, badType("user", "Hello")],
  ["MessageAttributes.DataType", user(text("v", `String.${"x".repeat(250)}`)), INVALID, badType("user", "Hello")],
  [
    "MessageAttributes.StringValue",
    user({ DataType: "String" }),
    INVALID,
    "The message (user) attribute 'Hello' must contain a non-empty message attribute value.",
  ],
  ["MessageAttributes.StringValue", user(text(""), "ErrorDetails"), INVALID, empty("user", "ErrorDetails", "String")],
  [
    "MessageAttributes.StringValue",
    user(text("a\u0000")),
    INVALID,
    "The value of message (user) attribute 'Hello' contains invalid characters.",
  ],
  ...["1,5", "x", "1e127", "1".repeat(39)].map((number): BadMessage => [
    "MessageAttributes.StringValue",
    user(text(number, "Number.int")),
    INVALID,
    "Can't cast the value of message (user) attribute 'Hello' to a number.",
  ]),
  [
    "MessageAttributes.BinaryValue",
    user({ BinaryValue: new Uint8Array(), DataType: "Binary" }),
    INVALID,
    empty("user", "Hello", "Binary"),
  ],
  [
    "MessageAttributes.BinaryValue",
    user({ BinaryValue: Uint8Array.of(1), DataType: "String" }),
    INVALID,
    empty("user", "Hello", "String"),
  ],
  ["MessageAttributes.StringListValues", user({ DataType: "String", StringListValues: ["a"] }), ...LISTS],
  ["MessageAttributes.BinaryListValues", user({ DataType: "Binary", BinaryListValues: [Uint8Array.of(1)] }), ...LISTS],
  ["MessageSystemAttributes", system(text("v"), "Hello"), INVALID, "Message system attribute name 'Hello' is invalid."],
  [
    "MessageSystemAttributes",
    { MessageSystemAttributes: { AWSTraceHeader: text("v"), Hello: text("v") } },
    INVALID,
    "Message system attribute name 'Hello' is invalid.",
  ],
  ["MessageSystemAttributes.DataType", system({ StringValue: "v" }), INVALID, typeless("system", "AWSTraceHeader")],
  [
    "MessageSystemAttributes.DataType",
    system(text("1", "Number")),
    INVALID,
    "The type of message (system) attribute 'AWSTraceHeader' is invalid. You must use String.",
  ],
  ["MessageSystemAttributes.StringValue", system(text("")), INVALID, empty("system", "AWSTraceHeader", "String")],
  [
    "MessageSystemAttributes.StringValue",
    system(text("a\u0000")),
    INVALID,
    "The value of message (system) attribute 'AWSTraceHeader' contains invalid characters.",
  ],
  [
    "MessageSystemAttributes.BinaryValue",
    system({ BinaryValue: Uint8Array.of(1), DataType: "String" }),
    INVALID,
    empty("system", "AWSTraceHeader", "String"),
  ],
  ["MessageSystemAttributes.StringListValues", system({ DataType: "String", StringListValues: ["a"] }), ...LISTS],
  [
    "MessageSystemAttributes.BinaryListValues",
    system({ DataType: "String", BinaryListValues: [Uint8Array.of(1)] }),
    ...LISTS,
  ],
];

const NO_ID =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const TOO_LONG = "Reason: Message must be shorter than 1024 bytes.";
const message = (members: object) => ({ QueueUrl: STANDARD, MessageBody: "body", ...members });

/** What only SendMessage refuses so: a batch words it otherwise, or fails as a whole. */
const MESSAGES_SENT: readonly BadInput[] = [
  [
    "SendMessage",
    "MessageBody",
    message({ MessageBody: "é".repeat(513) }),
    INVALID,
    `One or more parameters are invalid. ${TOO_LONG}`,
  ],
  // Attributes count.
  [
    "SendMessage",
    "MessageAttributes",
    message({ MessageBody: "é".repeat(506), MessageAttributes: named("abcdef") }),
    INVALID,
    `One or more parameters are invalid. ${TOO_LONG}`,
  ],
  ["SendMessage", "MessageGroupId", message({ QueueUrl: FIFO }), MISSING, missing("MessageGroupId")],
  ["SendMessage", "MessageDeduplicationId", message({ QueueUrl: FIFO, MessageGroupId: "g" }), INVALID, NO_ID],
  [
    "SendMessage",
    "MessageDeduplicationId",
    message({ QueueUrl: FIFO, MessageGroupId: "g", MessageDeduplicationId: "a b" }),
    INVALID,
    value("MessageDeduplicationId", "a b", badToken("MessageDeduplicationId")),
  ],
  [
    "SendMessage",
    "DelaySeconds",
    message({ QueueUrl: DEDUPLICATING, MessageGroupId: "g", DelaySeconds: 2 }),
    INVALID,
    value("DelaySeconds", 2, "The request include parameter that is not valid for this queue type."),
  ],
];

const BATCH_ID =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
const entry = (Id: string, members: object = {}) => ({ Id, MessageBody: "b", ReceiptHandle: "h", ...members });
const NO_NAMED_ID = { MessageBody: "b", ReceiptHandle: "h" };

/** What fails a batch of any kind as a whole. */
const ENVELOPES = (["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"] as const).flatMap(
  (operation): readonly BadInput[] => {
    const batch = (Entries: readonly object[]) => ({ QueueUrl: STANDARD, Entries });
    return [
      [operation, "Entries", { QueueUrl: STANDARD }, MISSING, missing("Entries")],
      [
        operation,
        "Entries",
        batch([]),
        "EmptyBatchRequest",
        `There should be at least one ${operation}RequestEntry in the request.`,
      ],
      [
        operation,
        "Entries",
        batch(Array.from({ length: 11 }, (_, index) => entry(`e${index}`))),
        "TooManyEntriesInBatchRequest",
        "Maximum number of entries per request are 10. You have sent 11.",
      ],
      [operation, "Entries.Id", batch([entry("a"), entry("a")]), "BatchEntryIdsNotDistinct", "Id a repeated."],
      [operation, "Entries.Id", batch([entry("a b")]), "InvalidBatchEntryId", BATCH_ID],
      [operation, "Entries.Id", batch([entry("")]), "InvalidBatchEntryId", BATCH_ID],
      [operation, "Entries.Id", batch([entry("a".repeat(81))]), "InvalidBatchEntryId", BATCH_ID],
      [operation, "Entries.Id", batch([entry("a"), NO_NAMED_ID]), MISSING, missing(`${operation}RequestEntry.2.Id`)],
    ];
  },
);

const BATCHES: readonly BadInput[] = [
  [
    "SendMessageBatch",
    "Entries",
    { QueueUrl: STANDARD, Entries: [entry("a", { MessageBody: "x".repeat(1_048_577) })] },
    "BatchRequestTooLong",
    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  ],
  [
    "SendMessageBatch",
    "Entries.MessageGroupId",
    { QueueUrl: DEDUPLICATING, Entries: [entry("a", { MessageGroupId: "g" }), entry("b")] },
    INVALID,
    missing("MessageGroupId"),
  ],
  [
    "SendMessageBatch",
    "Entries.MessageDeduplicationId",
    {
      QueueUrl: FIFO,
      Entries: [entry("a", { MessageGroupId: "g", MessageDeduplicationId: "d" }), entry("b", { MessageGroupId: "g" })],
    },
    INVALID,
    NO_ID,
  ],
  [
    "SendMessageBatch",
    "Entries.MessageBody",
    {
      QueueUrl: DEDUPLICATING,
      Entries: [
        entry("a", { MessageGroupId: "g" }),
        entry("b", { MessageGroupId: "g", MessageBody: "x".repeat(1_025) }),
      ],
    },
    INVALID,
    `One or more parameters cannot be validated. ${TOO_LONG}`,
  ],
];

/** Worded otherwise than for SendMessage. */
export const SENT_ENTRIES: readonly BadEntry[] = [
  [
    "SendMessageBatch",
    "MessageBody",
    { MessageBody: "x".repeat(1_025) },
    "InvalidParameterValue",
    `One or more parameters cannot be validated. ${TOO_LONG}`,
  ],
];

export const SENDING: readonly BadInput[] = [...MESSAGES_SENT, ...ENVELOPES, ...BATCHES];
