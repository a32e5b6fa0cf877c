/** Everything that SQS refuses, member by member of its model: AWS's code and sentence, and nothing is changed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AWS_JSON } from "../../protocol/aws-json.ts";
import type { ServiceError } from "../../platform/service-error.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { inputMembers, inputOf } from "../../../tests/harness/input-members.ts";
import {
  type BadEntry,
  type BadInput,
  GRANTING,
  INVALID,
  MISSING,
  STANDARD,
  startWorld,
  type SqsOperation,
  type World,
} from "./bad-input/bad-input.fixture.ts";
import { goneMessage, RECEIVED_ENTRIES, RECEIVING } from "./bad-input/receiving.fixture.ts";
import { MESSAGES, SENDING, SENT_ENTRIES } from "./bad-input/sending.fixture.ts";
import { BESIDE_QUEUE_URL, QUEUES } from "./bad-input/queues.fixture.ts";

let world: World;
let before: unknown;
beforeAll(async () => {
  world = await startWorld();
  before = await everything();
});
afterAll(() => world.cloud.stop());

/** Every row of the store, and what clients are shown of each queue: attributes with counts, and tags. */
async function everything() {
  const { cloud } = world;
  const { QueueUrls = [] } = await cloud.call(SQS.ListQueues, {});
  const shown = QueueUrls.map(async (QueueUrl) => [
    await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] }),
    await cloud.call(SQS.ListQueueTags, { QueueUrl }),
  ]);
  const rows = cloud.store.read((tx) =>
    [...tx.range({ from: "", to: "\xff" })].map(({ key, value }) => [key, Buffer.from(value).toString("latin1")]),
  );
  return { QueueUrls, shown: await Promise.all(shown), rows };
}

const BATCH_CODES: Readonly<Record<string, string>> = {
  [INVALID]: "InvalidParameterValue",
  [MISSING]: "MissingParameter",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

const ALONE: readonly BadInput[] = MESSAGES.map(([member, members, code, message]) => [
  "SendMessage",
  member,
  { QueueUrl: STANDARD, MessageBody: "body", ...members },
  code,
  message,
]);
const IN_BATCHES: readonly BadEntry[] = MESSAGES.map(([member, members, code, message]) => [
  "SendMessageBatch",
  member,
  { MessageBody: "body", ...members },
  BATCH_CODES[code] ?? code,
  message,
]);
const WHOLE: readonly BadInput[] = [...QUEUES, ...SENDING, ...RECEIVING, ...ALONE];
const FAILING_ALONE: readonly BadEntry[] = [...SENT_ENTRIES, ...RECEIVED_ENTRIES, ...IN_BATCHES];

/** Members of which a value of another type is the only bad one, and one of each type: read from JSON, as clients send it. */
const MISTYPED: readonly (readonly [SqsOperation, string, unknown, string])[] = [
  ["ListQueues", "QueueNamePrefix", ["a"], "Unrecognized collection type class java.lang.String"],
  ["UntagQueue", "TagKeys", { a: "b" }, "Start of structure or map found where not expected."],
  ["ReceiveMessage", "MessageAttributeNames", "All", "Expected list or null"],
  ["CreateQueue", "QueueName", { a: "b" }, "Start of structure or map found where not expected."],
  ["CreateQueue", "Attributes", { DelaySeconds: ["1"] }, "Unrecognized collection type class java.lang.String"],
  ["CreateQueue", "Attributes", ["DelaySeconds"], "Start of list found where not expected"],
  ["SendMessage", "DelaySeconds", "1", "STRING_VALUE can not be converted to an Integer"],
];

async function refusalOf(operation: SqsOperation, input: object): Promise<{ code: string; message: string }> {
  const { code, message } = (await world.cloud.callUnchecked(SQS[operation], input).then(
    (output) => expect.unreachable(`it is refused, not answered ${JSON.stringify(output)}`),
    (error: unknown) => error,
  )) as ServiceError;
  return { code, message };
}

const given = (input: object | ((of: World) => object)): object => (typeof input === "function" ? input(world) : input);

/** A row's name: its input, cut where it is long. */
function titled<Row extends readonly [string, string, ...unknown[]]>(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => {
    const input = typeof row[2] === "function" ? "what the cloud gave" : (JSON.stringify(row[2]) ?? "");
    return [`${row[0]} ${row[1]} in ${input.slice(0, 100)}`, row];
  });
}

describe("refuses", () => {
  it.each(titled(WHOLE))("%s", async (_, [operation, , input, code, message]) => {
    expect(await refusalOf(operation, given(input))).toEqual({ code, message });
    expect(await everything()).toEqual(before);
  });

  it("ChangeMessageVisibility of a message that is gone", async () => {
    const input = { QueueUrl: STANDARD, ReceiptHandle: world.goneHandle, VisibilityTimeout: 1 };
    expect(await refusalOf("ChangeMessageVisibility", input)).toEqual({ code: INVALID, message: goneMessage(world) });
  });

  it.each(titled(MISTYPED))("what is no value of its type: %s", (_, [name, member, value, message]) => {
    const operation = SQS.model.operations[name];
    if (operation === undefined) return expect.unreachable(name);
    const body = Buffer.from(JSON.stringify({ [member]: value }));
    const request = { method: "POST", path: "/", query: "", headers: {}, body };
    const read = () => AWS_JSON.readRequest({ model: SQS.model, operation, labels: {} }, request);
    expect(read).toThrow(expect.objectContaining({ code: "SerializationException", message }));
  });

  it.each<SqsOperation>([
    "AddPermission",
    "DeleteQueue",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "TagQueue",
    "UntagQueue",
  ])("%s of another account's queue", async (operation) => {
    const input = { QueueUrl: GRANTING, ...BESIDE_QUEUE_URL[operation] };
    const call = world.cloud.callUnchecked(SQS[operation], input, { account: "111122223333" });
    await expect(call).rejects.toMatchObject({ code: "QueueDoesNotExist" });
    expect(await everything()).toEqual(before);
  });
});

describe("fails alone in a batch", () => {
  it.each(titled(FAILING_ALONE))("%s", async (_, [operation, , members, Code, message]) => {
    const Entries = [{ Id: "bad", ...given(members) }];
    const Message = typeof message === "function" ? message(world) : message;
    expect(await world.cloud.callUnchecked(SQS[operation], { QueueUrl: STANDARD, Entries })).toEqual({
      Successful: [],
      Failed: [{ Id: "bad", SenderFault: true, Code, Message }],
    });
    expect(await everything()).toEqual(before);
  });

  it("an entry without a handle, and the others are carried out", async () => {
    const { cloud, handle } = await startWorld();
    const Entries = [{ Id: "none" }, { Id: "good", ReceiptHandle: handle }];
    const outcome = await cloud.callUnchecked(SQS.DeleteMessageBatch, { QueueUrl: STANDARD, Entries });
    expect(outcome).toMatchObject({ Successful: [{ Id: "good" }], Failed: [{ Id: "none" }] });
    await cloud.stop();
  });
});

describe("the tables", () => {
  const tried = new Set([
    ...WHOLE.map(([operation, member]) => `${operation} ${member}`),
    ...FAILING_ALONE.map(([operation, member]) => `${operation} Entries.${member}`),
    ...MISTYPED.map(([operation, member]) => `${operation} ${member}`),
  ]);
  const known = new Set(Object.keys(SQS.model.operations).flatMap((operation) => inputMembers(SQS.model, operation)));

  it("leave out no member of any input", () => expect([...known].filter((each) => !tried.has(each))).toEqual([]));

  it("name no member that is none", () => expect([...tried].filter((each) => !known.has(each))).toEqual([]));

  it("try each member that is required without it", () => {
    const lacking = (operation: string, member: string): boolean =>
      WHOLE.some(([name, wrong, input]) => name === operation && wrong === member && lacks(given(input), member));
    const left = Object.keys(SQS.model.operations).flatMap((operation) =>
      (inputOf(SQS.model, operation).required ?? [])
        .filter((member) => !lacking(operation, member))
        .map((member) => `${operation} ${member}`),
    );
    expect(left).toEqual([]);
  });
});

function lacks(input: object, member: string): boolean {
  return !Object.entries(input).some(([name, value]) => name === member && value !== undefined);
}
