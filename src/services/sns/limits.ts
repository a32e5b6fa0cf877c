/** Every bound of SNS, with its unit and where it comes from. */

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const TOPIC_NAME_CHARACTERS_MAX = 256;
/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const DISPLAY_NAME_CHARACTERS_MAX = 100;
export const MAXIMUM_MESSAGE_SIZE_BYTES_MIN = 1_024;
export const MAXIMUM_MESSAGE_SIZE_BYTES_MAX = 1_048_576;
export const POLICY_BYTES_MAX = 30_720;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
export const TAGS_MAX = 50;
/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
export const FIFO_SUBSCRIPTIONS_MAX = 100;
export const FILTER_POLICIES_PER_TOPIC_MAX = 200;
export const LIST_PAGE_ITEMS = 100;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MESSAGE_BYTES_DEFAULT_MAX = 262_144;
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
/** A delivery to HTTP(S) ends after so long, whatever its policy says. */
export const HTTP_POLICY_SECONDS_MAX = 3_600;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, the table of AWS managed endpoints */
export const SERVICE_IMMEDIATE_RETRIES = 3;
export const SERVICE_PRE_BACKOFF_RETRIES = 2;
export const SERVICE_BACKOFF_RETRIES = 10;
export const SERVICE_POST_BACKOFF_RETRIES = 100_000;
export const SERVICE_SHORTEST_DELAY_SECONDS = 1;
export const SERVICE_LONGEST_DELAY_SECONDS = 20;

/** What a request's payload is metered by: https://aws.amazon.com/sns/pricing/ */
export const METERED_CHUNK_BYTES = 65_536;

// The bounds below are Sluice's own.

/** A message up to this size travels inside each of its deliveries; a larger one is stored once for all of them. */
export const INLINE_MESSAGE_BYTES = 4_096;
/** Queues whose deliveries of one message are one durable effect. */
export const QUEUES_PER_EFFECT = 100;
/** Deduplication rows past their end that each publish clears away. */
export const DEDUPLICATION_CLEARED_PER_PUBLISH = 4;
/** Deduplication rows past their end that one write of the minutely upkeep clears away. */
export const DEDUPLICATION_CLEARED_PER_MINUTE = 10_000;
/** Compiled filter policies that are kept. */
export const COMPILED_POLICIES_MAX = 10_000;
/** Signatures that are kept, so that the subscriptions of one topic share the work. */
export const SIGNATURES_KEPT_MAX = 1_000;
/** Topics whose subscriptions are kept decoded, and how many of one topic. */
export const CACHED_TOPICS_MAX = 1_000;
export const CACHED_SUBSCRIPTIONS_PER_TOPIC_MAX = 1_000;
/** How long the certificate of the signing key is valid, in days. */
export const CERTIFICATE_DAYS = 3_650;
export const SIGNING_KEY_BITS = 2_048;
/** Characters of a filter policy or a key that an error or a lineage reason repeats. */
export const QUOTED_CHARACTERS_MAX = 200;
/** Levels of a message body that filter policies look into; deeper members count as absent. */
export const FILTERED_BODY_DEPTH_MAX = 1_000;
