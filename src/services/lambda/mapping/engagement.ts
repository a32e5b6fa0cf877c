/** What counts as activity of a poller: messages in hand do, waits that only time can end do not. */
import type { Activity } from "../../../platform/activity.ts";

/** The activity of one poller. A frozen clock must be able to settle while a poller waits for it to move. */
export class Engagement {
  readonly #activity: Activity;
  #end: (() => void) | undefined;

  constructor(activity: Activity) {
    this.#activity = activity;
  }

  /** There are messages in hand from now on. */
  begin(): void {
    this.#end ??= this.#activity.begin("lambda.mapping batch");
  }

  /** Nothing is in hand any more. */
  end(): void {
    this.#end?.();
    this.#end = undefined;
  }

  /** Waits without counting as active. */
  async rest<T>(wait: Promise<T>): Promise<T> {
    const wasActive = this.#end !== undefined;
    this.end();
    try {
      return await wait;
    } finally {
      if (wasActive) this.begin();
    }
  }
}
