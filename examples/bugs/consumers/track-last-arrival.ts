/** The bug: what arrives last is taken for what happened last. Standard queues and topics keep no order. */
import { orderEvents, type QueueEvent } from "../order-event.ts";
import type { Board } from "../world.ts";

export function trackLastArrival(board: Board) {
  return (event: QueueEvent): void => {
    for (const { orderId, status, version } of orderEvents(event)) board.shown.set(orderId, { status, version });
  };
}
