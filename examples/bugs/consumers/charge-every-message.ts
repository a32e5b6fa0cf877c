/** The bug: a message is taken for an order. Queues deliver at least once, so that some orders are paid twice. */
import { orderEvents, type QueueEvent } from "../order-event.ts";
import type { Bank } from "../world.ts";

export function chargeEveryMessage(bank: Bank) {
  return (event: QueueEvent): void => {
    for (const { orderId } of orderEvents(event)) bank.pay(orderId);
  };
}
