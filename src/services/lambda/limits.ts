/** Every bound of the Lambda service, with its unit and the AWS page that it comes from. */
import { HOUR_MILLISECONDS, MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../../kernel/durations.ts";

const MEBIBYTE = 1024 * 1024;

/* What a function may be: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */

export const FUNCTION_NAME_LENGTH_MAX = 64;
export const TIMEOUT_SECONDS_MAX = 900;
export const MEMORY_MEGABYTES_MAX = 10_240;
/** The size of /tmp: what it is when nothing is said, which is the smallest too, and the largest. */
export const EPHEMERAL_STORAGE_MEGABYTES_DEFAULT = 512;
export const EPHEMERAL_STORAGE_MEGABYTES_MAX = 10_240;
/** All environment variables together, as the JSON text that AWS measures. */
export const ENVIRONMENT_BYTES_MAX = 4096;
/** A function's resource-based policy. */
export const POLICY_BYTES_MAX = 20 * 1024;
export const TAGS_MAX = 50;
/** A layer's name, where it is made up. */
export const LAYER_NAME_LENGTH_MAX = 64;
/** Ours: the id of a request that a creation of a stack makes up, by which it finds what it made. */
export const REQUEST_ID_LENGTH_MAX = 128;
/** Layers of one function. */
export const LAYERS_MAX = 5;

/** A zip archive that comes in the request itself. */
export const ZIPPED_BYTES_MAX = 52_428_800;
/** What the archive unpacks to; also the longest archive that is taken from a bucket, since AWS states no other bound. */
export const UNZIPPED_BYTES_MAX = 262_144_000;
/** What the account may store: TotalCodeSize, which AWS reported as 300 GiB in 2026. */
export const TOTAL_CODE_BYTES_MAX = 300 * 1024 * MEBIBYTE;

/* Invocations: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */

export const SYNCHRONOUS_PAYLOAD_BYTES_MAX = 6 * MEBIBYTE;
export const ASYNCHRONOUS_PAYLOAD_BYTES_MAX = MEBIBYTE;
/** 6 MiB and 100 bytes: the bound that AWS's error document names. */
export const RESPONSE_BYTES_MAX = 6 * MEBIBYTE + 100;
export const CLIENT_CONTEXT_BYTES_MAX = 3583;
/** The end of the log that LogType Tail returns. */
export const LOG_TAIL_BYTES = 4096;

/* Function URLs: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */

/** The id that begins the host name. */
export const URL_ID_CHARACTERS = 32;
/** Ours: what may precede the end of the head of a streamed response. */
export const RESPONSE_HEAD_BYTES_MAX = MEBIBYTE;

/* Concurrency: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */

export const ACCOUNT_CONCURRENCY = 1000;
/** New environments that a function gets ... https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html */
export const GROWTH_ENVIRONMENTS = 1000;
/** ... in this time. */
export const GROWTH_MILLISECONDS = 10 * SECOND_MILLISECONDS;
/** Invocations a second for each unit of concurrency. */
export const INVOCATIONS_A_SECOND_PER_CONCURRENCY = 10;
/** What reservations must leave for the functions that have none. */
export const UNRESERVED_CONCURRENCY_MIN = 100;

/** How often a function runs in one chain of events. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
export const RECURSIVE_INVOCATIONS_MAX = 16;
/** Ours: how often environments that are kept ready are looked after, so that their role's keys do not expire. */
export const PROVISIONED_RENEWAL_MILLISECONDS = HOUR_MILLISECONDS;

/* Asynchronous invocation: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */

export const RETRY_ATTEMPTS_DEFAULT = 2;
export const EVENT_AGE_MILLISECONDS_DEFAULT = 6 * HOUR_MILLISECONDS;
/** Waits before the first and the second retry of an event whose function failed. */
export const EVENT_RETRY_MILLISECONDS: readonly number[] = [MINUTE_MILLISECONDS, 2 * MINUTE_MILLISECONDS];
/** A throttled event waits this long at first, twice as long each further time ... */
export const EVENT_BACKOFF_FIRST_MILLISECONDS = SECOND_MILLISECONDS;
/** ... and never longer than this. */
export const EVENT_BACKOFF_LONGEST_MILLISECONDS = 5 * MINUTE_MILLISECONDS;
/** Ours: how many accepted events are being invoked at a time; the others wait in the store. */
export const EVENTS_IN_FLIGHT = ACCOUNT_CONCURRENCY;
/** Ours: how many keys of accepted events are held in memory; further ones are found in the store when these are done. */
export const EVENTS_REMEMBERED = 10_000;
/** An attribute of a dead letter that holds the function's error. */
export const ERROR_MESSAGE_BYTES_MAX = 1024;

/* Event source mappings: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */

export const BATCH_SIZE_DEFAULT = 10;
export const FIFO_BATCH_SIZE_MAX = 10;
/** What one ReceiveMessage and one DeleteMessageBatch take. */
export const QUEUE_BATCH_SIZE = 10;
export const POLL_SECONDS = 20;
export const POLLERS_AT_START = 5;
/** Without MaximumConcurrency; what runs at a time is also bounded by the environments that the machine has room for. */
export const POLLERS_MAX = 1250;
export const POLLERS_ADDED_A_MINUTE = 300;
/* Provisioned mode. */
export const PROVISIONED_POLLERS_MIN = 2;
export const PROVISIONED_MINIMUM_POLLERS_MAX = 200;
/** The API's reference says so for queues; the developer guide says 2,000. */
export const PROVISIONED_MAXIMUM_POLLERS_MAX = 10_000;
export const PROVISIONED_MINIMUM_POLLERS_DEFAULT = 2;
export const PROVISIONED_MAXIMUM_POLLERS_DEFAULT = 200;
/** Batches that one provisioned poller has in hand at a time. */
export const PROVISIONED_POLLER_CONCURRENCY = 10;
export const PROVISIONED_ADDED_A_MINUTE = 1000;
/** A batch as the JSON event that it becomes. */
export const BATCH_BYTES_MAX = 6 * MEBIBYTE;
/** AWS adds it to window and timeout where both exceed the queue's own visibility timeout. */
export const VISIBILITY_MARGIN_SECONDS = 30;
/** Ours: AWS says that a failing poller backs off and gives no numbers. */
export const POLL_BACKOFF_FIRST_MILLISECONDS = SECOND_MILLISECONDS;
export const POLL_BACKOFF_LONGEST_MILLISECONDS = MINUTE_MILLISECONDS;
/** Ours: how long a poller trusts what it knows of its queue's attributes. */
export const QUEUE_ATTRIBUTES_MILLISECONDS = MINUTE_MILLISECONDS;
export const FILTERS_MAX = 5;
/** Ours: how deep a filter pattern may nest. */
export const FILTER_DEPTH_MAX = 32;
/** https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html */
export const FILTER_PATTERN_LENGTH_MAX = 4096;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html (numeric) */
export const FILTER_NUMBER_MAX = 5_000_000_000;

/* What is kept in memory. */

/** The longest that STS gives a role's keys for: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const CREDENTIALS_SECONDS = 12 * 60 * 60;
/** Keys are renewed this long before they expire: the longest invocation, and some. */
export const CREDENTIALS_MARGIN_MILLISECONDS = 20 * MINUTE_MILLISECONDS;
/** How many functions' keys are remembered; the oldest leave first. */
export const CREDENTIALS_REMEMBERED = 10_000;
/** How many lines of one log stream wait to be written before further ones are dropped and counted. */
export const LOG_LINES_WAITING = 100_000;
/** One PutLogEvents call: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const LOG_EVENTS_A_CALL = 10_000;
export const LOG_BYTES_A_CALL = MEBIBYTE;
export const LOG_EVENT_OVERHEAD_BYTES = 26;
/** How many groups and streams are known to have been made; the oldest leave first, and are then made sure of again. */
export const LOG_PLACES_REMEMBERED = 10_000;
/** How long the address that GetFunction gives for the code works. */
export const CODE_LOCATION_MILLISECONDS = 10 * MINUTE_MILLISECONDS;
export const CODE_LOCATIONS_REMEMBERED = 10_000;
/** Code that nothing names any more is kept for as long as an invocation may still be loading from it. */
export const CODE_DISCARDED_AFTER_MILLISECONDS = TIMEOUT_SECONDS_MAX * SECOND_MILLISECONDS;

/* Lists. */

export const URLS_A_PAGE = 50;
export const FUNCTIONS_A_PAGE = 50;
/** Layers, versions, aliases and what is set for each of them. */
export const VERSIONS_A_PAGE = 50;
export const MAPPINGS_A_PAGE = 100;
