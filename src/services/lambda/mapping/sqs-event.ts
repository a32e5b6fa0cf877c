/** The event that a batch of messages becomes: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
import type { Message, MessageAttributeValue } from "../../../schema/generated/sqs.ts";

/** A message as a function sees it. */
export interface SqsEventRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: NonNullable<Message["Attributes"]>;
  readonly messageAttributes: Readonly<Record<string, SqsEventAttribute>>;
  readonly md5OfMessageAttributes: string | null | undefined;
  readonly md5OfBody: string;
  readonly eventSource: "aws:sqs";
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

interface SqsEventAttribute {
  readonly stringValue?: string;
  readonly binaryValue?: string;
  readonly stringListValues: readonly string[];
  readonly binaryListValues: readonly string[];
  readonly dataType: string;
}

/** Where the message comes from, and whether its mapping gathers over a window. */
export interface EventSource {
  readonly queueArn: string;
  readonly region: string;
  readonly hasWindow: boolean;
}

/** The message as it goes into the event; what is undefined in it is left out there. */
export function sqsEventRecord(message: Message, source: EventSource): SqsEventRecord {
  const { MD5OfMessageAttributes: md5, MessageAttributes: attributes } = message;
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: message.Attributes ?? {},
    messageAttributes: attributes === undefined ? {} : eventAttributes(attributes),
    // Recorded from AWS: without attributes the hash is null where there is a window, and absent where there is none.
    md5OfMessageAttributes: md5 ?? (source.hasWindow ? null : undefined),
    md5OfBody: message.MD5OfBody ?? "",
    eventSource: "aws:sqs",
    eventSourceARN: source.queueArn,
    awsRegion: source.region,
  };
}

function eventAttributes(attributes: NonNullable<Message["MessageAttributes"]>): Record<string, SqsEventAttribute> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: MessageAttributeValue): SqsEventAttribute {
  return {
    ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
    ...(value.BinaryValue === undefined ? {} : { binaryValue: Buffer.from(value.BinaryValue).toString("base64") }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType,
  };
}
