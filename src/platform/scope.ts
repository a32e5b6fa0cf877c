/** What an operation can reach: everything it may read, change or set in motion comes through its scope. */
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Random } from "../kernel/random.ts";
import type { Operation } from "../schema/model.ts";
import type { Blobs } from "../store/blobs.ts";
import type { ReadTransaction, Transaction } from "../store/store.ts";
import type { Activity } from "./activity.ts";
import type { Caller } from "./caller.ts";
import type { CallOutcome } from "./dispatch/call-outcome.ts";
import type { EffectRequest } from "./effects/effect.ts";
import type { Faults } from "./faults/faults.ts";
import type { SharedStory, Story } from "./lineage/lineage.ts";
import type { Local } from "./local.ts";
import type { Usage } from "./metering/usage.ts";
import type { MetricDatum } from "./metrics/metric-datum.ts";
import type { Ports } from "./ports/ports.ts";
import type { TimerRequest } from "./timers/timer.ts";

/** Where and for whom something happens. Every scope has it; durable effects and timers keep it. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** The lineage record that this happens because of, and that what happens here names as its parent. */
  readonly cause: string;
}

/** What is known of the request, for effects and timers of the act that caused them. */
export interface Frame extends Place {
  readonly caller: Caller;
  readonly requestId: string;
  /** Scheme, host and port that the client itself used, without a trailing slash: URLs in answers start with it. */
  readonly endpoint: string;
  /** The client's own `X-Amzn-Trace-Id`, as it came; what is called from inside has none. */
  readonly traceHeader?: string | undefined;
}

/** Remarks that leave with the outcome of an act: they cost nothing when it fails. */
export interface Remarks {
  /** Adds to the story of an event; returns the record's id, for what happens because of it. */
  record(story: Story): string;
  /** Adds the same to the stories of many resources, for about the price of one. */
  recordEach(story: SharedStory): void;
  /** Notes something that AWS would bill. */
  meter(usage: Usage): void;
  /** Emits a datum of one of AWS's own metrics. */
  metric(datum: MetricDatum): void;
}

/** Inside a read: synchronous and deterministic. */
export interface ReadScope extends Frame, Remarks {
  readonly tx: ReadTransaction;
  /** Milliseconds since the epoch; the same throughout the transaction. */
  readonly now: number;
  readonly random: Random;
  /** The faults that may strike here; undefined while the cloud has no rule, which is all that a fault point then asks. */
  readonly faults: Faults | undefined;
  /** This cloud's instance of something that a service keeps in memory. */
  local<T>(key: Local<T>): T;
}

/** Inside a write: synchronous and deterministic; what must happen outside is set in motion, and starts after the commit. */
export interface WriteScope extends ReadScope {
  readonly tx: Transaction;
  /**
   * Runs as soon as the change is there for others to see, before it is on disk: a wake-up of somebody who looks, and whose
   * own change is then in the same commit or a later one. Nothing is told to anybody outside.
   */
  applied(run: () => void): void;
  /** Runs after the commit, in this process only: a wake-up that may be lost in a crash without harm. */
  after(run: () => void): void;
  /** Writes a durable effect with this transaction; it runs afterwards, at least once, in order for its source. */
  effect(effect: EffectRequest): void;
  /** Writes a durable timer with this transaction, replacing the one with the same id. */
  setTimer(timer: TimerRequest): void;
  cancelTimer(id: string): void;
}

/** How a call to another service is made. */
export interface CallAs {
  /** The service principal that calls, such as `sns.amazonaws.com`. */
  readonly principal: string;
  /** The resource that it acts for. */
  readonly sourceArn: string;
  /** With a role of the scope's account, as a mapping reads its queue, and not as the principal alone. */
  readonly asRole?: boolean;
  /** Where the callee is, when not where the caller is. */
  readonly account?: string;
  readonly region?: string;
  /** The parent in lineage, when it is not the scope's own cause. */
  readonly cause?: string;
  /** The call's id, when the caller must know it; one is drawn otherwise. */
  readonly requestId?: string;
  /**
   * `applied` to go on when what the call changed is there for others to see, and not only when it is on disk: for a
   * caller that tells nobody outside, and whose own changes are then in the same commit or a later one.
   */
  readonly until?: "applied" | "committed";
  /** Aborted when the outcome is no longer wanted, where that can be before the scope's own signal says so. */
  readonly signal?: AbortSignal;
}

/** Outside transactions: asynchronous; state is touched only through short reads and writes. */
export interface AsyncScope extends Frame, Remarks {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly blobs: Blobs;
  readonly ports: Ports;
  readonly activity: Activity;
  /** Nobody waits for the outcome any more: the client left, or the server stops. */
  readonly isUnwanted: boolean;
  /** Aborted when that is so; for who has to be told, since a signal costs more than a look. */
  readonly signal: AbortSignal;
  read<T>(body: (at: ReadScope) => T): T;
  /** Resolves once what `body` did is on disk. Rejects, with nothing changed, when `body` throws. */
  write<T>(body: (at: WriteScope) => T): Promise<T>;
  /** Calls an operation of any service through the whole meaning pipeline; rejects with its ServiceError. */
  call<Input, Output>(operation: Operation<Input, Output>, input: Input, as: CallAs): Promise<Output>;
  /**
   * Calls an operation several times, each call by itself, and resolves with how each ended, in their order. Writes that
   * are not waited for (`until: "applied"`) run one behind the other at once, for much less than as many calls.
   */
  callEach<Input, Output>(
    operation: Operation<Input, Output>,
    calls: readonly { readonly input: Input; readonly as: CallAs }[],
  ): Promise<readonly CallOutcome<Output>[]>;
  local<T>(key: Local<T>): T;
  /** The same cloud seen from another place: another account or region, or on behalf of another cause. */
  within(place: Partial<Frame>): AsyncScope;
}
