/** The JSON that endpoints receive, member for member in AWS's order, and the text that its signature covers. */
import type { PublishedAttribute } from "../message/published-message.ts";

/** What a message's notifications say, whichever form they take. */
export interface MessageNotification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: readonly PublishedAttribute[];
  readonly timestamp: string;
  /** FIFO topics number their messages, and do not sign them. */
  readonly sequenceNumber: string | undefined;
  readonly replayed?: true | undefined;
  readonly signed: Signed | undefined;
}

/** The same as one subscription is told it. */
export interface Notification extends MessageNotification {
  readonly unsubscribeUrl: string;
}

export interface Signed {
  readonly version: "1" | "2";
  readonly signature: string;
  readonly certificateUrl: string;
}

/**
 * The envelope of a message, which differs from one subscription to the next by its UnsubscribeURL alone: the rest of it
 * is written once.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-notification-json
 */
export function envelopeFor(message: MessageNotification): (unsubscribeUrl: string) => string {
  const { signed } = message;
  const before = JSON.stringify({
    Type: "Notification",
    MessageId: message.messageId,
    SequenceNumber: message.sequenceNumber,
    // Measured: a text, and here.
    Replayed: message.replayed && "true",
    TopicArn: message.topicArn,
    Subject: message.subject,
    Message: message.message,
    Timestamp: message.timestamp,
    SignatureVersion: signed?.version,
    Signature: signed?.signature,
    SigningCertURL: signed?.certificateUrl,
  }).slice(0, -1);
  const { attributes } = message;
  const after = attributes.length === 0 ? "" : `,"MessageAttributes":${JSON.stringify(attributesOf(attributes))}`;
  return (unsubscribeUrl) => `${before},"UnsubscribeURL":${JSON.stringify(unsubscribeUrl)}${after}}`;
}

/**
 * The event of a function. SignatureVersion says "1" whatever signs the message: recorded.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function lambdaEvent(notification: Notification, subscriptionArn: string): string {
  const { signed } = notification;
  const record = {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: subscriptionArn,
    Sns: {
      Type: "Notification",
      MessageId: notification.messageId,
      TopicArn: notification.topicArn,
      Subject: notification.subject ?? null,
      Message: notification.message,
      Timestamp: notification.timestamp,
      SignatureVersion: "1",
      Signature: signed?.signature,
      SigningCertUrl: signed?.certificateUrl,
      UnsubscribeUrl: notification.unsubscribeUrl,
      MessageAttributes: attributesOf(notification.attributes),
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What asks an endpoint to confirm, or tells it that it was unsubscribed. */
export interface Confirmation {
  readonly type: "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly messageId: string;
  readonly token: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subscribeUrl: string;
  readonly timestamp: string;
}

/** https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html */
export function confirmationEnvelope(confirmation: Confirmation, signed: Signed): string {
  return JSON.stringify({
    Type: confirmation.type,
    MessageId: confirmation.messageId,
    Token: confirmation.token,
    TopicArn: confirmation.topicArn,
    Message: confirmation.message,
    SubscribeURL: confirmation.subscribeUrl,
    Timestamp: confirmation.timestamp,
    SignatureVersion: signed.version,
    Signature: signed.signature,
    SigningCertURL: signed.certificateUrl,
  });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html: names and values, a line each. */
export function notificationText(
  notification: Pick<MessageNotification, "messageId" | "topicArn" | "subject" | "message" | "timestamp">,
): string {
  return textOf([
    ["Message", notification.message],
    ["MessageId", notification.messageId],
    ...(notification.subject === undefined ? [] : [["Subject", notification.subject] as const]),
    ["Timestamp", notification.timestamp],
    ["TopicArn", notification.topicArn],
    ["Type", "Notification"],
  ]);
}

export function confirmationText(confirmation: Confirmation): string {
  return textOf([
    ["Message", confirmation.message],
    ["MessageId", confirmation.messageId],
    ["SubscribeURL", confirmation.subscribeUrl],
    ["Timestamp", confirmation.timestamp],
    ["Token", confirmation.token],
    ["TopicArn", confirmation.topicArn],
    ["Type", confirmation.type],
  ]);
}

function textOf(lines: readonly (readonly [string, string])[]): string {
  return lines.map(([name, value]) => `${name}\n${value}\n`).join("");
}

function attributesOf(attributes: readonly PublishedAttribute[]): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    attributes.map(({ name, dataType, value }) => {
      const text = typeof value === "string" ? value : Buffer.from(value).toString("base64");
      return [name, { Type: dataType, Value: text }];
    }),
  );
}
