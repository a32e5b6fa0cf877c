/** Every bound of SNS, with its unit and where it comes from. */

/**
 * The quotas that AWS raises on request: a cloud keeps to them unless it is relaxed.
 * https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export interface Limits {
  readonly filterPoliciesPerTopic: number;
  /** And region. */
  readonly filterPoliciesPerAccount: number;
}

export const STRICT_LIMITS: Limits = { filterPoliciesPerTopic: 200, filterPoliciesPerAccount: 10_000 };
export const RELAXED_LIMITS: Limits = { filterPoliciesPerTopic: 10_000, filterPoliciesPerAccount: 1_000_000 };

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const TOPIC_NAME_CHARACTERS_MAX = 256;
/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const DISPLAY_NAME_CHARACTERS_MAX = 100;
export const MAXIMUM_MESSAGE_SIZE_BYTES_MIN = 1_024;
export const MAXIMUM_MESSAGE_SIZE_BYTES_MAX = 1_048_576;
export const POLICY_BYTES_MAX = 30_720;
/** https://docs.aws.amazon.com/sns/latest/api/API_PutDataProtectionPolicy.html */
export const DATA_PROTECTION_POLICY_CHARACTERS_MAX = 30_720;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
export const TAGS_MAX = 50;
/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
export const FIFO_TOPICS_MAX = 1_000;
export const STANDARD_TOPICS_MAX = 100_000;
export const FIFO_SUBSCRIPTIONS_MAX = 100;
export const LIST_PAGE_ITEMS = 100;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MESSAGE_BYTES_DEFAULT_MAX = 262_144;
/** https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html, subscriptions of a topic above that default */
export const LARGE_MESSAGE_SUBSCRIPTIONS_MAX = 100;
export const SUBJECT_CHARACTERS_MAX = 100;
/** Group and deduplication ids. */
export const MESSAGE_TOKEN_CHARACTERS_MAX = 128;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
export const ATTRIBUTE_NAME_BYTES_MAX = 256;
/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const BATCH_ENTRIES_MAX = 10;
export const BATCH_ENTRY_ID_CHARACTERS_MAX = 80;
/** A raw message for a queue has no more attributes: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
export const RAW_QUEUE_ATTRIBUTES_MAX = 10;
/** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
export const DEDUPLICATION_MILLISECONDS = 300_000;

/** https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html */
export const ARCHIVE_DAYS_MAX = 365;

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html: a token is valid for two days. */
export const TOKEN_MILLISECONDS = 2 * 86_400_000;
/** The length of AWS's tokens. */
export const TOKEN_CHARACTERS = 128;

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
export const FILTER_POLICY_BYTES_MAX = 262_144;
export const FILTER_POLICY_KEYS_MAX = 5;
export const FILTER_POLICY_COMBINATIONS_MAX = 150;
export const FILTER_POLICY_NUMBER_MAX = 1_000_000_000;
export const WILDCARDS_PER_PATTERN_MAX = 3;
export const WILDCARD_POINTS_MAX = 100;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, "Delivery policies and retries" */
export const HTTP_TIMEOUT_MILLISECONDS = 15_000;
export const HTTP_RETRIES_MAX = 100;
export const HTTP_DELAY_SECONDS_MAX = 3_600;
/** How long all the retries of a policy may wait together. */
export const HTTP_POLICY_SECONDS_MAX = 3_600;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, the table of AWS managed endpoints */
export const SERVICE_IMMEDIATE_RETRIES = 3;
export const SERVICE_PRE_BACKOFF_RETRIES = 2;
export const SERVICE_BACKOFF_RETRIES = 10;
export const SERVICE_POST_BACKOFF_RETRIES = 100_000;
export const SERVICE_SHORTEST_DELAY_SECONDS = 1;
export const SERVICE_LONGEST_DELAY_SECONDS = 20;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html */
export const FEEDBACK_SAMPLE_RATE_PERCENT_MAX = 100;
/** One PutLogEvents call: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const LOG_CALL_EVENTS_MAX = 10_000;
export const LOG_CALL_BYTES_MAX = 1_048_576;
export const LOG_EVENT_OVERHEAD_BYTES = 26;

/** What a request's payload is metered by: https://aws.amazon.com/sns/pricing/ */
export const METERED_CHUNK_BYTES = 65_536;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: the text of one publish to a phone. */
export const SMS_CHARACTERS_MAX = 1_600;
/** https://docs.aws.amazon.com/sns/latest/api/API_OptInPhoneNumber.html */
export const OPT_IN_DAYS = 30;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html */
export const SANDBOX_NUMBERS_MAX = 10;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox-verifying-phone-numbers.html */
export const ONE_TIME_PASSWORDS_PER_DAY_MAX = 5;
/** https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html */
export const PLATFORM_APPLICATION_NAME_CHARACTERS_MAX = 256;
/** https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformEndpoint.html */
export const CUSTOM_USER_DATA_BYTES_MAX = 2_048;

// The bounds below are Sluice's own.

/** A message up to this size travels inside each of its deliveries; a larger one is stored once for all of them. */
export const INLINE_MESSAGE_BYTES = 4_096;
/** The same where there is one delivery alone: each attempt that fails writes again what travels inside. */
export const INLINE_SINGLE_MESSAGE_BYTES = 65_536;
/** Queues whose deliveries of one message are one durable effect. */
export const QUEUES_PER_EFFECT = 100;
/** Deduplication rows past their end that each publish clears away. */
export const DEDUPLICATION_CLEARED_PER_PUBLISH = 4;
/** Deduplication rows past their end that one write of the minutely upkeep clears away. */
export const DEDUPLICATION_CLEARED_PER_MINUTE = 10_000;
/** Characters of the filter policies that are kept compiled. */
export const COMPILED_POLICY_CHARACTERS_MAX = 16_777_216;
/** Signatures that are kept, so that the subscriptions of one topic share the work. */
export const SIGNATURES_KEPT_MAX = 1_000;
/** Characters of the subscriptions that are kept decoded, and what one counts besides its filter policy, its index included. */
export const CACHED_SUBSCRIPTION_CHARACTERS_MAX = 67_108_864;
export const CACHED_SUBSCRIPTION_CHARACTERS = 1_024;
/** Values of an attribute under which one filter policy is filed; one with more of them is tried on every message. */
export const FILED_VALUES_MAX = 32;
/** Topics that are kept decoded. */
export const CACHED_TOPICS_MAX = 1_000;
/** Accounts, in each region, whose filter policies are kept counted. */
export const COUNTED_ACCOUNTS_MAX = 1_000;
/** How long the certificate of the signing key is valid, in days. */
export const CERTIFICATE_DAYS = 3_650;
export const SIGNING_KEY_BITS = 2_048;
/** Delivery status records of one log group that wait to be written; more are dropped, and the server's log says so. */
export const STATUS_RECORDS_WAITING = 10_000;
/** Characters of an endpoint's answer that a delivery status record repeats. */
export const PROVIDER_RESPONSE_CHARACTERS_MAX = 4_096;
/** Characters of a filter policy or a key that an error or a lineage reason repeats. */
export const QUOTED_CHARACTERS_MAX = 200;
/** Levels of a message body that filter policies look into; deeper members count as absent. */
export const FILTERED_BODY_DEPTH_MAX = 1_000;
/** E-mails, text messages and push notifications that the outbox keeps; the oldest go first. */
export const OUTBOX_SENDS_MAX = 10_000;
/** Digits of the one-time passwords of the SMS sandbox; AWS takes 5 to 8. */
export const ONE_TIME_PASSWORD_DIGITS = 6;
/** Archived messages past their time that one write drops. */
export const ARCHIVE_EXPIRED_PER_WRITE = 1_000;
/** How long the next turn of dropping archived messages waits at least; no replay starts at what is past its time. */
export const ARCHIVE_EXPIRY_MILLISECONDS = 60_000;
/** Archived messages, and their bytes, that one write of a replay sets in motion; the bytes can be a message more. */
export const REPLAY_BATCH_MESSAGES = 100;
export const REPLAY_BATCH_BYTES = 4_194_304;
/** Replays that run at a time in an account and region. AWS has such a limit, and does not say which. */
export const REPLAYS_RUNNING_MAX = 100;
