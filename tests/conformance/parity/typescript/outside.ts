/** A service outside of the cloud that is down, or told twice: the same scenarios are in python/test_outside.py. */
import { expect } from "vitest";
import { startOutsideService } from "../../../../examples/quiz/test/scenarios/outside-service.ts";
import { expectDrainsWithin, expectNone } from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

export const OUTSIDE: Scenarios = {
  async outside_service_is_down({ cloud }) {
    const outside = await startOutsideService();
    outside.isDown = true;
    const notices = cloud.queue("Notices");
    await notices.sendBatch(["1", "2", "3"].map((id) => ({ body: { id, url: outside.url } })));
    await cloud.clock.advance("40s");
    expect(outside.refused).toBe(6);
    outside.isDown = false;
    await expectDrainsWithin(notices, "30s");
    expect(outside.taken.toSorted()).toEqual(["1", "2", "3"]);
    await expectNone(cloud.queue("NoticesFailed"));
  },

  async outside_service_is_told_twice({ cloud, outputs }) {
    const outside = await startOutsideService();
    const target = `arn:aws:s3:::${outputs["FilesBucket"]}/told/*`;
    cloud.faults.add({ fault: "error", target, operation: "PutObject", count: 1 });
    await cloud.queue("Notices").send({ id: "1", url: outside.url });
    await expectDrainsWithin(cloud.queue("Notices"), "1m");
    // Whoever is told twice can tell by the key that it is the same thing.
    expect(outside.taken).toEqual(["1", "1"]);
  },
};
