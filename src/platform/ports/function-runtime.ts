/** The port to where functions run: execution environments, each an operating-system process of its own. */

/** What an execution environment is made of. Two specs with one `key` are the same environment. */
export interface EnvironmentSpec {
  /** Identity: function ARN and revision of its code and configuration. A change of either is another key. */
  readonly key: string;
  readonly functionArn: string;
  readonly functionName: string;
  /** `$LATEST` or a version number. */
  readonly version: string;
  /** AWS's name of the runtime, such as `nodejs22.x`. */
  readonly runtime: string;
  /** `file.exported` for Node.js, `module.function` for Python. */
  readonly handler: string;
  /** A folder with the unpacked code. */
  readonly codeDirectory: string;
  /** One folder for each layer, each with what AWS would show in /opt; the first that has a file wins. */
  readonly layerFolders?: readonly string[];
  /** The whole environment of the process beyond what the runtime itself sets, credentials and region included. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  /** How large /tmp is, where that is another size than Lambda's 512 MB. */
  readonly ephemeralStorageMegabytes?: number;
  readonly logGroupName: string;
  /** What Lambda itself writes is JSON then; text otherwise. */
  readonly logFormat?: "JSON";
  /** What the function is told of how its environment was started; `on-demand` when absent. */
  readonly initializationType?: "on-demand" | "provisioned-concurrency";
}

/** How many environments are ready, and why it is not as many as were asked for. */
export interface Provision {
  readonly ready: number;
  readonly reason?: string;
}

/** One call of a function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** When the function is killed, on the cloud's clock. */
  readonly timeoutMilliseconds: number;
  readonly invokedFunctionArn: string;
  readonly traceHeader: string;
  /** Base64 of the client context that the caller gave, already decoded to JSON text. */
  readonly clientContext?: string;
  /** Takes what the function streams, as it comes. Without it a streamed response is collected like any other. */
  readonly response?: ResponseSink;
}

/** Takes a response that the function makes piece by piece; one that comes whole is in the outcome's payload alone. */
export interface ResponseSink {
  /** Called once, before any bytes: the function has begun to answer. */
  begin(contentType: string): void;
  /** The next bytes. The function is read on when the promise resolves; it never rejects. */
  write(piece: Uint8Array): Promise<void>;
}

/** What an environment said while it ran, already split into lines of bounded length. */
export interface LogLine {
  readonly at: number;
  readonly message: string;
  /** Lambda itself said so, not the function. */
  readonly isPlatform?: true;
}

/** How an invocation ended, in the figures that a REPORT line gives. */
export interface InvocationOutcome {
  /**
   * `returned`: the handler's JSON in `payload`, which is empty when a sink has taken the response. `failed`: the handler threw, or the process could not load it, and
   * `payload` is the error document. `timedOut` and `exited`: the process is gone and `payload` is the error document.
   */
  readonly kind: "returned" | "failed" | "timedOut" | "exited";
  readonly payload: Uint8Array;
  readonly durationMilliseconds: number;
  /** Present when this invocation started its environment. */
  readonly initDurationMilliseconds?: number;
  readonly maxMemoryUsedMegabytes: number;
  /** How long extensions went on after the function was done; absent where there are none. */
  readonly postRuntimeExtensionsMilliseconds?: number;
  /** The environment's log stream. */
  readonly logStreamName: string;
  /** All lines from START to REPORT, in order: written to Logs by the caller. */
  readonly lines: readonly LogLine[];
}

/**
 * How an invocation ends because of a fault: with an answer in the place of the function's own, out of time without having
 * run, or by the end of its process. `ran` is what the function did; absent when it was kept from running.
 */
export type ForcedEnd =
  | { readonly kind: "returned" | "failed"; readonly payload: Uint8Array; readonly ran?: InvocationOutcome }
  | { readonly kind: "timedOut" }
  | { readonly kind: "exited"; readonly ran: InvocationOutcome };

/** Runs functions. Concurrency limits are the Lambda service's business; this starts an environment whenever none is idle. */
export interface FunctionRuntime {
  /** Whether invocations wait because this machine has no room for another environment. */
  readonly isCrowded?: boolean;
  /** Whether each environment has a /tmp of its own that is as large as its spec says, rather than the machine's. */
  readonly isolatesStorage?: boolean;
  /** A sentence that says why this machine cannot run `runtime`, or undefined when it can. */
  refusal(runtime: string): string | undefined;
  /**
   * Says that a function like this may soon be invoked, so that something may be started ahead of need. Resolves when that
   * is done or left undone; a runtime without anything to prepare has no such method.
   */
  anticipate?(kind: Pick<EnvironmentSpec, "runtime" | "memoryMegabytes">): Promise<void>;
  /** Runs one invocation in an idle environment of `spec`, or in a new one. Never rejects for what the function does. */
  invoke(spec: EnvironmentSpec, invocation: Invocation): Promise<InvocationOutcome>;
  /** What an invocation comes to that ends by force: with the lines that Lambda writes then, and its own error document. */
  forceEnd(spec: EnvironmentSpec, invocation: Invocation, end: ForcedEnd): InvocationOutcome;
  /**
   * Keeps `count` environments of `spec` initialised: they do not expire, and one that ends is replaced. Resolves when
   * all are ready, or as many as will be. Another count, none included, takes the place of the one before; `retire` ends
   * it. Rejects for what this machine lacks.
   */
  provision(spec: EnvironmentSpec, count: number): Promise<Provision>;
  /** Stops the idle environments of every key that starts with `keyPrefix`, and the busy ones once they are done. */
  retire(keyPrefix: string): void;
  /** Stops everything; resolves when no process is left. */
  close(): Promise<void>;
}
