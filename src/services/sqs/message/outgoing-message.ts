/** What a sender gives, checked against the rules of the queue that it goes to. */
import type { SendMessageBatchRequestEntry } from "../../../schema/generated/sqs.ts";
import { latest } from "../../../kernel/latest.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { invalidMessageContents, invalidParameter, invalidParameterValue, missingParameter } from "../errors.ts";
import { FIXED } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { hasOnlyAllowedCharacters, isMessageToken } from "./characters.ts";
import { contentDeduplicationId } from "./content-deduplication-id.ts";
import { attributesDigest } from "./digest.ts";
import { attributesSizeBytes, checkedAttributes, checkedTraceHeader, normalised } from "./message-attributes.ts";
import type { StoredAttribute } from "./stored-message.ts";

/** The members that SendMessage and the entries of SendMessageBatch share; an entry without a body fails alone. */
export type GivenMessage = Omit<SendMessageBatchRequestEntry, "Id" | "MessageBody"> & {
  readonly MessageBody?: string | undefined;
};

/** A message that may be sent. */
export interface OutgoingMessage {
  readonly body: string;
  /** In the form in which they are stored. */
  readonly attributes: readonly StoredAttribute[];
  /** Of the attributes as they were spelled. */
  readonly attributesDigest: string | undefined;
  readonly traceHeader: string | undefined;
  readonly systemAttributesDigest: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly delaySeconds: number;
  /** Body and message attributes: what limits count. */
  readonly sizeBytes: number;
  /** The trace header too: what the metric SentMessageSize counts. */
  readonly measuredBytes: number;
}

/** AWS words a message that is too long differently in a batch. */
export type SizeSentence = "One or more parameters are invalid." | "One or more parameters cannot be validated.";

/** @throws ServiceError MissingParameter, InvalidParameterValue, InvalidMessageContents */
export function checkMessage(given: GivenMessage, queue: Queue, sizeSentence: SizeSentence): OutgoingMessage {
  if (given.MessageBody === undefined || given.MessageBody === "") throw missingParameter("MessageBody");
  const body = asBefore(given.MessageBody);
  checkTokens(given, queue);
  const delaySeconds = checkedDelay(given.DelaySeconds, queue);
  const asSent = checkedAttributes(given.MessageAttributes);
  const trace = checkedTraceHeader(given.MessageSystemAttributes);
  const sizeBytes = messageSizeBytes(body, asSent);
  if (sizeBytes > queue.settings.maximumMessageSizeBytes) {
    throw invalidParameter(
      `${sizeSentence} Reason: Message must be shorter than ${queue.settings.maximumMessageSizeBytes} bytes.`,
    );
  }
  if (!hasOnlyAllowedCharacters(body)) throw invalidMessageContents();
  const traceHeader = typeof trace?.value === "string" ? trace.value : undefined;
  return {
    body,
    attributes: asSent.map(normalised),
    attributesDigest: attributesDigest(asSent),
    traceHeader,
    systemAttributesDigest: trace === undefined ? undefined : attributesDigest([trace]),
    groupId: given.MessageGroupId,
    deduplicationId: queue.fifo ? (given.MessageDeduplicationId ?? contentDeduplicationId(body)) : undefined,
    delaySeconds,
    sizeBytes,
    measuredBytes: sizeBytes + (trace === undefined ? 0 : attributesSizeBytes([trace])),
  };
}

/**
 * The very text of the message before, where they are equal: what is remembered of that one is then found without
 * comparing the two letter by letter each time.
 */
const asBefore = latest((body: string): string => body);

/** What a message weighs against the limits. System attributes weigh nothing. */
export function messageSizeBytes(body: string, attributes: readonly StoredAttribute[]): number {
  return Buffer.byteLength(body) + attributesSizeBytes(attributes);
}

/** What a FIFO queue demands of each message, in a batch of the whole of it. @throws ServiceError */
export function checkFifoMembers(
  given: GivenMessage,
  queue: Queue,
  missingGroup: (sentence: string) => ServiceError,
): void {
  if (!queue.fifo) return;
  if (given.MessageGroupId === undefined) {
    throw missingGroup("The request must contain the parameter MessageGroupId.");
  }
  if (given.MessageDeduplicationId === undefined && !queue.settings.contentBasedDeduplication) {
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

function checkTokens(given: GivenMessage, queue: Queue): void {
  for (const name of ["MessageGroupId", "MessageDeduplicationId"] as const) {
    const token = given[name];
    if (token === undefined) continue;
    if (name === "MessageDeduplicationId" && !queue.fifo) {
      throw invalidParameterValue(
        name,
        token,
        "The request include parameter MessageDeduplicationId which is not valid for this queue type",
      );
    }
    if (!isMessageToken(token)) {
      throw invalidParameterValue(
        name,
        token,
        `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
    }
  }
}

function checkedDelay(given: number | undefined, queue: Queue): number {
  // A FIFO queue's delay is the queue's own, and counts when the message is received.
  if (given === undefined) return queue.fifo ? 0 : queue.settings.delaySeconds;
  if (given < 0 || given > FIXED.delaySeconds || !Number.isInteger(given)) {
    throw invalidParameterValue("DelaySeconds", given, "DelaySeconds must be >= 0 and <= 900.");
  }
  if (queue.fifo && given > 0) {
    throw invalidParameterValue(
      "DelaySeconds",
      given,
      "The request include parameter that is not valid for this queue type.",
    );
  }
  return given;
}
