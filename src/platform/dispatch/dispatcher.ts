/** Takes a call through the meaning pipeline, executes it, and answers once what it did is on disk. */
import { unreachable } from "../../kernel/invariant.ts";
import { notImplemented, ServiceError } from "../service-error.ts";
import type { Operation, ServiceModel } from "../../schema/model.ts";
import { BlobsFailed } from "../../store/blobs.ts";
import { StoreFailed, StoreOverloaded, type Store } from "../../store/store.ts";
import { type ActSurroundings, ReadAct, WriteAct } from "../act.ts";
import { underFaults } from "../faults/call-faults.ts";
import type { Faults } from "../faults/faults.ts";
import { SlowDisk } from "../faults/slow-disk.ts";
import { lineageRecord, type LineageRecord, type Outcome, type Story } from "../lineage/lineage.ts";
import { traceIdOf } from "../lineage/trace-header.ts";
import type { OperationDescriptor } from "../operation.ts";
import type { AsyncScope, Frame, ReadScope, WriteScope } from "../scope.ts";
import type { ServiceDefinition } from "../service.ts";
import { Authority } from "../policies/authority.ts";
import type { Attendance } from "./attendance.ts";
import type { CallObserver } from "./call-observer.ts";
import type { CallOutcome } from "./call-outcome.ts";
import { PIPELINE } from "./pipeline.ts";
import { Following } from "./following.ts";
import type { CallContext, EachCall, Request, Target } from "./request.ts";

/** What the dispatcher needs of the platform. */
export interface DispatchSurroundings extends ActSurroundings {
  readonly store: Store;
  readonly observe?: CallObserver | undefined;
  readonly faults: Faults;
  /** Whether policies of resources are enforced. */
  readonly enforcesPolicies: boolean;
  scopeOf(frame: Frame, attendance: Attendance): StreamScope;
}

/** The scope of an operation that takes time, and whether what it was shown is on disk. */
type StreamScope = AsyncScope & { readonly seen: Promise<void> | undefined };

export class Dispatcher {
  readonly #surroundings: DispatchSurroundings;
  readonly #disk = new SlowDisk();
  readonly #authority: Authority | undefined;
  readonly #targets = new Map<ServiceModel, ReadonlyMap<string, Target>>();

  constructor(surroundings: DispatchSurroundings, services: readonly ServiceDefinition[]) {
    this.#surroundings = surroundings;
    if (surroundings.enforcesPolicies) this.#authority = new Authority((frame, body) => this.read(frame, body));
    for (const service of services) this.#targets.set(service.model, targetsOf(service));
  }

  /**
   * Runs one operation. `frame.cause` is what led to the call; the call becomes a record of its own below it.
   * @throws ServiceError, the answer to a call that is refused; anything else is a fault or a bug
   */
  async dispatch(operation: Operation, input: unknown, call: CallContext): Promise<unknown> {
    const target = this.#targets.get(operation.service)?.get(operation.name);
    if (target === undefined) {
      throw notImplemented(`${operation.service.metadata.serviceId} ${operation.name}`);
    }
    const request = this.#requestOf(target, input, call);
    try {
      for (const step of PIPELINE) step(request, this.#authority);
      const { active } = this.#surroundings.faults;
      const output = await (active === undefined ? this.#execute(request) : this.#executeUnder(active, request));
      this.#tellEnd(request, output);
      return output;
    } catch (error) {
      throw this.#refusal(request, error);
    }
  }

  /**
   * Runs one operation several times, each call by itself, in their order. Writes that are not waited for run one behind
   * the other without a turn of the event loop between them, and what follows from them begins together.
   * @returns how each of them ended, in their order
   */
  async dispatchEach(operation: Operation, calls: readonly EachCall[]): Promise<readonly CallOutcome[]> {
    const target = this.#targets.get(operation.service)?.get(operation.name);
    const descriptor = target?.descriptor;
    const isPlain = this.#surroundings.faults.active === undefined && this.#disk.isQuiet;
    const isAhead = descriptor?.kind === "write" && calls.every(({ call }) => call.until === "applied");
    if (target === undefined || !isPlain || !isAhead) {
      return Promise.all(calls.map(({ input, call }) => outcomeOfCall(this.dispatch(operation, input, call))));
    }
    const following = new Following();
    return calls.map(({ input, call }): CallOutcome => {
      const request = this.#requestOf(target, input, call);
      try {
        for (const step of PIPELINE) step(request, this.#authority);
        // `constrain` has just found the input to be what the descriptor's types say.
        const { act, result, committed } = this.#apply(request.frame, (at) => descriptor.run(input as never, at));
        if (act !== undefined) following.add(committed, act);
        act?.apply();
        this.#tellEnd(request, result);
        return { output: result };
      } catch (error) {
        return { error: this.#refusal(request, error) };
      }
    });
  }

  #requestOf({ service, descriptor, kind }: Target, input: unknown, call: CallContext): Request {
    const { frame } = call;
    return {
      service,
      descriptor,
      kind,
      // A reader of the wire, or a typed call, made the input: both make plain objects.
      input: (input ?? {}) as Readonly<Record<string, unknown>>,
      frame: causedBy(this.#surroundings.sinks.lineage.issue(frame.cause), frame),
      call,
    };
  }

  /** Tells whoever is to know that a call has ended well. */
  #tellEnd(request: Request, output: unknown): void {
    if (request.descriptor.kind !== "read") this.#record(request, { parent: request.call.frame.cause, outcome: "ok" });
    if (this.#surroundings.observe !== undefined) this.#show(request, output);
  }

  /** Records that a call did not end well, and returns what its caller is told. */
  #refusal(request: Request, error: unknown): unknown {
    const reason = error instanceof Error ? error.message : String(error);
    this.#record(request, { parent: request.call.frame.cause, outcome: outcomeOf(error), reason });
    return this.#answerTo(error);
  }

  /** Runs `body` in a transaction and resolves once it is on disk and what follows from it has begun. */
  async write<T>(frame: Frame, body: (at: WriteScope) => T): Promise<T> {
    const { act, result, committed } = this.#apply(frame, body);
    try {
      act?.apply();
    } finally {
      // What follows from the commit follows from it also when a wake-up had a bug, which is told then.
      await committed;
      act?.leave();
    }
    return result;
  }

  /** The same, but resolves once it is there for others to see. What follows from it begins with the commit all the same. */
  async #writeAhead<T>(frame: Frame, body: (at: WriteScope) => T): Promise<T> {
    const { act, result, committed } = this.#apply(frame, body);
    // When the commit fails nothing follows: the store has stopped, and says so to everybody.
    committed.then(
      () => act?.leave(),
      () => {},
    );
    act?.apply();
    return result;
  }

  #apply<T>(frame: Frame, body: (at: WriteScope) => T) {
    let act: WriteAct | undefined;
    const written = this.#surroundings.store.write((tx) => body((act = new WriteAct(tx, frame, this.#surroundings))));
    const { active } = this.#surroundings.faults;
    const { result, committed } = written;
    if (active === undefined && this.#disk.isQuiet) return { result, committed, act };
    const teller = { record: (story: Story) => this.#tell(story, frame) };
    return { result, committed: this.#disk.committed(active, committed, teller), act };
  }

  /** Runs `body` on the state of this moment. */
  read<T>(frame: Frame, body: (at: ReadScope) => T): T {
    let act: ReadAct | undefined;
    const result = this.#surroundings.store.read((tx) => body((act = new ReadAct(tx, frame, this.#surroundings))));
    act?.leave();
    return result;
  }

  /** Resolves once everything that a read of this moment is shown is on disk; undefined when it is, after a failure. */
  present(): Promise<void> | undefined {
    const { store } = this.#surroundings;
    return store.failure() === undefined ? this.#disk.synced(store.synced()) : undefined;
  }

  /** What the store refuses is a fault that the same call may not meet again: AWS's 503, which clients try again. */
  #answerTo(error: unknown): unknown {
    if (error instanceof ServiceError) return error;
    const failure = this.#surroundings.store.failure();
    if (failure !== undefined) return unavailable(failure.message);
    const isOfTheDisk =
      error instanceof StoreOverloaded || error instanceof StoreFailed || error instanceof BlobsFailed;
    return isOfTheDisk ? unavailable(error.message) : error;
  }

  #executeUnder(faults: Faults, request: Request): Promise<unknown> {
    const { descriptor, input, frame, call } = request;
    const struck = {
      request,
      resource: resourceOf(descriptor, input, frame),
      teller: { record: (story: Story) => this.#tell(story, frame) },
      execute: () => this.#execute(request),
    };
    return faults.inside(call.frame.cause, () => underFaults(faults, struck));
  }

  /** Adds to the story of the act of `frame`, whatever becomes of it. */
  #tell(story: Story, frame: Frame): string {
    const { sinks, now } = this.#surroundings;
    const id = sinks.lineage.issue(story.parent ?? frame.cause);
    sinks.lineage.add(lineageRecord(story, { id, parent: frame.cause, at: now() }));
    return id;
  }

  #execute({ descriptor, input, frame, call }: Request): Promise<unknown> {
    // `constrain` has just found the input to be what the descriptor's types say.
    const checked = input as never;
    switch (descriptor.kind) {
      case "read":
        return this.#readSynced(frame, (at) => descriptor.run(checked, at));
      case "write":
        return call.until === "applied"
          ? this.#writeAhead(frame, (at) => descriptor.run(checked, at))
          : this.write(frame, (at) => descriptor.run(checked, at));
      case "stream":
        return this.#stream(this.#surroundings.scopeOf(frame, call.attendance), (scope) =>
          descriptor.run(checked, scope),
        );
      default:
        return unreachable(descriptor);
    }
  }

  async #readSynced<T>(frame: Frame, body: (at: ReadScope) => T): Promise<T> {
    const output = this.read(frame, body);
    // A reader must never be shown what a crash could still take back. A store that has failed shows nothing else.
    await this.present();
    return output;
  }

  async #stream<T>(scope: StreamScope, body: (at: AsyncScope) => Promise<T>): Promise<T> {
    const output = await body(scope);
    // As above, but for what was read and no more: later writers are not waited for.
    await scope.seen;
    return output;
  }

  #show({ kind, input, frame }: Request, output: unknown): void {
    const { account, region, cause } = frame;
    this.#surroundings.observe?.({ kind, account, region, input, output, cause, at: this.#surroundings.now() });
  }

  #record({ kind, descriptor, input, frame }: Request, { parent, outcome, reason }: Ending): void {
    const { lineage } = this.#surroundings.sinks;
    if (!lineage.isOn) return;
    // Member by member: an object that is spread and then added to takes V8 ten times as long to make.
    lineage.add({
      id: frame.cause,
      parent,
      outcome,
      reason,
      kind,
      resource: resourceOf(descriptor, input, frame),
      at: this.#surroundings.now(),
      subject: frame.requestId,
      traceId: traceIdOf(frame.traceHeader),
    });
  }
}

/** The answer of a cloud whose store has failed, so that nothing is acknowledged any more, or is behind. */
function unavailable(reason: string): ServiceError {
  return new ServiceError("ServiceUnavailableException", reason, { statusCode: 503, retryable: true });
}

function targetsOf(service: ServiceDefinition): ReadonlyMap<string, Target> {
  const { name } = service.model.metadata;
  return new Map(
    service.operations.map((descriptor) => {
      const operation = descriptor.operation.name;
      return [operation, { service, descriptor, kind: `${name}.${operation}` }];
    }),
  );
}

function causedBy(cause: string, { account, region, caller, requestId, endpoint, traceHeader }: Frame): Frame {
  return { account, region, cause, caller, requestId, endpoint, traceHeader };
}

async function outcomeOfCall(call: Promise<unknown>): Promise<CallOutcome> {
  try {
    return { output: await call };
  } catch (error) {
    // Whoever made the calls looks at each outcome: an error of one is not one of the others.
    return { error };
  }
}

type Ending = Pick<LineageRecord, "parent" | "outcome" | "reason">;

function resourceOf(descriptor: OperationDescriptor, input: unknown, frame: Frame): string {
  try {
    // An input that broke a constraint comes here too, and may be anything: then the resource has no name.
    return descriptor.on(input as never, frame);
  } catch {
    return "";
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof ServiceError)) return "failed";
  if (error.statusCode === 403) return "denied";
  return error.statusCode === 429 || error.retryable ? "throttled" : "failed";
}
