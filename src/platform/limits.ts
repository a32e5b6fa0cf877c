/** The platform's own bounds. */

/** How many sources of effects that stay inside run at the same time; more wait their turn. */
export const EFFECT_CONCURRENCY = 256;
/** How many sources of effects that wait for others outside run at the same time: each holds a connection open. */
export const OUTSIDE_CONCURRENCY = 1_024;
/** How many of those may wait for the same one outside. */
export const LANE_CONCURRENCY = 16;
/** How many effects that wait for their turn are kept in memory as well; more are read from the store. */
export const EFFECTS_AT_HAND = 1_024;
/** First wait after an effect handler threw; doubled with each further try. */
export const EFFECT_RETRY_FIRST_MILLISECONDS = 100;
/** Longest wait between two tries of an effect whose handler keeps throwing. */
export const EFFECT_RETRY_LONGEST_MILLISECONDS = 30_000;
/** How many due timers are taken in one turn of the event loop. */
export const TIMER_BATCH = 100;
/** How long a timer whose handler threw waits before it is tried again. */
export const TIMER_RETRY_MILLISECONDS = 60_000;
/** How many policies are kept as they were read. */
export const POLICIES_READ_MAX = 1_000;
/** How many lineage records are kept; the oldest leave first. */
export const LINEAGE_RECORDS = 50_000;
/** How many distinct metrics one minute can hold; further ones are counted and dropped. */
export const METRICS_A_MINUTE = 50_000;
/** How many distinct values of one metric are kept exactly: the length that PutMetricData allows for Values. */
export const METRIC_VALUES = 150;
/** How many turns of the event loop must pass in silence before the cloud counts as settled. */
export const SETTLED_TURNS = 4;
/** How long after its body was written a row may still come to name a blob: longer than any request takes. */
export const BLOB_GRACE_MILLISECONDS = 60 * 60_000;
/** How long a stopping cloud waits for what is under way: with the gateway's own patience, less than containers are given. */
export const STOP_PATIENCE_MILLISECONDS = 5_000;
/** Tags of one API or stage: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const TAGS_AN_API = 50;
/** Deployments that are kept ready in memory, of each kind of API; the oldest is read again when it is asked for. */
export const DEPLOYMENTS_READY = 200;
/** How many rules of faults a cloud has at a time: each fault point asks them one after the other. */
export const FAULT_RULES_MAX = 100;
/** How many wildcards the target of a fault has. */
export const FAULT_WILDCARDS_MAX = 10;
/** How long a fault delays something at most. */
export const FAULT_DELAY_MILLISECONDS_MAX = 24 * 60 * 60_000;
/** How many turns of the event loop nothing must change before what waits because of a fault counts as settled. */
export const HELD_UP_TURNS = 32;
