/** Every bound of what expectations remember and show. */

/** Bodies of messages that are remembered for expectations, and how much they weigh: the oldest are forgotten first. */
export const MESSAGES_REMEMBERED = 50_000;
export const MESSAGE_CHARACTERS_REMEMBERED = 268_435_456;
/** Invocations that are remembered; the oldest are forgotten first. */
export const INVOCATIONS_REMEMBERED = 10_000;
/** What a failed expectation shows: journeys, lines of one journey, errors of functions, and characters of a payload. */
export const JOURNEYS_SHOWN = 3;
export const JOURNEY_LINES_SHOWN = 60;
export const FUNCTION_ERRORS_SHOWN = 3;
export const PAYLOAD_CHARACTERS_SHOWN = 300;
/** Queues whose depths a failed expectation shows. */
export const QUEUES_SHOWN = 100;
/** What was found, as far as an answer over HTTP shows it: the newest. */
export const FOUND_SHOWN = 100;
