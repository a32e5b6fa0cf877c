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
}

export interface SubscriptionSettings {
  readonly rawMessageDelivery: boolean;
  /** The policy's text as it was given; compiled when it is used. */
  readonly filterPolicy?: string | undefined;
  readonly filterPolicyScope?: FilterPolicyScope | undefined;
  /** The RedrivePolicy's text, and the queue that it names. */
  readonly redrivePolicy?: string | undefined;
  readonly deadLetterTargetArn?: string | undefined;
  readonly deliveryPolicy?: SubscriptionDeliveryPolicyDocument | undefined;
}

export type FilterPolicyScope = "MessageAttributes" | "MessageBody";

export type SubscriptionKey = Pick<StoredSubscription, "account" | "region" | "topic" | "id">;

export function subscriptionArn(subscription: SubscriptionKey): string {
  return `${topicArn({ ...subscription, name: subscription.topic })}:${subscription.id}`;
}

export function topicKeyOf(subscription: SubscriptionKey): TopicKey {
  return { account: subscription.account, region: subscription.region, name: subscription.topic };
}
