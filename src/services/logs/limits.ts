/** Every bound of CloudWatch Logs. Where no other page is named: cloudwatch_limits_cwl.html of the CloudWatch Logs User Guide. */

/** API reference of PutLogEvents. */
export const BATCH_BYTES_MAX = 1_048_576;
export const EVENT_OVERHEAD_BYTES = 26;
export const BATCH_SPAN_MILLISECONDS = 24 * 3_600_000;
export const EVENT_AGE_MILLISECONDS_MAX = 14 * 24 * 3_600_000;
export const EVENT_AHEAD_MILLISECONDS_MAX = 2 * 3_600_000;

/** API reference of GetLogEvents and FilterLogEvents. */
export const PAGE_EVENTS_MAX = 10_000;
export const PAGE_BYTES_MAX = 1_048_576;
/** How long a token of FilterLogEvents can be used: API reference. */
export const FILTER_TOKEN_MILLISECONDS = 24 * 3_600_000;

/** API reference of DescribeLogGroups and DescribeLogStreams. */
export const DESCRIBE_LIMIT_DEFAULT = 50;

/** API reference of PutRetentionPolicy. */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** API reference of TagResource. */
export const TAGS_MAX = 50;

/** Subscription filters of one group. */
export const SUBSCRIPTION_FILTERS_MAX = 2;
/** How long events are sent again to a destination that throttles: SubscriptionFilters.html of the same guide. */
export const FORWARD_MILLISECONDS_MAX = 24 * 3_600_000;

/** API reference of CreateLogGroup. */
export const NAME_CHARACTERS_MAX = 512;

// The bounds below are Sluice's own: they keep each transaction short.

/** Rows that one FilterLogEvents call looks at; a page may be empty and still have a token. */
export const FILTERED_ROWS_MAX = 20_000;
/** Characters of messages that one FilterLogEvents call looks at, likewise. */
export const FILTERED_CHARACTERS_MAX = 32 * 1_048_576;
/** Rows of events that one turn of retention, or of clearing away what was deleted, removes. */
export const CLEARED_ROWS_MAX = 1_000;
/** How far apart two turns of retention of one log group are, when the first removed everything that had expired. */
export const RETENTION_INTERVAL_MILLISECONDS = 3_600_000;
/**
 * Bytes of events that one forwarded event carries: in Base64 they stay below what a function can be given, even where
 * nothing of them compresses.
 */
export const FORWARDED_BYTES_MAX = 524_288;
/** How long a destination that throttles is left alone: this long at first, then twice as long each time, up to a bound. */
export const FORWARD_FIRST_PAUSE_MILLISECONDS = 1_000;
export const FORWARD_LONGEST_PAUSE_MILLISECONDS = 300_000;
/** How deep the parentheses of a JSON filter pattern may nest. */
export const PATTERN_DEPTH_MAX = 50;
