/** Receives from a FIFO queue of the model that can be repeated by their attempt id. */
import { type ModelMessage, mustShow, type SeenMessage } from "./model-message.fixture.ts";
import { must } from "./must.fixture.ts";

const FIVE_MINUTES = 300_000;

interface Attempt {
  readonly madeAt: number;
  repeatedAt: number;
  readonly received: readonly Received[];
}

/** A message as the receive left it. */
interface Received {
  readonly message: ModelMessage;
  readonly handle: string | undefined;
  visibleAt: number;
}

/** The queue at the moment of a receive, and for how long that hides what it gets. */
export interface Moment {
  readonly now: number;
  readonly messages: readonly ModelMessage[];
  readonly seconds: number;
}

export class ModelReceiveAttempts {
  readonly #attempts = new Map<string, Attempt>();

  remember(id: string, now: number, messages: readonly ModelMessage[]): void {
    if (messages.length === 0) return;
    const received = messages.map((message) => ({ message, handle: message.handle, visibleAt: message.visibleAt }));
    this.#attempts.set(id, { madeAt: now, repeatedAt: now, received });
  }

  /**
   * Whether a receive repeats the earlier one of its attempt id, and hides the same messages anew. It must for five
   * minutes while all of them are in flight, and may when they have come back, or when it was repeated within five
   * minutes; it cannot once something happened to one of them.
   */
  repeats(id: string, seen: readonly SeenMessage[], { now, messages, seconds }: Moment): boolean {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined || now >= attempt.repeatedAt + FIVE_MINUTES) return false;
    const { received, madeAt } = attempt;
    const untouched = received.every(({ message, handle, visibleAt }) => {
      return messages.includes(message) && message.handle === handle && message.visibleAt === visibleAt;
    });
    if (!untouched) return false;
    const inFlight = received.every(({ visibleAt }) => visibleAt > now);
    const isSame = received.map(({ handle }) => handle).join() === seen.map(({ handle }) => handle).join();
    must(isSame || !inFlight || now >= madeAt + FIVE_MINUTES, `the attempt ${id} is repeated`);
    if (!isSame) return false;
    attempt.repeatedAt = now;
    for (const [index, each] of received.entries()) {
      mustShow(each.message, seen[index], messages);
      each.visibleAt = now + seconds * 1000;
      each.message.visibleAt = each.visibleAt;
    }
    return true;
  }
}
