/** One transaction's scope: gathers what leaves with the commit, so that a failed act leaves nothing. */
import type { Random } from "../kernel/random.ts";
import type { ReadTransaction, Transaction } from "../store/store.ts";
import type { Caller } from "./caller.ts";
import type { EffectRequest } from "./effects/effect.ts";
import type { Faults } from "./faults/faults.ts";
import {
  lineageRecord,
  type LineageRecord,
  sharedRecord,
  type SharedRecord,
  type SharedStory,
  type Story,
} from "./lineage/lineage.ts";
import type { Local } from "./local.ts";
import type { Usage } from "./metering/usage.ts";
import type { MetricDatum } from "./metrics/metric-datum.ts";
import type { Frame, ReadScope, WriteScope } from "./scope.ts";
import type { Sinks } from "./sinks.ts";
import { removeTimer, putTimer } from "./timers/timer-wheel.ts";
import type { TimerRequest } from "./timers/timer.ts";

/** What the acts of one cloud share. */
export interface ActSurroundings {
  readonly random: Random;
  readonly sinks: Sinks;
  readonly faults: Faults;
  now(): number;
  local<T>(key: Local<T>): T;
}

/** Reads and, when `tx` is a whole Transaction, writes. The dispatcher calls `leave` once the transaction has ended well. */
export class ReadAct implements ReadScope {
  readonly tx: ReadTransaction;
  readonly now: number;
  readonly random: Random;
  readonly account: string;
  readonly region: string;
  readonly cause: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly endpoint: string;
  readonly traceHeader: string | undefined;
  protected readonly surroundings: ActSurroundings;
  #records: (LineageRecord | SharedRecord)[] | undefined;
  #usages: Usage[] | undefined;
  #data: MetricDatum[] | undefined;

  constructor(tx: ReadTransaction, frame: Frame, surroundings: ActSurroundings) {
    this.tx = tx;
    this.now = surroundings.now();
    this.random = surroundings.random;
    this.account = frame.account;
    this.region = frame.region;
    this.cause = frame.cause;
    this.caller = frame.caller;
    this.requestId = frame.requestId;
    this.endpoint = frame.endpoint;
    this.traceHeader = frame.traceHeader;
    this.surroundings = surroundings;
  }

  get faults(): Faults | undefined {
    return this.surroundings.faults.active;
  }

  local<T>(key: Local<T>): T {
    return this.surroundings.local(key);
  }

  record(story: Story): string {
    const { lineage } = this.surroundings.sinks;
    const id = lineage.issue(story.parent ?? this.cause, story.chain);
    if (!lineage.isOn) return id;
    this.#records = added(this.#records, lineageRecord(story, { id, parent: this.cause, at: this.now }));
    return id;
  }

  recordEach(story: SharedStory): void {
    const { lineage } = this.surroundings.sinks;
    if (!lineage.isOn) return;
    const id = lineage.issueForEach(story.parent ?? this.cause);
    this.#records = added(this.#records, sharedRecord(story, { id, parent: this.cause, at: this.now }));
  }

  meter(usage: Usage): void {
    this.#usages = added(this.#usages, usage);
  }

  metric(datum: MetricDatum): void {
    this.#data = added(this.#data, datum);
  }

  /** Hands the remarks on. */
  leave(): void {
    const { lineage, meter, metrics } = this.surroundings.sinks;
    for (const record of this.#records ?? NO_RECORDS) {
      if ("resources" in record) lineage.addEach(record);
      else lineage.add(record);
    }
    if (this.#usages !== undefined) for (const usage of this.#usages) meter.add(usage, this, this.now);
    if (this.#data !== undefined) for (const datum of this.#data) metrics.add(datum, this);
  }
}

const NO_RECORDS: readonly (LineageRecord | SharedRecord)[] = [];

export class WriteAct extends ReadAct implements WriteScope {
  override readonly tx: Transaction;
  #applied: (() => void)[] | undefined;
  #after: (() => void)[] | undefined;

  constructor(tx: Transaction, frame: Frame, surroundings: ActSurroundings) {
    super(tx, frame, surroundings);
    this.tx = tx;
  }

  applied(run: () => void): void {
    this.#applied = added(this.#applied, run);
  }

  after(run: () => void): void {
    this.#after = added(this.#after, run);
  }

  effect(effect: EffectRequest): void {
    const begin = this.surroundings.sinks.effects.add(this.tx, effect, this);
    if (effect.isInside) this.applied(begin);
    else this.after(begin);
  }

  setTimer(timer: TimerRequest): void {
    const { account, region, cause, endpoint } = this;
    putTimer(this.tx, { ...timer, account, region, cause, endpoint });
    this.after(() => this.surroundings.sinks.timers.arm());
  }

  cancelTimer(id: string): void {
    removeTimer(this.tx, id);
    this.after(() => this.surroundings.sinks.timers.arm());
  }

  /** The transaction has ended well, and others see what it changed. */
  apply(): void {
    if (this.#applied !== undefined) runAll(this.#applied);
  }

  override leave(): void {
    super.leave();
    if (this.#after !== undefined) runAll(this.#after);
  }
}

/** With one item more. A list that begins empty takes room for seventeen with the first; most of these hold one. */
function added<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item];
  list.push(item);
  return list;
}

/** All of them follow from the same transaction: the first bug is told once all of them have begun. */
function runAll(runs: readonly (() => void)[]): void {
  let failed: { readonly error: unknown } | undefined;
  for (const run of runs) {
    try {
      run();
    } catch (error) {
      failed ??= { error };
    }
  }
  if (failed !== undefined) throw failed.error;
}
