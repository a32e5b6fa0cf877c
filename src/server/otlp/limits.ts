/** The bounds of the export of lineage as OpenTelemetry spans. */

/** How many spans wait at most for their turn; further ones are dropped. */
export const SPANS_WAITING = 20_000;
/** How many spans one request carries. */
export const SPANS_A_REQUEST = 512;
/** How long the first span of a request waits for company. */
export const BATCH_MILLISECONDS = 1_000;
/** How many acts that have begun are remembered with their trace, so that their effects join it. */
export const PLACES_REMEMBERED = 50_000;
/** How long a receiver may take for one request. */
export const PATIENCE_MILLISECONDS = 5_000;
