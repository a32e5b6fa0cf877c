/** What must keep its order, and what keeps none: the same scenarios are in python/test_order.py. */
import { expect } from "vitest";
import { expectDeadLettered, expectInvoked, expectReceived } from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

export const ORDER: Scenarios = {
  async group_blocked({ cloud }) {
    const steps = cloud.queue("Steps");
    await steps.send("a1 blocked", { groupId: "a", deduplicationId: "a1" });
    await steps.send("a2", { groupId: "a", deduplicationId: "a2" });
    await steps.send("b1", { groupId: "b", deduplicationId: "b1" });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "b1" }] }, { times: 1 });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "a2" }] }, { times: 0 });
    await cloud.clock.advance("2m");
    await expectDeadLettered(steps, "a1 blocked", { times: 1 });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "a2" }] }, { times: 1 });
  },

  async deduplication_window({ cloud }) {
    const steps = cloud.queue("Steps");
    await steps.send("first", { groupId: "a", deduplicationId: "one" });
    await cloud.clock.advance("4m");
    await steps.send("within", { groupId: "a", deduplicationId: "one" });
    await expectReceived(steps, undefined, { times: 1 });
    await cloud.clock.advance("2m");
    await steps.send("after", { groupId: "a", deduplicationId: "one" });
    await expectReceived(steps, "after", { times: 1 });
    await expectInvoked(cloud.fn("Step"), undefined, { times: 2, outcome: "returned" });
  },

  async out_of_order({ cloud }) {
    const prices = cloud.queue("Prices");
    for (const [product, comparesVersions, kept] of [
      ["book", false, "1"],
      ["pen", true, "3"],
    ] as const) {
      // The first message is passed over for the two behind it.
      cloud.faults.add({ fault: "sqs-reorder", target: await prices.arn(), count: 1 });
      await prices.sendBatch([1, 2, 3].map((version) => ({ body: { product, version, comparesVersions } })));
      await cloud.clock.advance("1m");
      expect((await cloud.bucket("Files").get(`prices/${product}`))?.text()).toBe(kept);
    }
  },
};
