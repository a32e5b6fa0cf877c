/** Usage by the hour: gathered, stored, and reported once, whichever part of it has been stored. */
import { expect, it } from "vitest";
import { HOUR_MILLISECONDS } from "../../kernel/durations.ts";
import { memoryEngine } from "../../store/memory-engine.ts";
import { OverlayStore } from "../../store/overlay-store.ts";
import { Meter } from "./meter.ts";

const PLACE = { account: "000000000000", region: "us-east-1" };
const requests = (quantity: number, resource = "q") => ({
  service: "AWSQueueService",
  usageType: "Requests-Tier1",
  quantity,
  resource,
});

it("adds usage up by hour and resource, across flushes", async () => {
  const store = new OverlayStore(memoryEngine());
  const meter = new Meter();
  const report = (since = 0) =>
    store.read((tx) => meter.report(tx, since).map(({ hour, resource, quantity }) => [hour, resource, quantity]));
  expect(meter.empty).toBe(true);
  const given = requests(2);
  meter.add(given, PLACE, 10);
  meter.add(requests(3), PLACE, HOUR_MILLISECONDS - 1);
  expect(given.quantity).toBe(2);
  expect(report()).toEqual([[0, "q", 5]]);
  await store.write((tx) => meter.flush(tx)).committed;
  expect(meter.empty).toBe(true);
  expect(report()).toEqual([[0, "q", 5]]);
  meter.add(requests(1), PLACE, 20);
  meter.add(requests(1, "other"), PLACE, HOUR_MILLISECONDS);
  const expected = [
    [0, "q", 6],
    [HOUR_MILLISECONDS, "other", 1],
  ];
  expect(report()).toEqual(expected);
  await store.write((tx) => meter.flush(tx)).committed;
  expect(report()).toEqual(expected);
  expect(report(HOUR_MILLISECONDS)).toEqual([[HOUR_MILLISECONDS, "other", 1]]);
});
