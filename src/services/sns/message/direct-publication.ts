/** What publishing to a phone and to a device have in common: no topic is between, and the message is sent at once. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { AttemptOutcome } from "../delivery/attempt.ts";
import { invalidParameterReason } from "../errors.ts";
import { emitUnder, meterPlainRequest } from "../metrics.ts";
import { DEFAULT_SETTINGS } from "../topic/attributes.ts";
import { type CheckedMessage, checkedMessage, type MessageRequest } from "./check-message.ts";
import type { Publication } from "./publish.ts";

/** What is published without a topic. */
export interface DirectPublication {
  readonly checked: CheckedMessage;
  /** ARN or phone number: what lineage and usage name. */
  readonly resource: string;
  /** The dimensions under which AWS counts it, each set by itself. */
  readonly dimensions: readonly Readonly<Record<string, string>>[];
  /** Sends it; in the same transaction, so that what is acknowledged is in the outbox. */
  readonly send: (messageId: string, cause: string) => AttemptOutcome;
}

/**
 * Checks a message that no topic is for. `contentKey` names the text that `MessageStructure: json` may give instead of
 * a default. @throws ServiceError InvalidParameter, ParameterValueInvalid
 */
export function checkedDirectMessage(request: MessageRequest, contentKey?: string): CheckedMessage {
  if (request.MessageGroupId !== undefined) {
    throw invalidParameterReason(
      "MessageGroupId",
      "The request includes MessageGroupId parameter that is not valid for this topic type",
    );
  }
  return checkedMessage({ fifo: false, settings: DEFAULT_SETTINGS, contentKey }, request);
}

/** Publishes to one receiver. That the receiver does not take it is no refusal of the request. */
export function publishDirectly(at: WriteScope, publication: DirectPublication): Publication {
  const { checked, resource, dimensions, send } = publication;
  const messageId = uuid(at.random);
  const cause = at.record({ kind: "sns.published", resource, outcome: "ok", subject: messageId });
  const outcome = send(messageId, cause);
  const story = { kind: "sns.delivery", resource, parent: cause, subject: messageId };
  const isDelivered = outcome.kind === "delivered";
  if (isDelivered) at.record({ ...story, outcome: "ok" });
  else at.record({ ...story, outcome: "failed", reason: outcome.reason });
  for (const each of dimensions) {
    emitUnder(at, each, { NumberOfMessagesPublished: 1, PublishSize: checked.sizeBytes });
    emitUnder(at, each, {
      ...(isDelivered ? { NumberOfNotificationsDelivered: 1 } : {}),
      NumberOfNotificationsFailed: isDelivered ? 0 : 1,
    });
  }
  meterPlainRequest(at, resource, checked.sizeBytes);
  return { MessageId: messageId };
}
