/** A look into a queue in the form in which ReceiveMessage hands messages out. Nothing changes by it. */
import type { ReadScope } from "../../platform/scope.ts";
import type { Message, MessageAttributeValue } from "../../schema/generated/sqs.ts";
import { attributesDigest, bodyDigest } from "./message/digest.ts";
import { type PeekedAttribute, type PeekedMessage, peekQueue } from "./peek.ts";

/** Which messages are shown beside those that a receive could take. */
export interface Shown {
  /** Those in flight, and those of a FIFO queue that have to wait for one in flight. */
  readonly invisible: boolean;
  readonly delayed: boolean;
}

/** The oldest messages of a queue, at most `limit`; undefined when there is no such queue in the scope's region. */
export function lookAsReceived(
  at: ReadScope,
  queueUrl: string,
  { shown, limit }: { readonly shown: Shown; readonly limit: number },
): readonly Message[] | undefined {
  const isShown = ({ state, heldBy }: PeekedMessage): boolean => {
    if (state === "delayed") return shown.delayed;
    return shown.invisible || (state === "visible" && heldBy === undefined);
  };
  return peekQueue(at, queueUrl, Infinity)
    ?.filter(isShown)
    .slice(0, limit)
    .map((message) => asReceived(message, shown));
}

function asReceived(
  { messageId, body, state, heldBy, attributes, messageAttributes }: PeekedMessage,
  shown: Shown,
): Message {
  const values = Object.entries(messageAttributes).map(([name, given]) => ({ name, value: valueOf(given) }));
  const digest = attributesDigest(
    values.map(({ name, value: { DataType: dataType, BinaryValue, StringValue = "" } }) => {
      return { name, dataType, value: BinaryValue ?? StringValue };
    }),
  );
  const isVisible = state === "visible" && heldBy === undefined;
  return {
    MessageId: messageId,
    ReceiptHandle: RECEIPT_HANDLE,
    MD5OfBody: bodyDigest(body),
    Body: body,
    // LocalStack's two are none of AWS's attributes.
    Attributes: {
      ...attributes,
      ...(shown.invisible ? { IsVisible: String(isVisible) } : {}),
      ...(shown.delayed ? { IsDelayed: String(state === "delayed") } : {}),
    } as NonNullable<Message["Attributes"]>,
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(values.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(values.map(({ name, value }) => [name, value])) }),
  };
}

/** What LocalStack gives in place of a handle: nothing can be done with it, since nothing was received. */
const RECEIPT_HANDLE = "SQS/BACKDOOR/ACCESS";

function valueOf({ DataType, StringValue, BinaryValue }: PeekedAttribute): MessageAttributeValue {
  if (BinaryValue === undefined) return { DataType, StringValue };
  return { DataType, BinaryValue: Buffer.from(BinaryValue, "base64") };
}
