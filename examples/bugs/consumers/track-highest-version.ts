/** The cure: an event says which one of its order it is, and an older one is no news. */
import { orderEvents, type QueueEvent } from "../order-event.ts";
import type { Board } from "../world.ts";

export function trackHighestVersion(board: Board) {
  return (event: QueueEvent): void => {
    for (const { orderId, status, version } of orderEvents(event)) {
      const known = board.shown.get(orderId)?.version ?? 0;
      if (version > known) board.shown.set(orderId, { status, version });
    }
  };
}
