/** Adds usage up by the hour, as a bill does, and keeps the totals in the store. */
import { HOUR_MILLISECONDS } from "../../kernel/durations.ts";
import { PathMap } from "../../kernel/path-map.ts";
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import type { ReadTransaction, Transaction } from "../../store/store.ts";
import type { Usage } from "./usage.ts";

interface UsageTotal {
  readonly quantity: number;
}

/** What was used of one usage type by one resource in one hour. */
export interface MeteredUsage extends Usage {
  readonly account: string;
  readonly region: string;
  /** Start of the hour, in milliseconds since the epoch. */
  readonly hour: number;
}

/** Usage by hour, account, region, service, usage type and resource. */
export const usageTotals = keyspace("platform/usage", {
  key: [number, text, text, text, text, text] as const,
  value: record<UsageTotal>(),
});

/** What is being added up. */
interface Gathering extends MeteredUsage {
  quantity: number;
}

/** Usage since the last flush. */
export class Meter {
  /** By hour, account, region, service, usage type and resource. */
  #gathered = new PathMap<Gathering>();
  #isEmpty = true;

  add(usage: Usage, from: { readonly account: string; readonly region: string }, now: number): void {
    const hour = now - (now % HOUR_MILLISECONDS);
    const { account, region } = from;
    const { service, usageType, resource, quantity } = usage;
    const place = this.#gathered.step(hour).step(account).step(region).step(service).step(usageType).step(resource);
    if (place.value !== undefined) place.value.quantity += quantity;
    else place.value = { service, usageType, resource, quantity, account, region, hour };
    this.#isEmpty = false;
  }

  /** Whether there is anything to flush. */
  get empty(): boolean {
    return this.#isEmpty;
  }

  /** Adds what was gathered to the stored totals and begins anew. */
  flush(tx: Transaction): void {
    for (const usage of this.#gathered.values()) {
      const key = keyOf(usage);
      const before = usageTotals.get(tx, key)?.quantity ?? 0;
      usageTotals.put(tx, key, { quantity: before + usage.quantity });
    }
    this.#gathered = new PathMap();
    this.#isEmpty = true;
  }

  /** All usage from `since` on, what was not yet flushed included. */
  report(tx: ReadTransaction, since: number): readonly MeteredUsage[] {
    const totals = new Map<string, MeteredUsage>();
    const add = (usage: MeteredUsage): void => {
      const key = keyOf(usage).join(" ");
      totals.set(key, { ...usage, quantity: (totals.get(key)?.quantity ?? 0) + usage.quantity });
    };
    for (const { key, value } of usageTotals.range(tx, [], { from: [since] })) {
      const [hour, account, region, service, usageType, resource] = key;
      add({ hour, account, region, service, usageType, resource, quantity: value.quantity });
    }
    for (const usage of this.#gathered.values()) if (usage.hour >= since) add(usage);
    return [...totals.values()];
  }
}

function keyOf(usage: MeteredUsage): [number, string, string, string, string, string] {
  return [usage.hour, usage.account, usage.region, usage.service, usage.usageType, usage.resource];
}
