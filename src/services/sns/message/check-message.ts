/** A publish request's own rules: text, subject, structure, size, group and deduplication id. */
import { createHash } from "node:crypto";
import type { PublishBatchRequestEntry } from "../../../schema/generated/sns.ts";
import { invalidParameter, invalidParameterReason } from "../errors.ts";
import { MESSAGE_BYTES_DEFAULT_MAX, MESSAGE_TOKEN_CHARACTERS_MAX, SUBJECT_CHARACTERS_MAX } from "../limits.ts";
import type { StoredTopic } from "../topic/topic.ts";
import { attributesBytes, checkedAttributes } from "./check-attributes.ts";
import type { PublishedMessage } from "./published-message.ts";

/** What Publish and an entry of PublishBatch have in common. */
export type MessageRequest = Omit<PublishBatchRequestEntry, "Id">;

/** A message that may be published, before it has an id. */
export type CheckedMessage = Omit<
  PublishedMessage,
  "messageId" | "sequenceNumber" | "traceHeader" | "publishedAt" | "cause"
>;

/** What a message is published to, as far as its rules go. */
export interface MessageTarget extends Pick<StoredTopic, "fifo" | "settings"> {
  /** The text of `MessageStructure: json` that makes a default unnecessary: a single receiver's own. */
  readonly contentKey?: string | undefined;
}

/** Checks what is to be published to `topic`. @throws ServiceError InvalidParameter, ParameterValueInvalid */
export function checkedMessage(topic: MessageTarget, request: MessageRequest): CheckedMessage {
  const attributes = checkedAttributes(request.MessageAttributes);
  const structured = structuredMessage(request, topic.contentKey);
  if (request.Message === "") throw invalidParameter("Empty message");
  checkSubject(request.Subject);
  const sizeBytes = Buffer.byteLength(request.Message) + attributesBytes(attributes);
  if (sizeBytes > (topic.settings.maximumMessageSizeBytes ?? MESSAGE_BYTES_DEFAULT_MAX)) {
    throw invalidParameter("Message too long");
  }
  const { message, protocolMessages } = structured;
  const { groupId, deduplicationId } = checkedIds(topic, request);
  return { message, protocolMessages, subject: request.Subject, attributes, groupId, deduplicationId, sizeBytes };
}

/**
 * Recorded: of what is wrong with an entry of a batch, this fails the whole batch.
 * @throws ServiceError
 */
export function checkWholeBatch(topic: StoredTopic, request: MessageRequest): void {
  checkedAttributes(request.MessageAttributes);
  structuredMessage(request);
  checkedIds(topic, request);
}

function structuredMessage(
  request: MessageRequest,
  contentKey?: string,
): Pick<CheckedMessage, "message" | "protocolMessages"> {
  const { Message, MessageStructure } = request;
  if (MessageStructure === undefined || MessageStructure === "") return { message: Message };
  if (MessageStructure !== "json") throw invalidParameter("MessageStructure");
  let parsed: unknown;
  try {
    parsed = JSON.parse(Message);
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  const texts: Record<string, string> = {};
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
    for (const [protocol, text] of Object.entries(parsed)) if (typeof text === "string") texts[protocol] = text;
  }
  const { default: general, ...protocolMessages } = texts;
  const message = general ?? (contentKey === undefined ? undefined : texts[contentKey]);
  if (message === undefined) throw invalidParameter("Message Structure - No default entry in JSON message body");
  return { message, protocolMessages };
}

function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (subject === "" || subject.length > SUBJECT_CHARACTERS_MAX || /[\x00-\x1f\x7f]/.test(subject)) {
    throw invalidParameter("Subject");
  }
}

/** The letters, digits and punctuation that group and deduplication ids are made of. */
const TOKEN = /^[!-~]+$/;

function checkedIds(
  topic: MessageTarget,
  request: MessageRequest,
): Pick<CheckedMessage, "groupId" | "deduplicationId"> {
  const groupId = checkedToken("MessageGroupId", request.MessageGroupId);
  const deduplicationId = checkedToken("MessageDeduplicationId", request.MessageDeduplicationId);
  if (!topic.fifo) {
    if (deduplicationId !== undefined) {
      throw invalidParameterReason(
        "MessageDeduplicationId",
        "The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      );
    }
    return { groupId };
  }
  if (groupId === undefined) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (!topic.settings.contentBasedDeduplication) {
    throw invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return { groupId, deduplicationId: createHash("sha256").update(request.Message).digest("hex") };
}

function checkedToken(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.length > MESSAGE_TOKEN_CHARACTERS_MAX || !TOKEN.test(value)) {
    throw invalidParameterReason(
      name,
      `The ${name} parameter must be 1 to ${MESSAGE_TOKEN_CHARACTERS_MAX} alphanumeric or punctuation characters`,
    );
  }
  return value;
}
