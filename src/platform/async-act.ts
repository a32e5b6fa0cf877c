/** The scope of everything that takes time: operations with bodies or waits, effects, jobs. */
import { uuid } from "../kernel/random.ts";
import type { Random } from "../kernel/random.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Operation } from "../schema/model.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Activity } from "./activity.ts";
import type { Caller } from "./caller.ts";
import type { CallOutcome } from "./dispatch/call-outcome.ts";
import { type Attendance, attendanceOf } from "./dispatch/attendance.ts";
import type { CallContext } from "./dispatch/request.ts";
import type { Dispatcher } from "./dispatch/dispatcher.ts";
import type { Faults } from "./faults/faults.ts";
import { portsUnderFaults } from "./faults/outside-faults.ts";
import { lineageRecord, sharedRecord, type SharedStory, type Story } from "./lineage/lineage.ts";
import type { Local, Locals } from "./local.ts";
import type { Usage } from "./metering/usage.ts";
import type { MetricDatum } from "./metrics/metric-datum.ts";
import type { Ports } from "./ports/ports.ts";
import type { AsyncScope, CallAs, Frame, ReadScope, WriteScope } from "./scope.ts";
import type { Sinks } from "./sinks.ts";

/** What the asynchronous acts of one cloud share. */
export interface AsyncSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly blobs: Blobs;
  readonly ports: Ports;
  readonly activity: Activity;
  readonly locals: Locals;
  readonly sinks: Sinks;
  readonly faults: Faults;
  readonly dispatcher: Dispatcher;
}

export class AsyncAct implements AsyncScope {
  readonly account: string;
  readonly region: string;
  readonly cause: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly endpoint: string;
  readonly traceHeader: string | undefined;
  readonly #attendance: Attendance;
  readonly #surroundings: AsyncSurroundings;
  /** What the newest read was shown is synced when this resolves; shared with the scopes of other places. */
  #seen: { synced: Promise<void> | undefined } = { synced: undefined };

  constructor(frame: Frame, attendance: Attendance, surroundings: AsyncSurroundings) {
    this.account = frame.account;
    this.region = frame.region;
    this.cause = frame.cause;
    this.caller = frame.caller;
    this.requestId = frame.requestId;
    this.endpoint = frame.endpoint;
    this.traceHeader = frame.traceHeader;
    this.#attendance = attendance;
    this.#surroundings = surroundings;
  }

  get signal(): AbortSignal {
    return this.#attendance.signal;
  }
  get isUnwanted(): boolean {
    return this.#attendance.isUnwanted;
  }
  get clock(): Clock {
    return this.#surroundings.clock;
  }
  get random(): Random {
    return this.#surroundings.random;
  }
  get log(): Log {
    return this.#surroundings.log;
  }
  get blobs(): Blobs {
    return this.#surroundings.blobs;
  }
  get ports(): Ports {
    const { ports, faults } = this.#surroundings;
    return faults.active === undefined ? ports : portsUnderFaults(ports, faults, this);
  }
  get activity(): Activity {
    return this.#surroundings.activity;
  }

  read<T>(body: (at: ReadScope) => T): T {
    const result = this.#surroundings.dispatcher.read(this, body);
    this.#seen.synced = this.#surroundings.dispatcher.present();
    return result;
  }

  /** What this scope has read so far; awaited before an answer that may show it. */
  get seen(): Promise<void> | undefined {
    return this.#seen.synced;
  }

  write<T>(body: (at: WriteScope) => T): Promise<T> {
    return this.#surroundings.dispatcher.write(this, body);
  }

  async call<Input, Output>(operation: Operation<Input, Output>, input: Input, as: CallAs): Promise<Output> {
    const output = await this.#surroundings.dispatcher.dispatch(operation, input, this.#contextOf(as));
    // The descriptor that answered was made from this very operation: its output is of the operation's type.
    return output as Output;
  }

  async callEach<Input, Output>(
    operation: Operation<Input, Output>,
    calls: readonly { readonly input: Input; readonly as: CallAs }[],
  ): Promise<readonly CallOutcome<Output>[]> {
    const each = calls.map(({ input, as }) => ({ input, call: this.#contextOf(as) }));
    const outcomes = await this.#surroundings.dispatcher.dispatchEach(operation, each);
    // As above.
    return outcomes as readonly CallOutcome<Output>[];
  }

  #contextOf(as: CallAs): CallContext {
    const frame: Frame = {
      account: as.account ?? this.account,
      region: as.region ?? this.region,
      cause: as.cause ?? this.cause,
      caller: {
        kind: "service",
        account: this.account,
        principal: as.principal,
        sourceArn: as.sourceArn,
        isRole: as.asRole,
      },
      requestId: as.requestId ?? uuid(this.random),
      endpoint: this.endpoint,
    };
    return { frame, attendance: as.signal === undefined ? this.#attendance : attendanceOf(as.signal), until: as.until };
  }

  local<T>(key: Local<T>): T {
    return this.#surroundings.locals.get(key);
  }

  record(story: Story): string {
    const { lineage } = this.#surroundings.sinks;
    const id = lineage.issue(story.parent ?? this.cause, story.chain);
    lineage.add(lineageRecord(story, { id, parent: this.cause, at: this.clock.now() }));
    return id;
  }

  recordEach(story: SharedStory): void {
    const { lineage } = this.#surroundings.sinks;
    if (!lineage.isOn) return;
    const id = lineage.issueForEach(story.parent ?? this.cause);
    lineage.addEach(sharedRecord(story, { id, parent: this.cause, at: this.clock.now() }));
  }

  meter(usage: Usage): void {
    this.#surroundings.sinks.meter.add(usage, this, this.clock.now());
  }

  metric(datum: MetricDatum): void {
    this.#surroundings.sinks.metrics.add(datum, this);
  }

  within(place: Partial<Frame>): AsyncScope {
    const { account, region, cause, caller, requestId, endpoint, traceHeader } = this;
    const frame: Frame = { account, region, cause, caller, requestId, endpoint, traceHeader, ...place };
    const act = new AsyncAct(frame, this.#attendance, this.#surroundings);
    act.#seen = this.#seen;
    return act;
  }
}
