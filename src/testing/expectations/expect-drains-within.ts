/** The expectation that a queue is worked off in time. */
import type { QueueHandle } from "../handles/queue-handle.ts";
import type { Duration } from "../test-clock.ts";
import { arrivals } from "../../server/expectations/arrivals.ts";
import { expectationFailed } from "./expectation-failed.ts";

/**
 * Lets as much of the cloud's time pass as it takes until the queue holds no message, delayed ones and those in flight
 * included.
 * @throws ExpectationFailed with the journeys of the messages when it takes longer than `within`
 */
export async function expectDrainsWithin(queue: QueueHandle, within: Duration): Promise<void> {
  const { inside } = queue;
  let left = 0;
  const isEmpty = async (): Promise<boolean> => {
    const { visible, inFlight, delayed } = await queue.depth();
    left = visible + inFlight + delayed;
    return left === 0;
  };
  if (await inside.clock.reaches(isEmpty, { within })) return;
  const still = new Set((await queue.peek()).map(({ messageId }) => messageId));
  const all = arrivals(inside, await queue.arn());
  const waiting = all.filter(({ record }) => still.has(record.subject ?? ""));
  throw expectationFailed(inside, {
    sentence: `Expected the queue ${queue.name} to drain within ${String(within)}; it still holds ${left}.`,
    records: waiting.map(({ record }) => record),
    found: waiting.map(({ body }) => body),
  });
}
