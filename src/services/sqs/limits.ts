/** Every bound of SQS, with its unit and where it comes from. */

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const QUEUE_NAME_CHARACTERS_MAX = 80;
/** Names of queues that one page of a list carries at most: API reference of ListQueues. */
export const LIST_RESULTS_MAX = 1_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MESSAGE_BYTES_MAX = 1_048_576;
export const BATCH_BYTES_MAX = 1_048_576;
export const BATCH_ENTRIES_MAX = 10;
export const BATCH_ENTRY_ID_CHARACTERS_MAX = 80;
export const MESSAGE_ATTRIBUTES_MAX = 10;
export const MESSAGE_ATTRIBUTE_NAME_CHARACTERS_MAX = 256;
export const MESSAGE_ATTRIBUTE_TYPE_CHARACTERS_MAX = 256;
export const RECEIVED_MESSAGES_MAX = 10;
export const WAIT_SECONDS_MAX = 20;
export const DELAY_SECONDS_MAX = 900;
export const VISIBILITY_TIMEOUT_SECONDS_MAX = 43_200;
/** Group, deduplication and receive attempt ids. */
export const MESSAGE_TOKEN_CHARACTERS_MAX = 128;
/** Messages in flight in one queue, standard or FIFO. */
export const IN_FLIGHT_MAX = 120_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html */
/** A tenant that takes more than this part of what is in flight, or of recent processing time, is noisy ... */
export const NOISY_SHARE = 0.1;
/** ... in the first case only with so many messages in flight. */
export const NOISY_IN_FLIGHT_MIN = 30;
/** A noisy tenant of which nothing was in flight for so long is quiet again. */
export const NOISY_IDLE_MILLISECONDS = 300_000;

/** API reference of SetQueueAttributes. */
export const RETENTION_SECONDS_MIN = 60;
export const RETENTION_SECONDS_MAX = 1_209_600;
export const MAXIMUM_MESSAGE_SIZE_BYTES_MIN = 1_024;
export const MAX_RECEIVE_COUNT_MAX = 1_000;
export const REDRIVE_SOURCE_QUEUES_MAX = 10;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
export const POLICY_BYTES_MAX = 8_192;
export const POLICY_STATEMENTS_MAX = 20;
/** Principals and actions of one statement. */
export const POLICY_PRINCIPALS_MAX = 50;
export const POLICY_ACTIONS_MAX = 7;
/** API reference of AddPermission. */
export const PERMISSION_LABEL_CHARACTERS_MAX = 80;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const TAGS_MAX = 50;
export const TAG_KEY_CHARACTERS_MAX = 128;
export const TAG_VALUE_CHARACTERS_MAX = 256;

/** How long a name stays blocked after DeleteQueue, and how far apart two purges are: API reference of both. */
export const DELETED_NAME_MILLISECONDS = 60_000;
export const PURGE_INTERVAL_MILLISECONDS = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
export const DEDUPLICATION_MILLISECONDS = 300_000;
/** API reference of ReceiveMessage, ReceiveRequestAttemptId. */
export const RECEIVE_ATTEMPT_MILLISECONDS = 300_000;

/** API reference of StartMessageMoveTask and ListMessageMoveTasks. */
export const MOVED_MESSAGES_PER_SECOND_MAX = 500;
export const MOVE_TASKS_LISTED_MAX = 10;
/** Messages that one write of a move task takes. */
export const MOVE_BATCH_MESSAGES = 100;

/** What a request's payload is metered by: https://aws.amazon.com/sqs/pricing/ */
export const METERED_CHUNK_BYTES = 65_536;

/** Metrics are emitted for so long after a queue was last used: sqs-available-cloudwatch-metrics.html. */
export const ACTIVE_MILLISECONDS = 6 * 3_600_000;

// The bounds below are Sluice's own: they keep each transaction short.

/** Messages of a queue that one write makes visible, expires or clears away; the next write goes on. */
export const UPKEEP_BATCH_MESSAGES = 1_000;
/** Messages that one receive looks at beyond those that it returns: expired ones, and ones on their way to a dead-letter queue. */
export const RECEIVE_STEPS_MAX = 1_000;
/** Deduplication ids past their time that each send clears away. */
export const DEDUPLICATION_CLEARED_PER_SEND = 2;
/** How long past their end deduplication ids may wait for the queue's own upkeep. */
export const DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS = 60_000;
/** How long upkeep that failed waits before it is tried again. */
export const UPKEEP_RETRY_MILLISECONDS = 1_000;
/** Rows that a count looks at where no counter is kept: messages of a FIFO queue with a delay, and ones just expired. */
export const COUNTED_ROWS_MAX = 100_000;
/** Messages among which the oldest one is looked for. */
export const AGE_CANDIDATES_MAX = 100;
/** How far back processing time is recent; at most, since it is forgotten half of this at a time. */
export const PROCESSING_TIME_RECENT_MILLISECONDS = 300_000;
/** Below this sum of recent processing times in a queue, shares of it are chance and say nothing of a tenant. */
export const PROCESSING_TIME_TELLING_MILLISECONDS = 10_000;
/** Tenants of a queue whose processing times are kept apart. */
export const TIMED_TENANTS_MAX = 2_000;
/** Queue records that are kept decoded. */
export const CACHED_QUEUES_MAX = 10_000;
/** Messages that a peek lists at most. */
export const PEEKED_MESSAGES_MAX = 1_000;
