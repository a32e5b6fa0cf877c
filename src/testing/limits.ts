/** Every bound of the test kit. */
import { MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../kernel/durations.ts";

/** How many lineage records the story of a failed exploration shows: the newest, since the end is where it failed. */
export const EXPLORED_STORY_RECORDS = 60;
/** While a cloud settles, something begins or ends in so much of the machine's time, or it hangs. */
export const SETTLE_STILL_MILLISECONDS = 30 * SECOND_MILLISECONDS;
/** How long settling may take on the machine's own clock, unless another bound is given: what goes on for longer never ends. */
export const SETTLE_MILLISECONDS = 5 * MINUTE_MILLISECONDS;
/** Bodies of messages that are remembered for expectations; the oldest are forgotten first. */
export const MESSAGES_REMEMBERED = 50_000;
/** Invocations that are remembered; the oldest are forgotten first. */
export const INVOCATIONS_REMEMBERED = 10_000;
/** What a failed expectation shows: journeys, lines of one journey, errors of functions, and characters of a payload. */
export const JOURNEYS_SHOWN = 3;
export const JOURNEY_LINES_SHOWN = 60;
export const FUNCTION_ERRORS_SHOWN = 3;
export const PAYLOAD_CHARACTERS_SHOWN = 300;
/** How often a clock that flows with the machine's is moved. */
export const FLOW_STEP_MILLISECONDS = 10;
