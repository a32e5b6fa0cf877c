/** How one of several calls ended: told beside the others, so that it is a value and not a rejection. */

/** The call's answer; or its ServiceError, a fault or a bug. */
export type CallOutcome<Output = unknown> = { readonly output: Output } | { readonly error: unknown };
