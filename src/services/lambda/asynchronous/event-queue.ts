/**
 * The queue of asynchronous invocations. Events live in the store; this holds only the keys of those that are to run
 * now. An event is in one of three places: here, running, or held by a durable timer until its next attempt.
 */
import { local } from "../../../platform/local.ts";
import type { AsyncScope, WriteScope } from "../../../platform/scope.ts";
import { emitFigures } from "../invocation/function-metrics.ts";
import { asynchronousEvents } from "../keyspaces.ts";
import { EVENT_BACKOFF_LONGEST_MILLISECONDS, EVENTS_IN_FLIGHT, EVENTS_REMEMBERED } from "../limits.ts";
import { attemptEvent } from "./attempt-event.ts";
import { currentEnds } from "./event-ends.ts";
import type { AcceptedEvent, EventKey } from "./event-record.ts";
import { holdEvent } from "./hold-event.ts";

/** Stores an event: once the transaction is on disk, it will be tried until it succeeds or AWS would give it up. */
export function acceptEvent(event: AcceptedEvent, at: WriteScope): void {
  const key: EventKey = [at.account, at.region, event.requestId];
  const ends = currentEnds(event, at);
  asynchronousEvents.put(at.tx, key, {
    ...event,
    acceptedAt: at.now,
    cause: at.cause,
    failures: 0,
    throttles: 0,
    isWaiting: false,
    ...(ends === undefined ? {} : { endsWhenAccepted: ends }),
  });
  emitFigures([["AsyncEventsReceived", 1]], event, at);
  at.after(() => at.local(eventQueue).add(key));
}

/** Timer: the event's next attempt is due. */
export function retryEvent({ key }: { readonly key: EventKey }, at: WriteScope): void {
  const event = asynchronousEvents.get(at.tx, key);
  if (event === undefined) return;
  asynchronousEvents.put(at.tx, key, { ...event, isWaiting: false });
  at.after(() => at.local(eventQueue).add(key));
}

export const eventQueue = local("lambda event queue", () => new EventQueue());

class EventQueue {
  #scope: AsyncScope | undefined;
  readonly #waiting: EventKey[] = [];
  readonly #known = new Set<string>();
  #running = 0;
  /** Set when keys were not remembered: the store is asked for them once there is room. */
  #isIncomplete = true;

  /** Takes up what is in the store; `scope` lives as long as the cloud. */
  start(scope: AsyncScope): void {
    this.#scope = scope;
    this.#pump();
  }

  /** An event is to be tried now. */
  add(key: EventKey): void {
    const id = key.join("/");
    if (this.#known.has(id)) return;
    if (this.#known.size >= EVENTS_REMEMBERED) this.#isIncomplete = true;
    else {
      this.#known.add(id);
      this.#waiting.push(key);
    }
    this.#pump();
  }

  #pump(): void {
    const scope = this.#scope;
    if (scope === undefined || scope.isUnwanted) return;
    if (this.#isIncomplete && this.#waiting.length === 0) this.#recall(scope);
    while (this.#running < EVENTS_IN_FLIGHT) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      this.#running++;
      const end = scope.activity.begin("lambda.event");
      void this.#attempt(key, scope).finally(() => {
        this.#running--;
        this.#known.delete(key.join("/"));
        this.#pump();
        end();
      });
    }
  }

  /** Finds events in the store that nobody holds. */
  #recall(scope: AsyncScope): void {
    this.#isIncomplete = false;
    scope.read((at) => {
      for (const { key, value } of asynchronousEvents.range(at.tx, [])) {
        const id = key.join("/");
        if (value.isWaiting || this.#known.has(id)) continue;
        if (this.#known.size >= EVENTS_REMEMBERED) {
          this.#isIncomplete = true;
          return;
        }
        this.#known.add(id);
        this.#waiting.push(key);
      }
    });
  }

  async #attempt(key: EventKey, scope: AsyncScope): Promise<void> {
    const [account, region] = key;
    try {
      await attemptEvent(key, scope.within({ account, region }));
    } catch (error) {
      // A fault or a bug, not the function's: the event stays, and is tried again later.
      scope.log.error("an asynchronous invocation failed and will be tried again", { event: key.join("/"), error });
      await this.#postpone(key, scope);
    }
  }

  async #postpone(key: EventKey, scope: AsyncScope): Promise<void> {
    try {
      await scope.write((at) => holdEvent(key, { dueAt: at.now + EVENT_BACKOFF_LONGEST_MILLISECONDS }, at));
    } catch (error) {
      // The store has failed: the event is still in it, and is found by the next start.
      scope.log.error("an asynchronous invocation could not be postponed", { event: key.join("/"), error });
    }
  }
}
