/** Bounds of direct calls. */

/** How often a call is made: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export const DIRECT_CALL_ATTEMPTS = 3;
