/** Every bound of STS, with its unit. */
import { DAY_MILLISECONDS } from "../../kernel/durations.ts";

/** Seconds that a session lasts when the caller names no duration. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const DEFAULT_DURATION_SECONDS = 3600;

/** Seconds that a session may last when its caller is itself a role session (role chaining). Same page. */
export const CHAINED_DURATION_MAXIMUM_SECONDS = 3600;

/** How long the keys of a session are remembered after it has expired, so that they are answered as expired rather than unknown. */
export const EXPIRED_SESSION_KEPT_MILLISECONDS = 7 * DAY_MILLISECONDS;
