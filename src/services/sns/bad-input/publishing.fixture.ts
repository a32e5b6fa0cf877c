/** What is refused of messages, alone and in batches. */
import {
  absent,
  BASED,
  type BadInput,
  type BadMessage,
  constraint,
  FIFO,
  INVALID,
  INVALID_VALUE,
  MISSING_TOPIC,
  NARROW,
  TOPIC,
  tooShort,
  VALIDATION,
} from "./bad-input.fixture.ts";

const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
const attribute = (value: object, name = "attr1") => ({ MessageAttributes: { [name]: value } });
const badToken = (name: string) =>
  `Invalid parameter: ${name} Reason: The ${name} parameter must be 1 to 128 alphanumeric or punctuation characters`;
const badType =
  "The message attribute 'attr1' has an invalid message attribute type, " +
  "the set of supported type prefixes is Binary, Number, and String.";
const empty = (type: string) =>
  `The message attribute 'attr1' must contain non-empty message attribute value for message attribute type '${type}'.`;
const mustUse = (type: string, field: string) =>
  `The message attribute 'attr1' with type '${type}' must use field '${field}'.`;
const strange = (code: string) =>
  `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. ` +
  "Can only include alphanumeric characters, hyphens, underscores, or dots.";

/** Of a standard topic; each of them fails a batch as a whole. */
export const MESSAGES: readonly BadMessage[] = [
  [
    "MessageStructure",
    { MessageStructure: "json" },
    INVALID,
    "Invalid parameter: Message Structure - JSON message body failed to parse",
  ],
  ...['{"sqs":"x"}', '{"default":{}}', '{"default":null}', "[]", "1", "null", '"default"'].map(
    (Message): BadMessage => [
      "MessageStructure",
      { MessageStructure: "json", Message },
      INVALID,
      "Invalid parameter: Message Structure - No default entry in JSON message body",
    ],
  ),
  ["MessageStructure", { MessageStructure: "xml" }, INVALID, "Invalid parameter: MessageStructure"],
  [
    "MessageDeduplicationId",
    { MessageDeduplicationId: "x" },
    INVALID,
    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  ],
  ...["", "a b", "é", "g".repeat(129)].flatMap((token): readonly BadMessage[] => [
    ["MessageGroupId", { MessageGroupId: token }, INVALID, badToken("MessageGroupId")],
    ["MessageDeduplicationId", { MessageDeduplicationId: token }, INVALID, badToken("MessageDeduplicationId")],
  ]),
  ["MessageAttributes", attribute(text("x"), "a^"), INVALID_VALUE, strange("5E")],
  ["MessageAttributes", attribute(text("x"), "a\u{1f600}"), INVALID_VALUE, strange("1F600")],
  [
    "MessageAttributes",
    attribute(text("x"), ".a"),
    INVALID_VALUE,
    "Invalid message attribute name starting with character '.' was found.",
  ],
  [
    "MessageAttributes",
    attribute(text("x"), "a."),
    INVALID_VALUE,
    "Invalid message attribute name ending with character '.' was found.",
  ],
  [
    "MessageAttributes",
    attribute(text("x"), "a..b"),
    INVALID_VALUE,
    "Message attribute name can not have successive '.' character.",
  ],
  [
    "MessageAttributes",
    attribute(text("x"), "a".repeat(257)),
    INVALID_VALUE,
    "Length of message attribute name must be less than 256 bytes.",
  ],
  [
    "MessageAttributes",
    attribute(text("x"), ""),
    INVALID_VALUE,
    "Length of message attribute name must be greater than 0 bytes.",
  ],
  ...["String.", "Stringprefixed", "string", "", "Text", "Binary.", ".String"].map((type): BadMessage => [
    "MessageAttributes.DataType",
    attribute(text("x", type)),
    INVALID_VALUE,
    badType,
  ]),
  ["MessageAttributes.StringValue", attribute({ DataType: "String" }), INVALID_VALUE, empty("String")],
  ...["String", "Number", "String.Array", "String.prefixed"].map((type): BadMessage => [
    "MessageAttributes.StringValue",
    attribute(text("", type)),
    INVALID_VALUE,
    empty(type),
  ]),
  ["MessageAttributes.StringValue", attribute(text("x", "Binary")), INVALID_VALUE, mustUse("Binary", "Binary")],
  [
    "MessageAttributes.StringValue",
    attribute(text("\u{1f600}")),
    INVALID,
    "Invalid parameter: The message attribute 'attr1' contains a character that is not supported",
  ],
  ...["String", "Number"].map((DataType): BadMessage => [
    "MessageAttributes.BinaryValue",
    attribute({ DataType, BinaryValue: Uint8Array.of(1) }),
    INVALID_VALUE,
    mustUse(DataType, "String"),
  ]),
  [
    "MessageAttributes.BinaryValue",
    attribute({ DataType: "Binary", BinaryValue: new Uint8Array() }),
    INVALID_VALUE,
    empty("Binary"),
  ],
];

const SUBJECTS = ["", "a\nb", "a\tb", "\u007f", "x".repeat(101)];

/** What fails alone in a batch, with the code and sentence of Publish. */
export const ALONE: readonly BadMessage[] = [
  ["Message", { Message: "" }, INVALID, "Invalid parameter: Empty message"],
  ...SUBJECTS.map((Subject): BadMessage => ["Subject", { Subject }, INVALID, "Invalid parameter: Subject"]),
];

const alone = ([member, given, code, message]: BadMessage): BadInput => [
  "Publish",
  member,
  { TopicArn: TOPIC, Message: "m", ...given },
  code,
  message,
];
const publishing = (member: string, given: object, message: string) => alone([member, given, INVALID, message]);

const NO_GROUP = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
const NO_ID =
  "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

const PUBLISHED: readonly BadInput[] = [
  [
    "Publish",
    "TopicArn",
    { Message: "m" },
    INVALID,
    "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
  ],
  publishing(
    "TargetArn",
    { TargetArn: TOPIC },
    "Invalid parameter: TopicArn or TargetArn Reason: only one of them can be used",
  ),
  ["Publish", "TargetArn", { TargetArn: "plain", Message: "m" }, INVALID, tooShort("TargetArn", 1)],
  [
    "Publish",
    "PhoneNumber",
    { PhoneNumber: "+1a234", Message: "m" },
    INVALID,
    "Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to",
  ],
  [
    "Publish",
    "TargetArn",
    { TargetArn: TOPIC.replace("us-east-1", "eu-west-1"), Message: "m" },
    INVALID,
    "Invalid parameter: TargetArn",
  ],
  ["Publish", "TargetArn", { TargetArn: MISSING_TOPIC, Message: "m" }, "NotFound", "Topic does not exist"],
  publishing("Message", { Message: "x".repeat(262_145) }, "Invalid parameter: Message too long"),
  publishing("Message", { TopicArn: NARROW, Message: "é".repeat(513) }, "Invalid parameter: Message too long"),
  // Names, types and values of attributes count.
  publishing(
    "MessageAttributes",
    { TopicArn: NARROW, Message: "x".repeat(1_012), ...attribute(text("xx")) },
    "Invalid parameter: Message too long",
  ),
  alone([
    "MessageAttributes.DataType",
    attribute({ StringValue: "x" }),
    VALIDATION,
    absent("messageAttributes.attr1.member.dataType"),
  ]),
  alone([
    "MessageAttributes.BinaryValue",
    attribute({ DataType: "Binary", BinaryValue: "no base64" }),
    "MalformedInput",
    'For input string: "no base64"',
  ]),
  publishing("MessageGroupId", { TopicArn: FIFO }, NO_GROUP),
  publishing("MessageGroupId", { TopicArn: BASED, MessageGroupId: "a b" }, badToken("MessageGroupId")),
  publishing("MessageDeduplicationId", { TopicArn: FIFO, MessageGroupId: "g" }, NO_ID),
  publishing(
    "MessageDeduplicationId",
    { TopicArn: FIFO, MessageGroupId: "g", MessageDeduplicationId: "a b" },
    badToken("MessageDeduplicationId"),
  ),
];

const batch = ([member, entries, code, message]: readonly [string, readonly object[], string, string]): BadInput => [
  "PublishBatch",
  member === "" ? "PublishBatchRequestEntries" : `PublishBatchRequestEntries.${member}`,
  { TopicArn: TOPIC, PublishBatchRequestEntries: entries },
  code,
  message,
];
const ENTRY = "publishBatchRequestEntries.1.member";
const IMPERMISSIBLE = "The Id of a batch entry in the batch request contains an impermissible character: ";
const LONG_ID = "x".repeat(81);

/** What fails a batch as a whole. */
const BATCHES: readonly BadInput[] = [
  batch([
    "",
    [],
    VALIDATION,
    constraint("'[]' at 'publishBatchRequestEntries'", "Member must have length greater than or equal to 1"),
  ]),
  batch([
    "",
    Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, Message: "m" })),
    "TooManyEntriesInBatchRequest",
    "The batch request contains more entries than permissible.",
  ]),
  batch([
    "",
    ["a", "b"].map((Id) => ({ Id, Message: "x".repeat(200_000) })),
    "BatchRequestTooLong",
    "The length of all the messages put together is more than the limit.",
  ]),
  batch(["Id", [{ Message: "m" }], VALIDATION, absent(`${ENTRY}.id`)]),
  batch([
    "Id",
    [
      { Id: "a", Message: "m" },
      { Id: "a", Message: "m" },
    ],
    "BatchEntryIdsNotDistinct",
    "Two or more batch entries in the request have the same Id.",
  ]),
  ...["message.id", "a b", ""].map((Id) =>
    batch(["Id", [{ Id, Message: "m" }], "InvalidBatchEntryId", `${IMPERMISSIBLE}${Id}`]),
  ),
  batch([
    "Id",
    [{ Id: LONG_ID, Message: "m" }],
    "InvalidBatchEntryId",
    `The Id of a batch entry in the batch request is too long: ${LONG_ID}`,
  ]),
  batch(["Message", [{ Id: "a" }], VALIDATION, absent(`${ENTRY}.message`)]),
  batch([
    "MessageAttributes.DataType",
    [{ Id: "a", Message: "m", ...attribute({ StringValue: "x" }) }],
    VALIDATION,
    absent(`${ENTRY}.messageAttributes.attr1.member.dataType`),
  ]),
  ...(
    [
      [FIFO, {}, "MessageGroupId", NO_GROUP],
      [FIFO, { MessageGroupId: "g" }, "MessageDeduplicationId", NO_ID],
    ] as const
  ).map(([TopicArn, members, member, message]): BadInput => [
    "PublishBatch",
    `PublishBatchRequestEntries.${member}`,
    { TopicArn, PublishBatchRequestEntries: [{ Id: "a", Message: "m", ...members }] },
    INVALID,
    message,
  ]),
  ...MESSAGES.map(([member, members, code, message]) =>
    // What is good in the batch is not published either.
    batch([
      member,
      [
        { Id: "good", Message: "m" },
        { Id: "bad", Message: "m", ...members },
      ],
      code,
      message,
    ]),
  ),
];

export const PUBLISHING: readonly BadInput[] = [...PUBLISHED, ...[...MESSAGES, ...ALONE].map(alone), ...BATCHES];
