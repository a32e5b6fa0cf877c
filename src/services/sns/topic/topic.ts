/** A topic as it is stored, and its ARN. */
import { formatArn } from "../../../kernel/arn.ts";
import type { ArchivePolicy } from "../archive/archive-policy.ts";
import type { DeliveryPolicyDocument } from "../delivery/delivery-policy.ts";
import type { TopicFeedback } from "./feedback.ts";

export interface StoredTopic {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Another one each time that a topic of this name is made: what a deleted topic remembered is not the new one's. */
  readonly incarnation: string;
  readonly fifo: boolean;
  readonly settings: TopicSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** The document as it was given; one that would have to act is refused. */
  readonly dataProtectionPolicy?: string | undefined;
  /** The archive that the ArchivePolicy asks for: another one each time that archiving begins. */
  readonly archive?: { readonly id: string; readonly beginsAt: number } | undefined;
  /** How many subscriptions have been deleted; shown as SubscriptionsDeleted. */
  readonly deletedSubscriptions: number;
}

/** What attributes set. Absent ones have AWS's defaults and are not shown, unless AWS shows them. */
export interface TopicSettings {
  readonly displayName: string;
  readonly policy?: string | undefined;
  /** The document, normalised as AWS shows it. */
  readonly deliveryPolicy?: DeliveryPolicyDocument | undefined;
  readonly feedback?: TopicFeedback | undefined;
  /** The default, in which SNS makes no segments of its own. */
  readonly tracingConfig?: "PassThrough" | undefined;
  readonly signatureVersion?: "1" | "2" | undefined;
  readonly maximumMessageSizeBytes?: number | undefined;
  readonly contentBasedDeduplication: boolean;
  readonly archivePolicy?: ArchivePolicy | undefined;
  readonly fifoThroughputScope?: "Topic" | "MessageGroup" | undefined;
}

/** What names a topic. */
export type TopicKey = Pick<StoredTopic, "account" | "region" | "name">;

export function topicArn(topic: TopicKey): string {
  return formatArn({ service: "sns", region: topic.region, account: topic.account, resource: topic.name });
}
