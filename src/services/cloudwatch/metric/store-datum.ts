/** Adds a datum to its metric's minute; the metric is there from its first datum on. */
import type { WriteScope } from "../../../platform/scope.ts";
import { data, metrics } from "../keyspaces.ts";
import { nextNumber } from "../next-number.ts";
import type { AcceptedDatum } from "./accept-datum.ts";
import { mergeDatapoints } from "./datapoint.ts";
import { expiryTimer } from "./expiry.ts";
import { dimensionsKey, sortedDimensions } from "./metric.ts";

export function storeDatum(at: WriteScope, namespace: string, datum: AcceptedDatum): void {
  const { name, minute } = datum;
  const dimensions = dimensionsKey(datum.dimensions);
  const key = [at.account, at.region, namespace, name, dimensions] as const;
  const found = metrics.get(at.tx, key);
  const id = found?.id ?? nextNumber(at, "metrics");
  if (found === undefined) {
    metrics.put(at.tx, key, { id, dimensions: sortedDimensions(datum.dimensions), lastDataAt: minute });
    at.setTimer(expiryTimer({ id, namespace, name, dimensionsKey: dimensions }, minute));
  } else if (minute > found.lastDataAt) metrics.put(at.tx, key, { ...found, lastDataAt: minute });
  const row = [id, minute, datum.unit] as const;
  const present = data.get(at.tx, row);
  data.put(at.tx, row, present === undefined ? datum.datapoint : mergeDatapoints(present, datum.datapoint));
}
