/** A look into a queue as the JSON that LocalStack makes of the XML of ReceiveMessage, for clients that accept JSON. */
import type { WireResponse } from "../../protocol/wire.ts";
import type { Message, MessageAttributeValue } from "../../schema/generated/sqs.ts";

/** Elements that come once are themselves, and several of a name are a list; what is empty is null. */
export function queueLookJson(messages: readonly Message[], requestId: string): WireResponse {
  const result = messages.length === 0 ? null : { Message: oneOrMany(messages.map(element)) };
  const tree = {
    ReceiveMessageResponse: { ReceiveMessageResult: result, ResponseMetadata: { RequestId: requestId } },
  };
  const headers = { "x-amzn-requestid": requestId, "content-type": "application/json" };
  return { status: 200, headers, body: JSON.stringify(tree) };
}

function element({ Attributes = {}, MessageAttributes, ...message }: Message): object {
  const attributes = Object.entries(Attributes).map(([Name, Value]) => ({ Name, Value }));
  const values = Object.entries(MessageAttributes ?? {}).map(([Name, value]) => ({ Name, Value: valueElement(value) }));
  return {
    ...message,
    Attribute: oneOrMany(attributes),
    ...(values.length === 0 ? {} : { MessageAttribute: oneOrMany(values) }),
  };
}

function valueElement({ BinaryValue, ...value }: MessageAttributeValue): object {
  return BinaryValue === undefined ? value : { ...value, BinaryValue: Buffer.from(BinaryValue).toString("base64") };
}

function oneOrMany<T>(items: readonly T[]): T | readonly T[] {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : items;
}
