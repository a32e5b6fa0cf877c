/** A subscription as it is stored, and its ARN. */
import type { SubscriptionDeliveryPolicyDocument } from "../delivery/delivery-policy.ts";
import { type TopicKey, topicArn } from "../topic/topic.ts";

/** The protocols that deliver here; AWS's others are refused by name. What leaves this machine ends in the outbox. */
export type Protocol = "sqs" | "lambda" | "http" | "https" | "email" | "email-json" | "sms" | "application";

export interface StoredSubscription {
  /** Of the topic. */
  readonly account: string;
  readonly region: string;
  readonly topic: string;
  readonly id: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** The account that subscribed. */
  readonly owner: string;
  /** ARN of who subscribed. */
  readonly principal: string;
  readonly createdAt: number;
  /** False while the endpoint has not confirmed. */
  readonly confirmed: boolean;
  /** Whether the subscription was confirmed by itself or by a signed request, rather than by visiting a link. */
  readonly confirmationWasAuthenticated: boolean;
  /** Set by ConfirmSubscription: the link in messages then no longer unsubscribes. */
  readonly authenticateOnUnsubscribe: boolean;
  readonly settings: SubscriptionSettings;
  /** What has become of the replay that the ReplayPolicy asks for. */
  readonly replay?: Replay | undefined;
}

export interface Replay {
  readonly id: string;
  /** In AWS's words. */
  readonly status: "Pending" | "In progress" | "Completed" | "Failed";
  /** Whether what is published now is delivered: not while a replay catches up, nor after one that had an EndingPoint. */
  readonly active: boolean;
}

export interface ReplayPolicy {
  /** The document as it was given: that is how AWS shows it. */
  readonly text: string;
  /** The first moment that is replayed. */
  readonly startsAt: number;
  /** The first moment that is not replayed; with one the subscription is paused after its replay. */
  readonly endsAt?: number | undefined;
}

export interface SubscriptionSettings {
  readonly rawMessageDelivery: boolean;
  /** The policy's text as it was given; compiled when it is used. */
  readonly filterPolicy?: string | undefined;
  readonly filterPolicyScope?: FilterPolicyScope | undefined;
  /** The RedrivePolicy's text, and the queue that it names. */
  readonly redrivePolicy?: string | undefined;
  readonly deadLetterTargetArn?: string | undefined;
  readonly replayPolicy?: ReplayPolicy | undefined;
  readonly deliveryPolicy?: SubscriptionDeliveryPolicyDocument | undefined;
}

export type FilterPolicyScope = "MessageAttributes" | "MessageBody";

export type SubscriptionKey = Pick<StoredSubscription, "account" | "region" | "topic" | "id">;

export function subscriptionArn(subscription: SubscriptionKey): string {
  return `${topicArn(topicKeyOf(subscription))}:${subscription.id}`;
}

export function topicKeyOf(subscription: SubscriptionKey): TopicKey {
  return { account: subscription.account, region: subscription.region, name: subscription.topic };
}
