/** A running cloud without its wire: services on a store, a clock and a source of chance. */
import { setMaxListeners } from "node:events";
import { HOUR_MILLISECONDS, MINUTE_MILLISECONDS } from "../kernel/durations.ts";
import { pause, type Cancel, type Clock } from "../kernel/clock.ts";
import { realClock } from "../kernel/real-clock.ts";
import type { Log } from "../kernel/log.ts";
import { text, uuid, type Random } from "../kernel/random.ts";
import type { Operation } from "../schema/model.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Store } from "../store/store.ts";
import { Activity } from "./activity.ts";
import { AsyncAct, type AsyncSurroundings } from "./async-act.ts";
import { sweepBlobs } from "./blob-sweep.ts";
import type { Caller } from "./caller.ts";
import { type Attendance, attendanceOf } from "./dispatch/attendance.ts";
import type { CallObserver } from "./dispatch/call-observer.ts";
import { Dispatcher, type DispatchSurroundings } from "./dispatch/dispatcher.ts";
import type { CallContext } from "./dispatch/request.ts";
import { EffectRunner } from "./effects/effect-runner.ts";
import type { EffectHandler } from "./effects/effect-handler.ts";
import { Faults } from "./faults/faults.ts";
import { checkNames } from "./faults/known-names.ts";
import type { GivenFault } from "./faults/read-fault-rule.ts";
import { HELD_UP_TURNS, LINEAGE_RECORDS, SETTLED_TURNS, STOP_PATIENCE_MILLISECONDS } from "./limits.ts";
import { LineageLog, type LineageObserver } from "./lineage/lineage-log.ts";
import { Locals, type Preset } from "./local.ts";
import { Meter, type MeteredUsage } from "./metering/meter.ts";
import { MetricBuffer, type MetricSink } from "./metrics/metric-buffer.ts";
import { resourceTypes } from "./resource-type.ts";
import type { Ports } from "./ports/ports.ts";
import type { AsyncScope, Frame } from "./scope.ts";
import type { ServiceDefinition } from "./service.ts";
import type { Sinks } from "./sinks.ts";
import { TimerWheel } from "./timers/timer-wheel.ts";
import type { TimerHandler } from "./timers/timer-handler.ts";

/** What a cloud is made of. */
export interface PlatformParts {
  readonly services: readonly ServiceDefinition[];
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly ports: Ports;
  /** How services are to behave, where that can be chosen; what is absent is as on AWS. */
  readonly settings?: readonly Preset[];
  /** Whether policies of resources are enforced; they are stored and shown in any case. */
  readonly enforcesPolicies?: boolean;
  /** How many lineage records are kept: 0 switches lineage off. */
  readonly lineageRecords?: number;
  /** Is told of each lineage record. */
  readonly lineageObserver?: LineageObserver | undefined;
  /** Where the services' own metrics are kept; they are dropped when there is no such place. */
  readonly metricSink?: MetricSink;
  /** Is told of every call that ended well. */
  readonly observe?: CallObserver | undefined;
  /** The faults that it begins with. */
  readonly faults?: readonly GivenFault[];
  /** Where things happen that no request caused. */
  readonly account: string;
  readonly region: string;
}

export class Platform {
  readonly clock: Clock;
  readonly store: Store;
  readonly lineage: LineageLog;
  readonly faults: Faults;
  readonly services: readonly ServiceDefinition[];
  readonly #parts: PlatformParts;
  readonly #sinks: Sinks;
  readonly #activity = new Activity();
  readonly #dispatcher: Dispatcher;
  readonly #asyncSurroundings: AsyncSurroundings;
  readonly #stopping = new AbortController();
  #cancelMinute: Cancel = () => {};

  constructor(parts: PlatformParts) {
    this.#parts = parts;
    // Every job, poller and long poll listens to it, however many there are.
    setMaxListeners(0, this.#stopping.signal);
    this.clock = parts.clock;
    this.store = parts.store;
    this.services = parts.services;
    const prefix = `${text(parts.random, 6, "0123456789abcdefghijklmnopqrstuvwxyz")}-`;
    this.lineage = new LineageLog(prefix, parts.lineageRecords ?? LINEAGE_RECORDS, parts.lineageObserver);
    const { clock, store, log, random } = parts;
    const faults = faultsOf(parts, this.#stopping.signal);
    this.faults = faults;
    const effects = new EffectRunner({
      clock,
      store,
      log,
      faults,
      activity: this.#activity,
      handlers: tableOf<EffectHandler>(parts.services.map((service) => service.effects)),
      scopeOf: ({ account, region, cause, requestId, endpoint }) =>
        this.#scopeOf(
          { account, region, cause, requestId, endpoint, caller: this.#own(account) },
          attendanceOf(this.#stopping.signal),
        ),
    });
    const timers = new TimerWheel({
      clock,
      store,
      log,
      faults,
      tellerFor: ({ cause }) => ({ record: (story) => this.scope({ cause }).record(story) }),
      handlers: tableOf<TimerHandler>(parts.services.map((service) => service.timers)),
      write: (place, body) =>
        this.#dispatcher.write({ ...place, caller: this.#own(place.account), requestId: uuid(random) }, body),
    });
    this.#sinks = { lineage: this.lineage, meter: new Meter(), metrics: new MetricBuffer(), effects, timers };
    const locals = new Locals(parts.settings);
    const surroundings: DispatchSurroundings = {
      store,
      random,
      observe: parts.observe,
      sinks: this.#sinks,
      faults,
      enforcesPolicies: parts.enforcesPolicies ?? false,
      now: () => clock.now(),
      local: (key) => locals.get(key),
      scopeOf: (frame, attendance) => this.#scopeOf(frame, attendance),
    };
    this.#dispatcher = new Dispatcher(surroundings, parts.services);
    const types = locals.get(resourceTypes);
    for (const service of parts.services) for (const each of service.resources ?? []) types.set(each.type, each);
    const { blobs, ports } = parts;
    this.#asyncSurroundings = {
      clock,
      random,
      log,
      blobs,
      ports,
      activity: this.#activity,
      locals,
      sinks: this.#sinks,
      faults,
      dispatcher: this.#dispatcher,
    };
  }

  /** Takes up what the last process left behind, and starts the services' jobs. */
  start(): void {
    this.#sinks.effects.start();
    this.#sinks.timers.arm();
    for (const service of this.services) for (const job of service.jobs ?? []) job.start(this.scope());
    this.#nextMinute();
    sweepBlobs(this.services, this.scope()).catch((error: unknown) => {
      // Files left behind cost room and nothing else: the next start sweeps again.
      this.#parts.log.warn("files that a crash left behind could not be removed", { error });
    });
  }

  /** Runs an operation for a caller from outside; rejects with its ServiceError. */
  dispatch(operation: Operation, input: unknown, call: CallContext): Promise<unknown> {
    return this.#dispatcher.dispatch(operation, input, call);
  }

  /** A scope for what no request asked for: jobs, routes, the admin API. */
  scope(frame: Partial<Frame> = {}, signal: AbortSignal = this.#stopping.signal): AsyncScope {
    const { account, region, random, ports } = this.#parts;
    return this.#scopeOf(
      {
        account,
        region,
        cause: "",
        caller: this.#own(account),
        requestId: uuid(random),
        endpoint: ports.localEndpoint(),
        ...frame,
      },
      attendanceOf(signal),
    );
  }

  /** How often something has begun or ended. */
  get changes(): number {
    return this.#activity.changes;
  }

  /** What keeps the cloud from having settled, by name; empty when it has. */
  unsettled(): Readonly<Record<string, number>> {
    const found: Record<string, number> = { ...this.#activity.describe() };
    if (!this.#sinks.effects.quiet) found["effects due"] = this.#sinks.effects.pending;
    if (!this.#sinks.timers.quiet) found["timers due"] = 1;
    return found;
  }

  /**
   * Resolves when nothing is under way and nothing is due: what is left to happen needs time to pass, or a caller. It
   * also resolves when nobody waits for it any more, or the cloud stops.
   * @throws StoreFailed when the store has failed: nothing will ever settle
   */
  async settle(signal?: AbortSignal): Promise<void> {
    const heldUp = this.#heldUp();
    let before = this.changes;
    for (let quietTurns = 0; quietTurns < SETTLED_TURNS && !heldUp();) {
      if (signal?.aborted || this.stopping.aborted) return;
      await this.store.synced();
      await new Promise((resolve) => setImmediate(resolve));
      // What begins and ends between two looks, turn after turn, was never seen under way.
      const isQuiet = this.changes === before && Object.keys(this.unsettled()).length === 0;
      before = this.changes;
      quietTurns = isQuiet ? quietTurns + 1 : 0;
    }
  }

  /**
   * Asked turn by turn: whether all that goes on waits because of faults. Who waits does not know who waits for it in turn,
   * so that it is told by nothing having changed for long enough, while nothing runs outside and no timer is due.
   */
  #heldUp(): () => boolean {
    let unchangedTurns = 0;
    let changes = this.#activity.changes;
    return () => {
      const isStill = this.faults.holdsUp && this.#sinks.timers.quiet && changes === this.#activity.changes;
      unchangedTurns = isStill ? unchangedTurns + 1 : 0;
      ({ changes } = this.#activity);
      return unchangedTurns >= HELD_UP_TURNS;
    };
  }

  /** Why something is not acknowledged: the store has stopped, or the last body could not be stored. */
  failure(): Error | undefined {
    return this.store.failure() ?? this.#parts.blobs.failure();
  }

  /** Usage from the hour of `since` on. */
  usage(since: number): readonly MeteredUsage[] {
    return this.store.read((tx) => this.#sinks.meter.report(tx, since - (since % HOUR_MILLISECONDS)));
  }

  /** Stores what has been gathered of metrics and usage before its minute is over. */
  async keep(): Promise<void> {
    await this.#flush(this.clock.now());
    await this.store.synced();
  }

  /** Aborted when the cloud begins to stop: who waits for something to happen is answered with what there is. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Begins to stop: jobs and waits end, and nothing new begins. */
  halt(): void {
    this.#cancelMinute();
    this.#sinks.effects.stop();
    this.#sinks.timers.stop();
    this.#stopping.abort();
  }

  /** Ends jobs and effects, lets what is under way finish for a bounded time, and keeps what has been gathered. */
  async stop(): Promise<void> {
    this.halt();
    await Promise.race([this.#activity.whenIdle(), patience()]);
    // What was gathered by acts that were not waited for comes with their commit; a failure is known below.
    await this.store.synced().catch(() => {});
    if (this.store.failure() === undefined) await this.#flush(this.clock.now());
    this.abandon();
  }

  /** From here on the store may be closed: what still runs is noted nowhere, and is taken up by the next start. */
  abandon(): void {
    this.#sinks.effects.abandon();
  }

  #own(account: string): Caller {
    return { kind: "user", account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: account };
  }

  #scopeOf(frame: Frame, attendance: Attendance): AsyncAct {
    return new AsyncAct(frame, attendance, this.#asyncSurroundings);
  }

  #nextMinute(): void {
    const now = this.clock.now();
    const next = now - (now % MINUTE_MILLISECONDS) + MINUTE_MILLISECONDS;
    this.#cancelMinute = this.clock.at(next, () => {
      this.#nextMinute();
      if (this.store.failure() !== undefined) return;
      for (const service of this.services) this.#sample(service);
      void this.#flush(next);
    });
  }

  #sample(service: ServiceDefinition): void {
    try {
      service.minutely?.(this.scope());
    } catch (error) {
      // Nobody waits for a sample; the other services' samples are taken all the same.
      this.#parts.log.error("a minute's samples could not be taken", { service: service.model.metadata.name, error });
    }
  }

  /** Hands the minute that ended at `end` to where metrics and usage are kept. */
  async #flush(end: number): Promise<void> {
    const done = this.#activity.begin("metrics");
    try {
      const { batches, dropped } = this.#sinks.metrics.take();
      if (dropped > 0) this.#parts.log.warn("metrics were dropped: too many distinct ones in a minute", { dropped });
      const minute = end - 1 - ((end - 1) % MINUTE_MILLISECONDS);
      if (batches.length > 0) await this.#parts.metricSink?.(batches, minute);
      if (!this.#sinks.meter.empty) await this.store.write((tx) => this.#sinks.meter.flush(tx)).committed;
    } catch (error) {
      // Nobody waits for a flush; what it carried is lost, and the server's log says so.
      this.#parts.log.error("a minute's metrics or usage could not be kept", { error });
    } finally {
      done();
    }
  }
}

/** Stopping is bounded by the machine's own time: a virtual clock stands still, and its owner still wants to leave. */
function patience(): Promise<void> {
  return pause(realClock, STOP_PATIENCE_MILLISECONDS);
}

function tableOf<Handler>(
  tables: readonly (Readonly<Record<string, Handler>> | undefined)[],
): ReadonlyMap<string, Handler> {
  return new Map(tables.flatMap((table) => Object.entries(table ?? {})));
}

function faultsOf({ clock, random, services, faults = [] }: PlatformParts, stopping: AbortSignal): Faults {
  const made = new Faults({ clock, random, stopping, check: (rule) => checkNames(rule, services) });
  for (const each of faults) made.add(each);
  return made;
}
