/** A cloud for tests of services: memory store, frozen clock, seeded chance, no wire. */
import { silentLog, type Log } from "../../src/kernel/log.ts";
import { seededRandom, uuid } from "../../src/kernel/random.ts";
import { VirtualClock } from "../../src/kernel/virtual-clock.ts";
import type { Faults } from "../../src/platform/faults/faults.ts";
import type { LineageRecord } from "../../src/platform/lineage/lineage.ts";
import type { Preset } from "../../src/platform/local.ts";
import type { MetricBatch } from "../../src/platform/metrics/metric-buffer.ts";
import { attendanceOf } from "../../src/platform/dispatch/attendance.ts";
import { Platform } from "../../src/platform/platform.ts";
import type { Ports } from "../../src/platform/ports/ports.ts";
import type { ServiceDefinition } from "../../src/platform/service.ts";
import type { AsyncScope, Frame } from "../../src/platform/scope.ts";
import type { Operation } from "../../src/schema/model.ts";
import type { Blobs } from "../../src/store/blobs.ts";
import { MemoryBlobs } from "../../src/store/memory-blobs.ts";
import { memoryEngine } from "../../src/store/memory-engine.ts";
import { OverlayStore } from "../../src/store/overlay-store.ts";
import type { Engine, Store } from "../../src/store/store.ts";

export interface TestPlatformOptions {
  readonly services: readonly ServiceDefinition[];
  /** Where the clock starts; 2026-01-15T12:00:00Z when absent. */
  readonly at?: number;
  readonly seed?: number;
  readonly ports?: Partial<Ports> | ((clock: VirtualClock) => Partial<Ports>);
  readonly log?: Log;
  /** What the store is over; an empty memory when absent. */
  readonly engine?: Engine;
  /** What `sluice up` and createCloud let a user choose. */
  readonly settings?: readonly Preset[];
  readonly enforcesPolicies?: boolean;
}

/** What a call may say of itself. */
export type CallFrame = Partial<Pick<Frame, "account" | "region" | "caller" | "cause" | "traceHeader">> & {
  readonly signal?: AbortSignal;
};

export interface TestPlatform {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly blobs: Blobs;
  now(): number;
  /** Runs an operation as a client would, without a wire; rejects with its ServiceError. */
  call<Input, Output>(operation: Operation<Input, Output>, input: Input, frame?: CallFrame): Promise<Output>;
  /** The same with an input that the types forbid, for tests of bad input. */
  callUnchecked(operation: Operation, input: unknown, frame?: CallFrame): Promise<unknown>;
  scope(frame?: Partial<Frame>): AsyncScope;
  /** Moves time on; everything that falls due runs, in order, and has settled when this resolves. */
  advance(milliseconds: number): Promise<void>;
  settle(): Promise<void>;
  lineage(): readonly LineageRecord[];
  /** What breaks on purpose; a new process begins without any. */
  faults(): Faults;
  /** The services' own metrics that were flushed, by minute. */
  metrics(): readonly (MetricBatch & { readonly minute: number })[];
  usage(): ReturnType<Platform["usage"]>;
  /** A new process on the same store: everything in memory is gone, and time may have passed while nothing ran. */
  restart(downMilliseconds?: number): Promise<void>;
  stop(): Promise<void>;
}

const ACCOUNT = "000000000000";
const REGION = "us-east-1";
const START = Date.UTC(2026, 0, 15, 12);

export async function startTestPlatform(options: TestPlatformOptions): Promise<TestPlatform> {
  const clock = new VirtualClock(options.at ?? START);
  const random = seededRandom(options.seed ?? 1);
  const store = new OverlayStore(options.engine ?? memoryEngine());
  const blobs = new MemoryBlobs(random);
  const ports = portsOf(typeof options.ports === "function" ? options.ports(clock) : (options.ports ?? {}));
  const flushed: (MetricBatch & { readonly minute: number })[] = [];
  const begin = (): Platform => {
    const platform = new Platform({
      services: options.services,
      enforcesPolicies: options.enforcesPolicies ?? false,
      store,
      blobs,
      clock,
      random,
      log: options.log ?? silentLog,
      ports,
      account: ACCOUNT,
      region: REGION,
      settings: options.settings ?? [],
      metricSink: async (batches, minute) => {
        flushed.push(...batches.map((batch) => ({ ...batch, minute })));
      },
    });
    platform.start();
    return platform;
  };
  let platform = begin();
  const callUnchecked = (operation: Operation, input: unknown, frame: CallFrame = {}): Promise<unknown> => {
    const { signal, ...given } = frame;
    return platform.dispatch(operation, input, {
      frame: { ...frameOf(given.account ?? ACCOUNT), requestId: uuid(random), ...given },
      attendance: attendanceOf(signal ?? new AbortController().signal),
    });
  };
  return {
    clock,
    store,
    blobs,
    now: () => clock.now(),
    // The operation's own type says what comes back.
    call: async (operation, input, frame) => (await callUnchecked(operation, input, frame)) as never,
    callUnchecked,
    scope: (frame) => platform.scope(frame),
    advance: (milliseconds) => clock.advance(milliseconds, () => platform.settle()).then(() => platform.settle()),
    settle: () => platform.settle(),
    lineage: () => [...platform.lineage.all()],
    faults: () => platform.faults,
    metrics: () => flushed,
    usage: () => platform.usage(0),
    restart: async (downMilliseconds = 0) => {
      await platform.stop();
      await clock.advance(downMilliseconds);
      platform = begin();
    },
    stop: async () => {
      await platform.stop();
      await store.close();
    },
  };
}

/** A call of the account's root. */
function frameOf(account: string): Omit<Frame, "requestId"> {
  return {
    account,
    region: REGION,
    cause: "",
    caller: { kind: "user", account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: account },
    endpoint: "http://127.0.0.1:4566",
  };
}

function portsOf(given: Partial<Ports>): Ports {
  return {
    functions: {
      refusal: () => "This cloud has no runtimes.",
      invoke: () => Promise.reject(new Error("this cloud has no runtimes")),
      forceEnd: () => {
        throw new Error("this cloud has no runtimes");
      },
      provision: () => Promise.reject(new Error("this cloud has no runtimes")),
      retire: () => {},
      close: () => Promise.resolve(),
    },
    outbound: { send: async () => ({ kind: "refused", reason: "this cloud calls nobody" }) },
    codeFolders: {
      folderOf: () => Promise.reject(new Error("this cloud unpacks no code")),
      bytesOf: () => Promise.resolve(0),
      remove: () => Promise.resolve(),
    },
    localEndpoint: () => "http://127.0.0.1:4566",
    ...given,
  };
}
