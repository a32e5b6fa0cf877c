/** Every bound of the test kit. */
import { MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../kernel/durations.ts";

/** While a cloud settles, something begins or ends in so much of the machine's time, or it hangs. */
export const SETTLE_STILL_MILLISECONDS = 30 * SECOND_MILLISECONDS;
/** How long settling may take on the machine's own clock, unless another bound is given: what goes on for longer never ends. */
export const SETTLE_MILLISECONDS = 5 * MINUTE_MILLISECONDS;
/** How often a clock that flows with the machine's is moved. */
export const FLOW_STEP_MILLISECONDS = 10;
/** How many ways of narrowing one fault of a failed exploration are tried: each is one more run of the scenario. */
export const NARROWINGS_MAX = 20;

/** How many templates of those deployed last are kept as they were read. */
export const TEMPLATES_REMEMBERED = 16;
