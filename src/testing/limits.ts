/** Every bound of the test kit. */
import { SECOND_MILLISECONDS } from "../kernel/durations.ts";

/** How many lineage records the story of a failed exploration shows: the newest, since the end is where it failed. */
export const EXPLORED_STORY_RECORDS = 60;
/** How long settling may take on the machine's own clock, unless another bound is given. */
export const SETTLE_MILLISECONDS = 30 * SECOND_MILLISECONDS;
/** How often a clock that flows with the machine's is moved. */
export const FLOW_STEP_MILLISECONDS = 10;
