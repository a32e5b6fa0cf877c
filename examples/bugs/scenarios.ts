/** What happens in the shop, with a consumer that may have a bug, and what must be so in the end. */
import { strict as assert } from "node:assert";
import { expectInvoked, type Handler, type TestCloud } from "sluice/testing";
import type { OrderEvent } from "./order-event.ts";
import { Bank, Board } from "./world.ts";

/** What each seed begins with: the template, with functions that do nothing until a scenario binds one. */
export async function deployShop(cloud: TestCloud): Promise<void> {
  const nothing = (): void => {};
  const handlers = { Charge: nothing, Track: nothing, Pack: nothing, Courier: nothing };
  await cloud.deploy(import.meta.dirname, { stackName: "shop", handlers });
}

/** Each order is paid once. */
export async function payOrders(cloud: TestCloud, charge: (bank: Bank) => Handler): Promise<void> {
  const bank = new Bank();
  await cloud.fn("Charge").bind(charge(bank));
  for (const orderId of ["A", "B"]) await publish(cloud, { orderId, status: "placed", version: 1 });
  await cloud.clock.advance("5m");
  assert.deepEqual(bank.paid.toSorted(), ["A", "B"], "Each order is paid once.");
}

/** The page shows in the end what has become of the order. */
export async function trackOrder(cloud: TestCloud, track: (board: Board) => Handler): Promise<void> {
  const board = new Board();
  await cloud.fn("Track").bind(track(board));
  await publish(cloud, { orderId: "A", status: "placed", version: 1 });
  await publish(cloud, { orderId: "A", status: "packed", version: 2 });
  await publish(cloud, { orderId: "A", status: "shipped", version: 3 });
  await cloud.clock.advance("5m");
  assert.equal(board.shown.get("A")?.status, "shipped", "The page shows that the order is shipped.");
}

/** The courier is booked once. */
export async function packOrder(cloud: TestCloud, pack: () => Handler): Promise<void> {
  await cloud.fn("Pack").bind(pack());
  await publish(cloud, { orderId: "A", status: "placed", version: 1 });
  for (let quarter = 0; quarter < 5; quarter++) {
    await cloud.fn("Pack").invokeAsynchronously();
    await cloud.clock.advance("15s");
  }
  await cloud.clock.advance("5m");
  await expectInvoked(cloud.fn("Courier"), { orderId: "A" }, { times: 1 });
}

async function publish(cloud: TestCloud, event: OrderEvent): Promise<void> {
  await cloud.topic("Orders").publish(event);
  await cloud.clock.advance("1s");
}
