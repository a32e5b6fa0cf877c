/** Gathers the services' own metrics of one minute, so that a busy cloud writes one datum a metric a minute. */
import { PathMap } from "../../kernel/path-map.ts";
import { METRIC_VALUES, METRICS_A_MINUTE } from "../limits.ts";
import type { MetricDatum, MetricUnit } from "./metric-datum.ts";

/** Where a metric belongs. */
interface MetricPlace {
  readonly account: string;
  readonly region: string;
}

/** One metric's values within one minute: each distinct value, and how often it came. */
export interface MetricBatch extends MetricPlace {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: MetricUnit;
  readonly values: ReadonlyMap<number, number>;
}

interface Gathering extends MetricBatch {
  readonly values: Map<number, number>;
}

/** Takes the batches of one minute to where metrics are kept. `minute` is its start, in milliseconds since the epoch. */
export type MetricSink = (batches: readonly MetricBatch[], minute: number) => Promise<void>;

/** What has been emitted since the last flush. */
export class MetricBuffer {
  /** By account, region, namespace, name, and each dimension's name and value. */
  #gathered = new PathMap<Gathering>();
  #count = 0;
  #full: Gathering[] = [];
  #dropped = 0;

  add(datum: MetricDatum, from: MetricPlace): void {
    const { account, region } = from;
    const { namespace, name, dimensions, unit, value, samples = 1 } = datum;
    let place = this.#gathered.step(account).step(region).step(namespace).step(name);
    for (const dimension of Object.keys(dimensions)) place = place.step(dimension).step(dimensions[dimension] ?? "");
    let gathering = place.value;
    if (gathering === undefined) {
      if (this.#count >= METRICS_A_MINUTE) {
        this.#dropped++;
        return;
      }
      gathering = { account, region, namespace, name, dimensions, unit, values: new Map() };
      place.value = gathering;
      this.#count++;
    }
    const before = gathering.values.get(value);
    if (before === undefined && gathering.values.size >= METRIC_VALUES) {
      // One more value makes another batch of the same metric, where there is room for one.
      if (this.#full.length >= METRICS_A_MINUTE) {
        this.#dropped++;
        return;
      }
      this.#full.push(gathering);
      gathering = { ...gathering, values: new Map() };
      place.value = gathering;
    }
    gathering.values.set(value, (before ?? 0) + samples);
  }

  /** Hands over what was gathered and begins anew; `dropped` counts the data that found no room. */
  take(): { readonly batches: readonly MetricBatch[]; readonly dropped: number } {
    const taken = { batches: [...this.#full, ...this.#gathered.values()], dropped: this.#dropped };
    this.#gathered = new PathMap();
    this.#count = 0;
    this.#full = [];
    this.#dropped = 0;
    return taken;
  }
}
