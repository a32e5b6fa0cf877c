/** What is refused of receives, of receipt handles, and of move tasks. */
import {
  ARN,
  type BadEntry,
  type BadInput,
  badToken,
  DEAD,
  FIFO,
  INVALID,
  missing,
  MISSING,
  STANDARD,
  value,
  type World,
} from "./bad-input.fixture.ts";

const receive = (members: object) => ({ QueueUrl: STANDARD, ...members });
const COUNT = "Must be between 1 and 10, if provided.";
const WAIT = "Must be >= 0 and <= 20, if provided.";
const TIMEOUT = "VisibilityTimeout must be an integer between 0 and 43200.";
const unknown = (name: string): [string, string] => ["InvalidAttributeName", `Unknown Attribute ${name}.`];

const RECEIVES: readonly BadInput[] = [
  ...[0, 11].map((count): BadInput => [
    "ReceiveMessage",
    "MaxNumberOfMessages",
    receive({ MaxNumberOfMessages: count }),
    INVALID,
    value("MaxNumberOfMessages", count, COUNT),
  ]),
  ...[-1, 21].map((seconds): BadInput => [
    "ReceiveMessage",
    "WaitTimeSeconds",
    receive({ WaitTimeSeconds: seconds }),
    INVALID,
    value("WaitTimeSeconds", seconds, WAIT),
  ]),
  ...[-85, 43_201].map((seconds): BadInput => [
    "ReceiveMessage",
    "VisibilityTimeout",
    receive({ VisibilityTimeout: seconds }),
    INVALID,
    value("VisibilityTimeout", seconds, TIMEOUT),
  ]),
  ["ReceiveMessage", "AttributeNames", receive({ AttributeNames: ["Foobar"] }), ...unknown("Foobar")],
  [
    "ReceiveMessage",
    "MessageSystemAttributeNames",
    receive({ MessageSystemAttributeNames: ["All", "Foobar"] }),
    ...unknown("Foobar"),
  ],
  [
    "ReceiveMessage",
    "ReceiveRequestAttemptId",
    receive({ ReceiveRequestAttemptId: "try" }),
    INVALID,
    value(
      "ReceiveRequestAttemptId",
      "try",
      "The request include parameter ReceiveRequestAttemptId which is not valid for this queue type",
    ),
  ],
  [
    "ReceiveMessage",
    "ReceiveRequestAttemptId",
    receive({ QueueUrl: FIFO, ReceiveRequestAttemptId: "a b" }),
    INVALID,
    value("ReceiveRequestAttemptId", "a b", badToken("ReceiveRequestAttemptId")),
  ],
];

const NO_HANDLE = [
  "ReceiptHandleIsInvalid",
  'The input receipt handle "garbage" is not a valid receipt handle.',
] as const;
const TOTAL = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";

/** Inputs whose answer names a handle, which is known once the message has been received. */
export const goneMessage = ({ goneHandle }: World): string =>
  value("ReceiptHandle", goneHandle, "Message does not exist or is not available for visibility timeout change.");

const change =
  (VisibilityTimeout: number) =>
  ({ handle }: World) => ({ QueueUrl: STANDARD, ReceiptHandle: handle, VisibilityTimeout });

const HANDLES: readonly BadInput[] = [
  ["DeleteMessage", "ReceiptHandle", { QueueUrl: STANDARD }, MISSING, missing("ReceiptHandle")],
  ["DeleteMessage", "ReceiptHandle", { QueueUrl: STANDARD, ReceiptHandle: "garbage" }, ...NO_HANDLE],
  [
    "ChangeMessageVisibility",
    "ReceiptHandle",
    { QueueUrl: STANDARD, VisibilityTimeout: 1 },
    MISSING,
    missing("ReceiptHandle"),
  ],
  [
    "ChangeMessageVisibility",
    "ReceiptHandle",
    { QueueUrl: STANDARD, ReceiptHandle: "garbage", VisibilityTimeout: 1 },
    ...NO_HANDLE,
  ],
  [
    "ChangeMessageVisibility",
    "VisibilityTimeout",
    ({ handle }) => ({ QueueUrl: STANDARD, ReceiptHandle: handle }),
    MISSING,
    missing("VisibilityTimeout"),
  ],
  ...[-85, 43_201].map((seconds): BadInput => [
    "ChangeMessageVisibility",
    "VisibilityTimeout",
    change(seconds),
    INVALID,
    value("VisibilityTimeout", seconds, TIMEOUT),
  ]),
  // It has been in flight for a minute.
  ["ChangeMessageVisibility", "VisibilityTimeout", change(43_141), INVALID, value("VisibilityTimeout", 43_141, TOTAL)],
];

const BAD_HANDLE = ["ReceiptHandleIsInvalid", 'The input receipt handle "dummy2" is not valid.'] as const;

export const RECEIVED_ENTRIES: readonly BadEntry[] = [
  ["DeleteMessageBatch", "ReceiptHandle", {}, "MissingParameter", missing("ReceiptHandle")],
  ["DeleteMessageBatch", "ReceiptHandle", { ReceiptHandle: "dummy2" }, ...BAD_HANDLE],
  [
    "ChangeMessageVisibilityBatch",
    "ReceiptHandle",
    { VisibilityTimeout: 1 },
    "MissingParameter",
    missing("ReceiptHandle"),
  ],
  ["ChangeMessageVisibilityBatch", "ReceiptHandle", { ReceiptHandle: "dummy2", VisibilityTimeout: 1 }, ...BAD_HANDLE],
  [
    "ChangeMessageVisibilityBatch",
    "ReceiptHandle",
    ({ goneHandle }) => ({ ReceiptHandle: goneHandle, VisibilityTimeout: 1 }),
    "InvalidParameterValue",
    goneMessage,
  ],
  [
    "ChangeMessageVisibilityBatch",
    "VisibilityTimeout",
    ({ handle }) => ({ ReceiptHandle: handle }),
    "MissingParameter",
    missing("ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout"),
  ],
  [
    "ChangeMessageVisibilityBatch",
    "VisibilityTimeout",
    ({ handle }) => ({ ReceiptHandle: handle, VisibilityTimeout: 43_201 }),
    "InvalidParameterValue",
    value("VisibilityTimeout", 43_201, TIMEOUT),
  ],
];

const SourceArn = `${ARN}:${DEAD}`;
const notThere = (name: string): [string, string] => [
  "ResourceNotFoundException",
  `The resource that you specified for the ${name} parameter doesn't exist.`,
];
const taskHandle = (sourceArn: string) => Buffer.from(JSON.stringify({ taskId: "x", sourceArn })).toString("base64");

const MOVE_TASKS: readonly BadInput[] = [
  ["StartMessageMoveTask", "SourceArn", {}, MISSING, missing("SourceArn")],
  ["StartMessageMoveTask", "SourceArn", { SourceArn: `${ARN}:nowhere` }, ...notThere("SourceArn")],
  ["StartMessageMoveTask", "SourceArn", { SourceArn: "dead" }, ...notThere("SourceArn")],
  [
    "StartMessageMoveTask",
    "SourceArn",
    { SourceArn: `${ARN}:q` },
    INVALID,
    "Source queue must be configured as a Dead Letter Queue.",
  ],
  [
    "StartMessageMoveTask",
    "DestinationArn",
    { SourceArn, DestinationArn: `${ARN}:nowhere` },
    ...notThere("DestinationArn"),
  ],
  [
    "StartMessageMoveTask",
    "DestinationArn",
    { SourceArn, DestinationArn: SourceArn },
    INVALID,
    "Source queue arn and destination queue arn cannot be the same.",
  ],
  [
    "StartMessageMoveTask",
    "DestinationArn",
    { SourceArn, DestinationArn: `${ARN}:q.fifo` },
    INVALID,
    "The source queue and the destination queue must be of the same type.",
  ],
  ...[0, 501].map((rate): BadInput => [
    "StartMessageMoveTask",
    "MaxNumberOfMessagesPerSecond",
    { SourceArn, MaxNumberOfMessagesPerSecond: rate },
    INVALID,
    value("MaxNumberOfMessagesPerSecond", rate, "Must be between 1 and 500, if provided."),
  ]),
  ["ListMessageMoveTasks", "SourceArn", {}, MISSING, missing("SourceArn")],
  ["ListMessageMoveTasks", "SourceArn", { SourceArn: `${ARN}:nowhere` }, ...notThere("SourceArn")],
  ...[0, 11].map((most): BadInput => [
    "ListMessageMoveTasks",
    "MaxResults",
    { SourceArn, MaxResults: most },
    INVALID,
    value("MaxResults", most, "Must be between 1 and 10, if provided."),
  ]),
  ["CancelMessageMoveTask", "TaskHandle", {}, MISSING, missing("TaskHandle")],
  [
    "CancelMessageMoveTask",
    "TaskHandle",
    { TaskHandle: "garbage" },
    INVALID,
    "Value for parameter TaskHandle is invalid.",
  ],
  ["CancelMessageMoveTask", "TaskHandle", { TaskHandle: taskHandle(`${ARN}:nowhere`) }, ...notThere("SourceArn")],
  [
    "CancelMessageMoveTask",
    "TaskHandle",
    { TaskHandle: taskHandle(SourceArn) },
    "ResourceNotFoundException",
    "Task does not exist.",
  ],
];

export const RECEIVING: readonly BadInput[] = [...RECEIVES, ...HANDLES, ...MOVE_TASKS];
