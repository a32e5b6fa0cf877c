/** Everything stops while messages wait for another try: the same scenario is in python/test_restart.py. */
import { expect } from "vitest";
import { expectDeadLettered, expectInvoked, expectNone, expectReceived } from "../../../../src/testing/index.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Two bills that cannot be written yet, and an order that can never be billed. */
export const untilTheRestart: Scenario = async ({ cloud, outputs }) => {
  const target = outputs["LedgerArn"] ?? "";
  cloud.faults.add({ fault: "error", target, operation: "SendMessage" });
  const orders = cloud.queue("Orders");
  await orders.sendBatch([{ id: 1, customer: "ada" }, { id: 2, customer: "bob" }, { id: 3 }].map((body) => ({ body })));
  await cloud.clock.advance("5s");
  await expectNone(cloud.queue("Ledger"));
  expect(await orders.depth()).toEqual({ visible: 0, inFlight: 3, delayed: 0 });
};

/** What it called is there again. */
export async function fromTheRestart({ cloud }: Pick<Stage, "cloud">): Promise<void> {
  await cloud.clock.advance("2m");
  await expectReceived(cloud.queue("Ledger"), undefined, { times: 2 });
  // The receive before the restart counts: two more, and it is a dead letter.
  await expectInvoked(cloud.fn("Bill"), undefined, { times: 2 });
  await expectDeadLettered(cloud.queue("Orders"), undefined, { times: 1 });
}
