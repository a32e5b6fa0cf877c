/** Effects that hand an event's end on: the record to a destination, the event itself to a dead-letter target. */
import { parseArn, type Arn } from "../../../kernel/arn.ts";
import type { AsyncScope, CallAs } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { functionArn } from "../function/function-name.ts";
import { emitFigures } from "../invocation/function-metrics.ts";
import { newTraceId, traceHeader } from "../invocation/trace-header.ts";
import { queueUrlOf } from "../mapping/queue.ts";

export const DELIVER_RECORD = "lambda.deliver-record";
export const SEND_DEAD_LETTER = "lambda.send-dead-letter";

interface HandedOn {
  readonly functionName: string;
  readonly qualifier: string;
  /** The lineage record of the event's end. */
  readonly cause: string;
  readonly body: string;
}

export interface RecordDelivery extends HandedOn {
  readonly destination: string;
  /** What the record is called where the destination is a bucket. */
  readonly objectKey: string;
}

export interface DeadLetter extends HandedOn {
  readonly target: string;
  readonly requestId: string;
  readonly error?: { readonly code: string; readonly message: string };
}

type Attributes = Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;

/** Effect: sends the invocation record to a queue, a topic, a function or a bucket. */
export async function deliverRecord(delivery: RecordDelivery, at: AsyncScope): Promise<void> {
  const isDelivered = await handOn(
    delivery,
    { target: delivery.destination, attributes: {}, objectKey: delivery.objectKey },
    at,
  );
  if (!isDelivered) count("DestinationDeliveryFailures", delivery, at);
}

/** Effect: sends the event to the dead-letter queue or topic of its function. */
export async function sendDeadLetter(letter: DeadLetter, at: AsyncScope): Promise<void> {
  const { requestId, error, target } = letter;
  const attributes: Attributes = {
    RequestID: { DataType: "String", StringValue: requestId },
    ...(error === undefined
      ? {}
      : {
          ErrorCode: { DataType: "Number", StringValue: error.code },
          ErrorMessage: { DataType: "String", StringValue: error.message },
        }),
  };
  const isDelivered = await handOn(letter, { target, attributes }, at);
  if (!isDelivered) count("DeadLetterErrors", letter, at);
}

function count(metric: string, { functionName: name, qualifier }: HandedOn, at: AsyncScope): void {
  emitFigures([[metric, 1]], { name, qualifier }, at);
}

interface Sent {
  readonly target: string;
  readonly attributes: Attributes;
  readonly objectKey?: string;
}

/** Sends, and tells what became of it. Lambda documents no further try of a delivery that is refused. */
async function handOn(
  { functionName, body, cause }: HandedOn,
  { target, attributes, objectKey = "" }: Sent,
  at: AsyncScope,
): Promise<boolean> {
  const scope = at.within({ cause });
  const arn = parseArn(target);
  try {
    if (arn === undefined) return false;
    // The ARN of a bucket names neither: it is the function's own.
    const { account = at.account, region = at.region } = arn.service === "s3" ? {} : arn;
    const sourceArn = functionArn(at, functionName);
    const as = { principal: "lambda.amazonaws.com", sourceArn, asRole: true, account, region };
    await send({ arn, target, body, attributes, objectKey }, as, scope);
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    scope.record({ kind: "lambda.delivery", resource: target, outcome: "failed", reason: error.message });
    return false;
  }
}

async function send(
  what: Required<Sent> & { readonly arn: Arn; readonly body: string },
  as: CallAs,
  at: AsyncScope,
): Promise<void> {
  const { arn, target, body, attributes, objectKey } = what;
  const extra = Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes };
  if (arn.service === "sqs") {
    const header = traceHeader(newTraceId(at.clock.now(), at.random), at.cause, at.random);
    const system = { AWSTraceHeader: { DataType: "String", StringValue: header } };
    const QueueUrl = queueUrlOf(target, at);
    await at.call(SQS.SendMessage, { QueueUrl, MessageBody: body, MessageSystemAttributes: system, ...extra }, as);
  } else if (arn.service === "sns") {
    await at.call(SNS.Publish, { TopicArn: target, Message: body, ...extra }, as);
  } else if (arn.service === "s3") {
    const object = { Bucket: arn.resource, Key: objectKey, ContentType: "application/octet-stream" };
    await at.call(S3.PutObject, { ...object, Body: oneChunk(body) }, as);
  } else {
    await at.call(Lambda.Invoke, { FunctionName: target, InvocationType: "Event", Payload: Buffer.from(body) }, as);
  }
}

async function* oneChunk(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}
