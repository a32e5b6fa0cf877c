/** The bounds of recordings. */

/** How many may listen at the same time. */
export const LISTENERS = 8;
/** How many calls wait for a listener who is slow; what comes then is counted, and told of as lost. */
export const CALLS_WAITING = 10_000;
/** Bytes that these calls take together, as text. */
export const CALLS_WAITING_CHARACTERS = 64 * 1024 ** 2;
/** The longest body of a call that is recorded with it: with its base64 a call stays below what the admin API takes. */
export const BODY_BYTES = 4 * 1024 ** 2;
/** The longest call that is recorded, as text. */
export const CALL_CHARACTERS = 8 * 1024 ** 2;
/** How many ids of an answer are recorded. */
export const IDS_A_CALL = 1_000;
