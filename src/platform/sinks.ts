/** Where what leaves an act goes: one of each in a cloud. */
import type { EffectRunner } from "./effects/effect-runner.ts";
import type { LineageLog } from "./lineage/lineage-log.ts";
import type { Meter } from "./metering/meter.ts";
import type { MetricBuffer } from "./metrics/metric-buffer.ts";
import type { TimerWheel } from "./timers/timer-wheel.ts";

export interface Sinks {
  readonly lineage: LineageLog;
  readonly meter: Meter;
  readonly metrics: MetricBuffer;
  readonly effects: EffectRunner;
  readonly timers: TimerWheel;
}
