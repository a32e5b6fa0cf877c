/** The cure: the order is the idempotency key, so that paying it again changes nothing. */
import { orderEvents, type QueueEvent } from "../order-event.ts";
import type { Bank } from "../world.ts";

export function chargeEveryOrder(bank: Bank) {
  return (event: QueueEvent): void => {
    for (const { orderId } of orderEvents(event)) bank.pay(orderId, orderId);
  };
}
