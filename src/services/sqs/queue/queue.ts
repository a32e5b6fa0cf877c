/** A queue: what is stored of it, and what follows from that. */
import { formatArn } from "../../../kernel/arn.ts";

/** The settings of a queue that are numbers of AWS's own units, or choices. */
export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageSizeBytes: number;
  readonly messageRetentionPeriodSeconds: number;
  readonly receiveMessageWaitTimeSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  /** Stored and shown; enforced by a cloud that enforces policies. */
  readonly policy?: string | undefined;
  readonly redrivePolicy?: RedrivePolicy | undefined;
  readonly redriveAllowPolicy?: RedriveAllowPolicy | undefined;
  /** Encryption of what is stored cannot be observed through the API: the setting is stored and shown. */
  readonly sqsManagedSseEnabled: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: "queue" | "messageGroup";
  readonly fifoThroughputLimit: "perQueue" | "perMessageGroupId";
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface RedriveAllowPolicy {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns: readonly string[];
  /** As it was given, without white space: what GetQueueAttributes returns. */
  readonly json: string;
}

export interface StoredQueue {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Tells this queue from others of its name that were deleted before. */
  readonly id: number;
  /** Where its messages are: another number after each purge, so that a purge costs the same whatever is in the queue. */
  readonly contents: number;
  readonly fifo: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly purgedAt?: number | undefined;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stored queue with its ARN. */
export interface Queue extends StoredQueue {
  readonly arn: string;
}

export function withArn(stored: StoredQueue): Queue {
  return { ...stored, arn: queueArn(stored.account, stored.region, stored.name) };
}

export function queueArn(account: string, region: string, name: string): string {
  return formatArn({ service: "sqs", region, account, resource: name });
}
