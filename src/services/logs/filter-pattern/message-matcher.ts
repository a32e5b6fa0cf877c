/** What a filter pattern becomes. */

/** Whether an event with this message is chosen. */
export type MessageMatcher = (message: string) => boolean;
