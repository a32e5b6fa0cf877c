/** What SNS stores: key order and value of every kind of row. */
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { nothing, record } from "../../store/value-codec.ts";
import type { PublishedMessage } from "./message/published-message.ts";
import type { CapturedSend } from "./outbox/captured-send.ts";
import type { StoredPlatformApplication, StoredPlatformEndpoint } from "./push/platform-keys.ts";
import type { StoredSandboxNumber } from "./sms/stored-sandbox-number.ts";
import type { StoredSmsSettings } from "./sms/stored-sms-settings.ts";
import type { StoredSubscription } from "./subscription/subscription.ts";
import type { StoredTopic } from "./topic/topic.ts";

/** Topics: account, region, name. */
export const topics = keyspace("sns/topics", { key: [text, text, text], value: record<StoredTopic>() });

/** How many topics there are: account, region, `fifo` or `standard`. */
export const topicCounts = keyspace("sns/topic-counts", { key: [text, text, text], value: record<number>() });

/** Subscriptions, under their topic: account, region, topic, subscription id. */
export const subscriptions = keyspace("sns/subscriptions", {
  key: [text, text, text, text],
  value: record<StoredSubscription>(),
});

/** The subscriptions that an account owns: owner, region, topic's account, topic, subscription id. */
export const ownedSubscriptions = keyspace("sns/owned-subscriptions", {
  key: [text, text, text, text, text],
  value: nothing,
});

/** Which subscription an endpoint has: account, region, topic, protocol, hash of the endpoint. The value is its id. */
export const endpoints = keyspace("sns/endpoints", { key: [text, text, text, text, text], value: record<string>() });

/** Tokens that confirm or restore a subscription: token. */
export const tokens = keyspace("sns/tokens", { key: [text], value: record<StoredToken>() });

/** The last sequence number of a FIFO topic: incarnation of the topic. */
export const sequences = keyspace("sns/sequences", { key: [text], value: record<number>() });

/** What was published under a deduplication id: incarnation of the topic, group or nothing, id. */
export const deduplication = keyspace("sns/deduplication", {
  key: [text, text, text],
  value: record<DeduplicationBinding>(),
});

/** When deduplication ids end: end, incarnation of the topic, group or nothing, id. */
export const deduplicationEnds = keyspace("sns/deduplication-ends", {
  key: [number, text, text, text],
  value: nothing,
});

/** Messages too large to travel inside each delivery: message id. */
export const messages = keyspace("sns/messages", { key: [text], value: record<PublishedMessage>() });

/** Deliveries that still need a row of `messages`: message id, subscription ARN. */
export const messageUses = keyspace("sns/message-uses", { key: [text, text], value: nothing });

/**
 * From when on the next attempt of a subscription with a throttle may begin, in milliseconds with fractions: account,
 * region, topic, subscription id.
 */
export const paces = keyspace("sns/paces", { key: [text, text, text, text], value: record<number>() });

/** Messages that a FIFO topic keeps for replays: archive, time, number of the message. */
export const archivedMessages = keyspace("sns/archived-messages", {
  key: [text, number, number],
  value: record<PublishedMessage>(),
});

/** Replays that run: account, region, topic, subscription id. */
export const replays = keyspace("sns/replays", { key: [text, text, text, text], value: record<RunningReplay>() });

/** Messages that a replay has on their way: replay, message id. */
export const replayedMessages = keyspace("sns/replayed-messages", {
  key: [text, text],
  value: record<PublishedMessage>(),
});

/** The key that notifications are signed with, and its certificate: always `current`. */
export const signingKeys = keyspace("sns/signing-keys", { key: [text], value: record<SigningKeyRow>() });

/** What would have been sent to the outside world, as far as there is room: serial. */
export const outbox = keyspace("sns/outbox", { key: [number], value: record<CapturedSend>() });

/** Phones whose owners have opted out of text messages: account, region, number. */
export const optedOutNumbers = keyspace("sns/opted-out-numbers", { key: [text, text, text], value: nothing });

/** When phones were last opted in again: account, region, number. */
export const optedInNumbers = keyspace("sns/opted-in-numbers", { key: [text, text, text], value: record<number>() });

/** The defaults of text messages: account, region. */
export const smsSettings = keyspace("sns/sms-settings", { key: [text, text], value: record<StoredSmsSettings>() });

/** Destination phones of the SMS sandbox: account, region, number. */
export const sandboxNumbers = keyspace("sns/sandbox-numbers", {
  key: [text, text, text],
  value: record<StoredSandboxNumber>(),
});

/** Apps of push notification services: account, region, platform, name. */
export const platformApplications = keyspace("sns/platform-applications", {
  key: [text, text, text, text],
  value: record<StoredPlatformApplication>(),
});

/** Apps on devices: account, region, platform, application, id. */
export const platformEndpoints = keyspace("sns/platform-endpoints", {
  key: [text, text, text, text, text],
  value: record<StoredPlatformEndpoint>(),
});

/** Which endpoint a device's token has: account, region, platform, application, hash of the token. The value is its id. */
export const platformTokens = keyspace("sns/platform-tokens", {
  key: [text, text, text, text, text],
  value: record<string>(),
});

/** What a deduplication id stands for. */
export interface DeduplicationBinding {
  readonly messageId: string;
  readonly sequenceNumber: string;
  /** The id is free again from this time on. */
  readonly endsAt: number;
}

/** What a token does: confirm a subscription that is pending, or restore one that its link removed. */
export interface StoredToken {
  readonly subscription: StoredSubscription;
  readonly endsAt: number;
}

/** How far a replay has come. Positions in the archive are a time and the number of a message. */
export interface RunningReplay {
  readonly id: string;
  readonly archive: string;
  /** The first position that is still to come. */
  readonly next: readonly [archivedAt: number, serial: number];
  /** The first position that is not replayed; without one the replay goes on until it has caught up. */
  readonly end: readonly [archivedAt: number, serial: number] | undefined;
}

/** The signing key of this cloud, both parts as PEM text. */
export interface SigningKeyRow {
  readonly privateKey: string;
  readonly certificate: string;
  /** 32 hexadecimal digits of the certificate's hash: what its URL is named by. */
  readonly name: string;
}
