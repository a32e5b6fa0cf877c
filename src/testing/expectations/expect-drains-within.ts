/** The expectation that a queue is worked off in time. */
import type { QueueHandle } from "../handles/queue-handle.ts";
import type { Duration } from "../test-clock.ts";
import { undrained } from "../../server/expectations/undrained.ts";
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
  const queueHeld = { arn: await queue.arn(), name: queue.name };
  const messageIds = (await queue.peek()).map(({ messageId }) => messageId);
  const finding = undrained(inside, { queue: queueHeld, within: String(within), left, messageIds });
  throw expectationFailed(inside, finding);
}
