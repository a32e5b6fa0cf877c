/** How often something is expected to have happened. */

/** Beside what is expected. */
export interface CountOptions {
  /** Exactly so often; at least once when absent. */
  readonly times?: number;
}

/** Whether a count is what was asked for. */
export function isCount(count: number, { times }: CountOptions): boolean {
  return times === undefined ? count > 0 : count === times;
}

/** What was asked for, in words. */
export function countWords({ times }: CountOptions): string {
  if (times === undefined) return "at least one";
  return times === 0 ? "no" : `exactly ${times}`;
}
