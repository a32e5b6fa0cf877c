/** Objectives under load: how fast, how long, at what cost. The same scenarios are in python/test_load.py. */
import { expect } from "vitest";
import {
  expectCostLessThan,
  expectDrainsWithin,
  expectInvoked,
  expectNone,
  receivedBy,
} from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

/** A batch takes so long. */
const taking = (milliseconds: number) =>
  ({ fault: "lambda-delay", target: "*:function:work", parameters: { milliseconds } }) as const;
const BURST = Array.from({ length: 40 }, () => ({ body: "{}" }));

export const LOAD: Scenarios = {
  async load_in_a_burst({ cloud }) {
    cloud.faults.add(taking(2_000));
    await cloud.queue("Jobs").sendBatch(BURST);
    // Three at a time, ten in a batch, two seconds each: two rounds.
    await expectDrainsWithin(cloud.queue("Jobs"), "5s");
    await expectInvoked(cloud.fn("Work"), undefined, { times: 4, outcome: "returned" });
    await expectCostLessThan(cloud, 0.01);
  },

  async load_at_a_steady_rate({ cloud }) {
    cloud.faults.add(taking(2_000));
    const jobs = cloud.queue("Jobs");
    for (let job = 0; job < 30; job++) {
      await jobs.send("{}");
      await cloud.clock.advance("4s");
    }
    await expectDrainsWithin(jobs, "5s");
    const seconds = (await receivedBy(jobs)).map(({ at, deletedAt }) => (Number(deletedAt) - Number(at)) / 1_000);
    expect([seconds.length, Math.max(...seconds)]).toEqual([30, 3]);
    await expectNone(cloud.queue("Told"), { NewStateValue: "ALARM" });
    await expectCostLessThan(cloud, 0.01);
  },

  async load_that_is_too_much({ cloud }) {
    cloud.faults.add(taking(30_000));
    await cloud.queue("Jobs").sendBatch(BURST);
    await expect(expectDrainsWithin(cloud.queue("Jobs"), "10s")).rejects.toThrow("it still holds 40");
  },
};
