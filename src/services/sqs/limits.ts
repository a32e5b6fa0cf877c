/** Every bound of SQS, with its unit and where it comes from: AWS's as a table, then Sluice's own. */

/** A bound of AWS's. */
export interface Bound {
  /** What AWS keeps to, and a cloud with strict limits. */
  readonly strict: number;
  /** What a cloud with relaxed limits keeps to; absent where the bound is part of the API's form, or of what SQS is. */
  readonly relaxed?: number;
  readonly unit: string;
  /** The page of AWS that names it. */
  readonly page: string;
}

const GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide";
const REFERENCE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";
const MESSAGE_QUOTAS = `${GUIDE}/quotas-messages.html`;
const QUEUE_QUOTAS = `${GUIDE}/quotas-queues.html`;
const FIFO_QUOTAS = `${GUIDE}/quotas-fifo.html`;
const POLICY_QUOTAS = `${GUIDE}/quotas-policies.html`;
const FAIR_QUEUES = `${GUIDE}/sqs-fair-queues-detailed.html`;

/**
 * As large as fits: ten received messages go into one answer, which is one string, and a character of a body can take
 * six in it; a sent one arrives in a request of at most 67 MiB.
 */
const RELAXED_MESSAGE_BYTES = 8 * 1024 ** 2;

/** AWS's bounds. What is relaxed here is a quota: without it, SQS is used as with it. */
export const BOUNDS = {
  messageBytes: { strict: 1_048_576, relaxed: RELAXED_MESSAGE_BYTES, unit: "bytes", page: MESSAGE_QUOTAS },
  batchBytes: { strict: 1_048_576, relaxed: RELAXED_MESSAGE_BYTES, unit: "bytes", page: MESSAGE_QUOTAS },
  /** Messages in flight are rows: nothing in memory grows with them. */
  inFlightMessages: { strict: 120_000, relaxed: Infinity, unit: "messages of a queue", page: MESSAGE_QUOTAS },
  policyBytes: { strict: 8_192, relaxed: 65_536, unit: "bytes", page: POLICY_QUOTAS },
  policyStatements: { strict: 20, relaxed: 160, unit: "statements of a policy", page: POLICY_QUOTAS },
  policyPrincipals: { strict: 50, relaxed: 400, unit: "principals of a statement", page: POLICY_QUOTAS },
  tags: { strict: 50, relaxed: 500, unit: "tags of a queue", page: QUEUE_QUOTAS },
  /** How long a name stays blocked after DeleteQueue. */
  deletedNameMilliseconds: {
    strict: 60_000,
    relaxed: 0,
    unit: "milliseconds",
    page: `${REFERENCE}/API_DeleteQueue.html`,
  },
  /** How far apart two purges of a queue are. */
  purgeIntervalMilliseconds: {
    strict: 60_000,
    relaxed: 0,
    unit: "milliseconds",
    page: `${REFERENCE}/API_PurgeQueue.html`,
  },

  // Clients depend on these: they cut batches, lists and waits by them, and SNS its raw deliveries.
  messageAttributes: { strict: 10, unit: "attributes of a message", page: MESSAGE_QUOTAS },
  batchEntries: { strict: 10, unit: "entries of a batch", page: MESSAGE_QUOTAS },
  receivedMessages: { strict: 10, unit: "messages of a receive", page: `${REFERENCE}/API_ReceiveMessage.html` },
  listResults: { strict: 1_000, unit: "names of a page", page: `${REFERENCE}/API_ListQueues.html` },
  moveTasksListed: { strict: 10, unit: "tasks", page: `${REFERENCE}/API_ListMessageMoveTasks.html` },
  waitSeconds: { strict: 20, unit: "seconds", page: `${REFERENCE}/API_ReceiveMessage.html` },

  // What the members of the API may be.
  queueNameCharacters: { strict: 80, unit: "characters", page: QUEUE_QUOTAS },
  messageAttributeNameCharacters: {
    strict: 256,
    unit: "characters",
    page: `${GUIDE}/sqs-message-metadata.html`,
  },
  messageAttributeTypeCharacters: {
    strict: 256,
    unit: "characters",
    page: `${GUIDE}/sqs-message-metadata.html`,
  },
  delaySeconds: { strict: 900, unit: "seconds", page: MESSAGE_QUOTAS },
  visibilityTimeoutSeconds: { strict: 43_200, unit: "seconds", page: MESSAGE_QUOTAS },
  retentionSecondsLeast: { strict: 60, unit: "seconds", page: MESSAGE_QUOTAS },
  retentionSeconds: { strict: 1_209_600, unit: "seconds", page: MESSAGE_QUOTAS },
  maximumMessageSizeBytesLeast: {
    strict: 1_024,
    unit: "bytes",
    page: `${REFERENCE}/API_SetQueueAttributes.html`,
  },
  maxReceiveCount: { strict: 1_000, unit: "receives", page: `${REFERENCE}/API_SetQueueAttributes.html` },
  redriveSourceQueues: { strict: 10, unit: "queues", page: `${REFERENCE}/API_SetQueueAttributes.html` },
  tagKeyCharacters: { strict: 128, unit: "characters", page: QUEUE_QUOTAS },
  tagValueCharacters: { strict: 256, unit: "characters", page: QUEUE_QUOTAS },
  /** There are hardly more that another account can be allowed. */
  policyActions: { strict: 7, unit: "actions of a statement", page: POLICY_QUOTAS },
  permissionLabelCharacters: { strict: 80, unit: "characters", page: `${REFERENCE}/API_AddPermission.html` },
  /** Each write of a move task moves a second's worth, and is kept short by this. */
  movedMessagesPerSecond: {
    strict: 500,
    unit: "messages a second",
    page: `${REFERENCE}/API_StartMessageMoveTask.html`,
  },

  // How SQS behaves: consumers see a difference.
  deduplicationMilliseconds: {
    strict: 300_000,
    unit: "milliseconds",
    page: `${GUIDE}/FIFO-queues-exactly-once-processing.html`,
  },
  receiveAttemptMilliseconds: {
    strict: 300_000,
    unit: "milliseconds",
    page: `${REFERENCE}/API_ReceiveMessage.html`,
  },
  /** Which groups wait behind it is stored: the bound must be the same whenever the data are opened. */
  fifoLookAheadMessages: {
    strict: 120_000,
    unit: "messages of a FIFO queue",
    page: `${GUIDE}/FIFO-queues-understanding-logic.html`,
  },
  /** A tenant that takes more than this part of what is in flight, or of recent processing time, is noisy ... */
  noisyShare: { strict: 0.1, unit: "of a queue's whole", page: FAIR_QUEUES },
  /** ... in the first case only with so many messages in flight. */
  noisyInFlightLeast: { strict: 30, unit: "messages of a tenant", page: FAIR_QUEUES },
  /** A noisy tenant of which nothing was in flight for so long is quiet again. */
  noisyIdleMilliseconds: { strict: 300_000, unit: "milliseconds", page: FAIR_QUEUES },
  /** Of a FIFO queue, or of a group of one with high throughput; kept to where calls are throttled at all. */
  fifoCallsPerSecond: { strict: 300, unit: "calls of an action", page: FIFO_QUOTAS },
  /** What a request's payload is metered by. */
  meteredChunkBytes: { strict: 65_536, unit: "bytes", page: "https://aws.amazon.com/sqs/pricing/" },
  /** Metrics are emitted for so long after a queue was last used. */
  activeMilliseconds: {
    strict: 6 * 3_600_000,
    unit: "milliseconds",
    page: `${GUIDE}/sqs-available-cloudwatch-metrics.html`,
  },
} as const satisfies Readonly<Record<string, Bound>>;

type BoundName = keyof typeof BOUNDS;
type RelaxedName = { [Name in BoundName]: (typeof BOUNDS)[Name] extends { relaxed: number } ? Name : never }[BoundName];

/** The bounds that differ from cloud to cloud: a service reads them through its scope, by `limitsOf`. */
export type Limits = Readonly<Record<RelaxedName, number>>;

export const STRICT_LIMITS: Limits = valuesOf((bound) => bound.strict);
export const RELAXED_LIMITS: Limits = valuesOf((bound) => bound.relaxed ?? bound.strict);

/** The bounds that every cloud keeps to. One that is relaxed is not among them, so that nobody reads it here. */
export const FIXED: Readonly<Record<Exclude<BoundName, RelaxedName>, number>> = valuesOf((bound) => bound.strict);

function valuesOf(pick: (bound: Bound) => number): Record<BoundName, number> {
  const values = Object.entries<Bound>(BOUNDS).map(([name, bound]) => [name, pick(bound)]);
  // The entries are those of the table, so that the object has every name of it.
  return Object.fromEntries(values) as Record<BoundName, number>;
}

// The bounds below are Sluice's own, whatever a cloud's limits: they keep each transaction short and memory bounded.

/** Messages that one write of a move task takes. */
export const MOVE_BATCH_MESSAGES = 100;
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
/** Queue URLs whose parts are remembered, and how long they may be. */
export const REMEMBERED_URLS_MAX = 10_000;
export const REMEMBERED_URL_CHARACTERS_MAX = 512;
/** Messages that a peek lists at most. */
export const PEEKED_MESSAGES_MAX = 1_000;
/** Messages that one receive passes over where a cloud's order is disturbed. */
export const PASSED_OVER_MAX = 10;
/** Messages of a cloud that wait to be delivered a second time; the oldest of them are forgotten. */
export const SECOND_DELIVERIES_MAX = 10_000;
