/** The e-mails that SNS sends, in meaning as AWS writes them. */
import type { Confirmation } from "../delivery/envelope.ts";

export interface Mail {
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

/** The address that SNS's e-mails come from. */
const ADDRESS = "no-reply@sns.amazonaws.com";
const DEFAULT_SENDER = "AWS Notifications";
const DEFAULT_SUBJECT = "AWS Notification Message";

export interface Letter {
  /** The topic's display name: who it comes from, when there is one. */
  readonly displayName: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly unsubscribeUrl: string;
}

/** A message for a person: its text, and below it how to hear no more. */
export function notificationMail(letter: Letter): Mail {
  const footer = `To stop receiving messages of this topic, visit this link:\n${letter.unsubscribeUrl}`;
  return { ...heading(letter), body: `${letter.message}\n\n--\n${footer}\n` };
}

/** A message for a program: the envelope alone. */
export function envelopeMail(letter: Pick<Letter, "displayName" | "subject">, envelope: string): Mail {
  return { ...heading(letter), body: envelope };
}

/** What asks a mailbox to confirm, or tells it that its link has unsubscribed it. It never carries the display name. */
export function confirmationMail(confirmation: Confirmation, subscriptionArn: string): Mail {
  const { type, topicArn, subscribeUrl } = confirmation;
  const isAsked = type === "SubscriptionConfirmation";
  const body = isAsked
    ? `Somebody has subscribed this address to the topic ${topicArn}.\n\n` +
      `To confirm the subscription, visit this link:\n${subscribeUrl}\n\n` +
      "If you do not want it, do nothing: without your confirmation you hear no more.\n"
    : `This address no longer receives messages of the topic ${topicArn}: ` +
      `the subscription ${subscriptionArn} has ended.\n\n` +
      `If you did not want that, visit this link to take it back:\n${subscribeUrl}\n`;
  return { from: sender(""), subject: confirmationSubject(type), body };
}

/** The same for a program. */
export function confirmationEnvelopeMail(type: Confirmation["type"], envelope: string): Mail {
  return { from: sender(""), subject: confirmationSubject(type), body: envelope };
}

function confirmationSubject(type: Confirmation["type"]): string {
  return `AWS Notification - ${type === "SubscriptionConfirmation" ? "Subscription" : "Unsubscribe"} Confirmation`;
}

function heading({ displayName, subject }: Pick<Letter, "displayName" | "subject">): Omit<Mail, "body"> {
  return { from: sender(displayName), subject: subject ?? DEFAULT_SUBJECT };
}

function sender(displayName: string): string {
  return `${displayName === "" ? DEFAULT_SENDER : displayName} <${ADDRESS}>`;
}
