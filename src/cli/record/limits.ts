/** The bounds of what a replay prints. */

/** How many calls that were answered differently the summary names. */
export const DIFFERENCES_NAMED = 20;
