/** One invocation of a handler in this process: its context, its time, and what came of it. */
import type { Duplex } from "node:stream";
import type { Clock } from "../../kernel/clock.ts";
import type {
  BoundHandler,
  HandlerBinding,
  HandlerContext,
  RunningInvocation,
} from "../../platform/ports/bound-handler.ts";
import { runningInvocation } from "../../platform/ports/bound-handler.ts";
import type { EnvironmentSpec, Invocation } from "../../platform/ports/function-runtime.ts";
import type { EnvironmentLog } from "../environment/environment-log.ts";
import { MemoryConnection } from "./memory-connection.ts";
import { loadWith } from "./process-environment.ts";

/** How a handler ended. */
export type HandlerEnd =
  | { readonly kind: "returned"; readonly payload: Uint8Array }
  | { readonly kind: "failed"; readonly payload: Uint8Array; readonly error: unknown }
  | { readonly kind: "timedOut" };

/** What an invocation runs with. */
export interface BoundSurroundings {
  readonly clock: Clock;
  readonly log: EnvironmentLog;
  readonly logStreamName: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether code is shown the cloud's time: not where answers come by the port, with the machine's in their heads. */
  readonly showsTime: boolean;
  /** Takes the cloud's end of a connection. */
  readonly accept: (connection: Duplex) => void;
}

export class BoundInvocation implements RunningInvocation {
  readonly requestId: string;
  readonly traceHeader: string;
  readonly variables: Record<string, string | undefined>;
  readonly #spec: EnvironmentSpec;
  readonly #invocation: Invocation;
  readonly #surroundings: BoundSurroundings;
  readonly #startedAt: number;
  #spentMilliseconds = 0;
  #timeOut: () => void = () => {};

  constructor(spec: EnvironmentSpec, invocation: Invocation, surroundings: BoundSurroundings) {
    this.#spec = spec;
    this.#invocation = invocation;
    this.#surroundings = surroundings;
    this.#startedAt = surroundings.clock.now();
    this.requestId = invocation.requestId;
    this.traceHeader = invocation.traceHeader;
    this.variables = { ...surroundings.variables };
  }

  /** What the function is billed for: time of the cloud, and what it said that it takes. AWS bills a millisecond at least. */
  get durationMilliseconds(): number {
    return Math.max(1, this.#surroundings.clock.now() - this.#startedAt + this.#spentMilliseconds);
  }

  now(): number | undefined {
    if (!this.#surroundings.showsTime) return undefined;
    return this.#surroundings.clock.now() + this.#spentMilliseconds;
  }

  log(level: string, message: string): void {
    const time = new Date(this.#surroundings.clock.now()).toISOString();
    this.#surroundings.log.output(Buffer.from(`${time}\t${this.requestId}\t${level}\t${message}`));
  }

  connect(): Duplex {
    const [own, clouds] = MemoryConnection.pair();
    // The cloud answers nobody's invocation: what it does is its own.
    runningInvocation.exit(() => this.#surroundings.accept(clouds));
    return own;
  }

  spend(milliseconds: number): Promise<void> {
    this.#spentMilliseconds += milliseconds;
    if (this.#remainingMilliseconds > 0) return Promise.resolve();
    this.#timeOut();
    // The function is no more: nothing of it goes on.
    return new Promise(() => {});
  }

  get #remainingMilliseconds(): number {
    const passed = this.#surroundings.clock.now() - this.#startedAt + this.#spentMilliseconds;
    return this.#invocation.timeoutMilliseconds - passed;
  }

  /** Runs the handler to its end, or to the end of its time. Never rejects. */
  async run(binding: HandlerBinding): Promise<HandlerEnd> {
    const { clock } = this.#surroundings;
    const timedOut = new Promise<HandlerEnd>((resolve) => {
      this.#timeOut = () => resolve({ kind: "timedOut" });
    });
    const cancel = clock.at(this.#startedAt + this.#invocation.timeoutMilliseconds, () => this.#timeOut());
    const ended = runningInvocation.run(this, () => this.#handle(binding));
    try {
      return await Promise.race([ended, timedOut]);
    } finally {
      cancel();
    }
  }

  async #handle(binding: HandlerBinding): Promise<HandlerEnd> {
    try {
      const handler = await loadWith(this.variables, () => binding.load());
      // Not before: whoever asks while a module is loaded, the test included, would pass for this invocation.
      this.variables["_X_AMZN_TRACE_ID"] = this.traceHeader;
      const result = await answerOf(handler, this.#event(), this.#context());
      return { kind: "returned", payload: Buffer.from(JSON.stringify(result) ?? "null") };
    } catch (error) {
      return { kind: "failed", payload: errorDocument(error), error };
    }
  }

  #event(): unknown {
    const { payload } = this.#invocation;
    return payload.length === 0 ? {} : JSON.parse(Buffer.from(payload).toString("utf8"));
  }

  #context(): HandlerContext {
    const { functionName, version, memoryMegabytes, logGroupName } = this.#spec;
    const { invokedFunctionArn, requestId, clientContext } = this.#invocation;
    return {
      functionName,
      functionVersion: version,
      invokedFunctionArn,
      memoryLimitInMB: String(memoryMegabytes),
      awsRequestId: requestId,
      logGroupName,
      logStreamName: this.#surroundings.logStreamName,
      callbackWaitsForEmptyEventLoop: true,
      ...(clientContext === undefined ? {} : { clientContext: parsed(clientContext) }),
      getRemainingTimeInMillis: () => Math.max(0, this.#remainingMilliseconds),
    };
  }
}

/** The handler's result, whichever of Lambda's two ways it answers by. */
function answerOf(handler: BoundHandler, event: unknown, context: HandlerContext): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    });
    const answersByCallback = handler.length >= 3 && !(returned instanceof Promise);
    if (!answersByCallback) resolve(returned);
  });
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}

/** As Lambda's Node.js runtime writes it. */
function errorDocument(error: unknown): Uint8Array {
  const document =
    error instanceof Error
      ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? String(error)).split("\n") }
      : { errorType: typeof error, errorMessage: String(error), trace: [] };
  return Buffer.from(JSON.stringify(document));
}
