/** Sending: a checked message becomes one of the queue, unless it was sent before. */
import { uuid } from "../../../kernel/random.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { keptTraceHeader, traceIdOf } from "../../../platform/lineage/trace-header.ts";
import { callerId } from "../../../platform/caller.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { bodyDigest } from "../message/digest.ts";
import type { OutgoingMessage } from "../message/outgoing-message.ts";
import { bind, findBinding } from "./deduplication.ts";
import { enqueue } from "./enqueue.ts";
import { sequenceNumber } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";

/** What the sender is told. */
export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string | undefined;
  readonly MD5OfMessageSystemAttributes?: string | undefined;
  readonly SequenceNumber?: string | undefined;
}

/** How a send ended, for the metrics. */
export interface SendOutcome {
  readonly sent: Sent;
  readonly deduplicated: boolean;
}

export function send(open: OpenQueue, outgoing: OutgoingMessage): SendOutcome {
  return open.queue.fifo ? sendToFifo(open, outgoing) : sendToStandard(open, outgoing);
}

function sendToStandard(open: OpenQueue, outgoing: OutgoingMessage): SendOutcome {
  const { messageId } = accept(open, outgoing);
  return { sent: answer(outgoing, messageId), deduplicated: false };
}

function sendToFifo(open: OpenQueue, outgoing: OutgoingMessage): SendOutcome {
  const id = { groupId: outgoing.groupId ?? "", id: outgoing.deduplicationId ?? "" };
  const binding = findBinding(open, id);
  if (binding !== undefined) {
    open.at.record({
      kind: "sqs.message",
      resource: open.queue.arn,
      subject: binding.messageId,
      outcome: "deduplicated",
      reason: `A message with the deduplication id ${id.id} was accepted within the last five minutes.`,
    });
    return { sent: answer(outgoing, binding.messageId, binding.serial), deduplicated: true };
  }
  const message = accept(open, outgoing);
  bind(open, id, message);
  return { sent: answer(outgoing, message.messageId, message.serial), deduplicated: false };
}

function accept(open: OpenQueue, outgoing: OutgoingMessage): { readonly messageId: string; readonly serial: number } {
  const { at, queue } = open;
  const messageId = uuid(at.random);
  const { body, attributes, groupId, deduplicationId } = outgoing;
  const traceHeader = outgoing.traceHeader ?? traceHeaderOfRequest(at);
  const delayMilliseconds = outgoing.delaySeconds * SECOND_MILLISECONDS;
  const { serial } = enqueue(
    open,
    {
      messageId,
      body,
      attributes,
      traceHeader,
      groupId,
      deduplicationId,
      senderId: callerId(at.caller),
      sentAt: at.now,
      arrivedAt: delayMilliseconds > 0 ? at.now + delayMilliseconds : undefined,
      cause: at.record({
        kind: "sqs.message",
        resource: queue.arn,
        subject: messageId,
        outcome: "ok",
        traceId: traceIdOf(traceHeader),
      }),
    },
    { delayMilliseconds },
  );
  return { messageId, serial };
}

/**
 * The X-Ray header of a request is kept with its messages as if it had been sent as AWSTraceHeader, and has no digest. A
 * service that sends says in the message itself what goes on with it.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 */
function traceHeaderOfRequest({ caller, traceHeader }: WriteScope): string | undefined {
  return caller.kind === "service" ? undefined : keptTraceHeader(traceHeader);
}

function answer(outgoing: OutgoingMessage, messageId: string, serial?: number): Sent {
  return new Answer(outgoing, messageId, serial);
}

/** Services that send look at no digest of the body: it is made when it is asked for. */
class Answer implements Sent {
  readonly MessageId: string;
  readonly MD5OfMessageAttributes: string | undefined;
  readonly MD5OfMessageSystemAttributes: string | undefined;
  readonly SequenceNumber: string | undefined;
  readonly #body: string;

  constructor(outgoing: OutgoingMessage, messageId: string, serial: number | undefined) {
    this.MessageId = messageId;
    this.MD5OfMessageAttributes = outgoing.attributesDigest;
    this.MD5OfMessageSystemAttributes = outgoing.systemAttributesDigest;
    this.SequenceNumber = serial === undefined ? undefined : sequenceNumber(serial);
    this.#body = outgoing.body;
  }

  get MD5OfMessageBody(): string {
    return bodyDigest(this.#body);
  }
}
