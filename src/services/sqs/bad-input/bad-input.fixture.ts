/** The form of the tables of bad input, and the cloud that they are tried on: queues with something to lose. */
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";

/** An input that is refused: operation, the member that is wrong, the input, and AWS's code and sentence. */
export type BadInput = readonly [
  operation: SqsOperation,
  member: string,
  input: object | ((world: World) => object),
  code: string,
  message: string,
];

/** A message that a standard queue refuses, sent alone or in a batch, where it fails alone. */
export type BadMessage = readonly [member: string, members: object, code: string, message: string];

/** An entry of a batch that fails alone: what is in it beside its id, and code and sentence in the answer. */
export type BadEntry = readonly [
  operation: "DeleteMessageBatch" | "ChangeMessageVisibilityBatch" | "SendMessageBatch",
  member: string,
  members: object | ((world: World) => object),
  code: string,
  message: string | ((world: World) => string),
];

export type SqsOperation = Exclude<keyof typeof SQS, "model">;

export interface World {
  readonly cloud: TestPlatform;
  /** Of a message of `STANDARD` that has been in flight for a minute. */
  readonly handle: string;
  /** Of a message of `STANDARD` that was deleted. */
  readonly goneHandle: string;
}

export const BASE = "http://127.0.0.1:4566/000000000000";
export const ARN = "arn:aws:sqs:us-east-1:000000000000";
/** Takes messages of 1024 bytes, and has a visible one, one in flight and a delayed one. */
export const STANDARD = `${BASE}/q`;
export const FIFO = `${BASE}/q.fifo`;
/** Takes messages of 1024 bytes and deduplicates by content. */
export const DEDUPLICATING = `${BASE}/content.fifo`;
/** Has a statement `first` in its policy. */
export const GRANTING = `${BASE}/granting`;
/** Has twenty statements in its policy. */
export const CROWDED = `${BASE}/crowded`;
/** The dead-letter queue of `source`. */
export const DEAD = "dead";
export const PURGED = `${BASE}/purged`;
export const DELETED = "deleted";
export const NOWHERE = `${BASE}/nowhere`;

export const INVALID = "InvalidParameterValueException";
export const MISSING = "MissingRequiredParameterException";

/** What is answered to every request that names no queue, or one that is not there. */
export const NO_QUEUE = ["QueueDoesNotExist", "The specified queue does not exist."] as const;

export function value(name: string, given: unknown, reason: string): string {
  return `Value ${String(given)} for parameter ${name} is invalid. Reason: ${reason}`;
}

/** The reason why an id of a message or a receive is refused. */
export function badToken(name: string): string {
  return `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
}

export function missing(name: string): string {
  return `The request must contain the parameter ${name}.`;
}

export async function startWorld(): Promise<World> {
  const cloud = await startTestPlatform({ services: [sqs] });
  const create = (QueueName: string, Attributes: Record<string, string> = {}, tags: Record<string, string> = {}) =>
    cloud.call(SQS.CreateQueue, { QueueName, Attributes, tags });
  await create("q", { MaximumMessageSize: "1024" }, { team: "a" });
  await create("q.fifo", { FifoQueue: "true" });
  await create("content.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true", MaximumMessageSize: "1024" });
  await create(DEAD);
  await create("source", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}:${DEAD}`, maxReceiveCount: 1 }),
  });
  for (const name of ["granting", "crowded", "purged", DELETED]) await create(name);
  const grant = (QueueUrl: string, Label: string) =>
    cloud.call(SQS.AddPermission, { QueueUrl, Label, AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] });
  await grant(GRANTING, "first");
  for (let index = 0; index < 20; index++) await grant(CROWDED, `label-${index}`);
  const handle = await receivedHandle(cloud, "in flight");
  const goneHandle = await receivedHandle(cloud, "gone");
  await cloud.call(SQS.DeleteMessage, { QueueUrl: STANDARD, ReceiptHandle: goneHandle });
  await cloud.call(SQS.SendMessage, { QueueUrl: STANDARD, MessageBody: "delayed", DelaySeconds: 900 });
  await cloud.call(SQS.SendMessage, { QueueUrl: STANDARD, MessageBody: "visible" });
  await cloud.advance(60_000);
  await cloud.call(SQS.PurgeQueue, { QueueUrl: PURGED });
  await cloud.call(SQS.DeleteQueue, { QueueUrl: `${BASE}/${DELETED}` });
  await cloud.settle();
  return { cloud, handle, goneHandle };
}

async function receivedHandle(cloud: TestPlatform, MessageBody: string): Promise<string> {
  await cloud.call(SQS.SendMessage, { QueueUrl: STANDARD, MessageBody });
  const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, {
    QueueUrl: STANDARD,
    VisibilityTimeout: 3_600,
  });
  return message?.ReceiptHandle ?? "";
}
