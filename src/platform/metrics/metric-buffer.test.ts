/** A minute of metrics: added up by value, in batches that PutMetricData takes, within a bound. */
import { describe, expect, it } from "vitest";
import { METRICS_A_MINUTE, METRIC_VALUES } from "../limits.ts";
import { MetricBuffer } from "./metric-buffer.ts";
import type { MetricDatum } from "./metric-datum.ts";

const PLACE = { account: "000000000000", region: "us-east-1" };
const datum = (value: number, queue = "q"): MetricDatum => ({
  namespace: "AWS/SQS",
  name: "SentMessageSize",
  dimensions: { QueueName: queue },
  value,
  unit: "Bytes",
});

describe("the buffer", () => {
  it("counts equal values of one metric, and keeps places and dimensions apart", () => {
    const buffer = new MetricBuffer();
    for (const value of [5, 5, 7]) buffer.add(datum(value), PLACE);
    buffer.add(datum(5, "other"), PLACE);
    buffer.add(datum(5), { ...PLACE, region: "eu-west-1" });
    const { batches, dropped } = buffer.take();
    expect(dropped).toBe(0);
    expect(batches.map(({ region, dimensions, values }) => [region, dimensions["QueueName"], [...values]])).toEqual([
      [
        "us-east-1",
        "q",
        [
          [5, 2],
          [7, 1],
        ],
      ],
      ["us-east-1", "other", [[5, 1]]],
      ["eu-west-1", "q", [[5, 1]]],
    ]);
    expect(buffer.take().batches).toEqual([]);
  });

  it("takes a value that came several times at once", () => {
    const buffer = new MetricBuffer();
    buffer.add({ ...datum(5), samples: 3 }, PLACE);
    buffer.add(datum(5), PLACE);
    expect(buffer.take().batches.map(({ values }) => [...values])).toEqual([[[5, 4]]]);
  });

  it("begins another batch where one holds as many values as a call takes, and loses none", () => {
    const buffer = new MetricBuffer();
    const count = METRIC_VALUES * 2 + 1;
    for (let value = 0; value < count; value++) buffer.add(datum(value), PLACE);
    const { batches } = buffer.take();
    expect(batches.map(({ values }) => values.size)).toEqual([METRIC_VALUES, METRIC_VALUES, 1]);
    expect(new Set(batches.flatMap(({ values }) => [...values.keys()])).size).toBe(count);
  });

  it("drops and counts what finds no room, and never makes a batch too large", () => {
    const buffer = new MetricBuffer();
    for (let queue = 0; queue < METRICS_A_MINUTE + 3; queue++) buffer.add(datum(1, `q${queue}`), PLACE);
    buffer.add(datum(2, "q0"), PLACE);
    const { batches, dropped } = buffer.take();
    expect([batches.length, dropped]).toEqual([METRICS_A_MINUTE, 3]);
    expect(batches[0]?.values.size).toBe(2);
  });
});
