/** The function runtime of a cloud inside a test: bound handlers run in this process, all others in processes of theirs. */
import type { Duplex } from "node:stream";
import type { Clock } from "../../kernel/clock.ts";
import { parseArn } from "../../kernel/arn.ts";
import type { Random } from "../../kernel/random.ts";
import type { HandlerBinding } from "../../platform/ports/bound-handler.ts";
import type {
  EnvironmentSpec,
  FunctionRuntime,
  Invocation,
  InvocationOutcome,
} from "../../platform/ports/function-runtime.ts";
import { MEMORY_ENDPOINT } from "../../platform/ports/memory-address.ts";
import { EnvironmentLog } from "../environment/environment-log.ts";
import { newLogStreamName } from "../environment/environment.ts";
import {
  failureDocument,
  responseTooLargeDocument,
  timedOutFailure,
} from "../environment/execution-environment-failure.ts";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";
import { forcedOutcome } from "../environment/forced-end.ts";
import type { PhaseStatus, PlatformLines } from "../output/platform-lines.ts";
import { platformLines } from "../output/platform-records.ts";
import { Telemetry } from "../telemetry/telemetry.ts";
import { BoundInvocation, type HandlerEnd } from "./bound-invocation.ts";
import { captureConsole } from "./console-capture.ts";
import { installMemoryNetwork } from "./memory-network.ts";
import { installProcessEnvironment } from "./process-environment.ts";
import { installProcessTime } from "./process-time.ts";

/** What the runtime is made of. */
export interface InProcessRuntimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Runs what is not bound. */
  readonly processes: FunctionRuntime;
  /** What a function is bound to, if it is. */
  readonly bindingOf: (spec: EnvironmentSpec) => Promise<HandlerBinding | undefined>;
  /** Opens the port, unless it is open, and gives its address: processes reach the cloud in no other way. */
  readonly listen: () => Promise<string>;
  /** Where the cloud is reached at present: that of its port, or of a cloud without one. */
  readonly endpoint: () => string;
  /** Takes the cloud's end of a connection of a handler. */
  readonly accept: (connection: Duplex) => void;
}

export function createInProcessRuntime(options: InProcessRuntimeOptions): FunctionRuntime {
  const { processes, clock } = options;
  const runner = new BoundRunner(options);
  return {
    isolatesStorage: processes.isolatesStorage ?? false,
    refusal: (runtime) => processes.refusal(runtime),
    async invoke(given, invocation) {
      const binding = await options.bindingOf(given);
      const endpoint = binding === undefined ? await options.listen() : options.endpoint();
      const spec = { ...given, variables: reachable(given.variables, endpoint) };
      return binding === undefined ? processes.invoke(spec, invocation) : runner.run(binding, spec, invocation);
    },
    // What has run has a log stream; a function that never did gets one, bound or not.
    forceEnd: (spec, invocation, end) =>
      forcedOutcome({ spec, invocation, end, logStreamName: runner.logStreamOf(spec), now: clock.now() }),
    async provision(spec, count) {
      // A handler in this process is always there.
      return (await options.bindingOf(spec)) === undefined ? processes.provision(spec, count) : { ready: count };
    },
    retire(keyPrefix) {
      runner.retire(keyPrefix);
      processes.retire(keyPrefix);
    },
    close: () => processes.close(),
  };
}

/** URLs of the cloud as they are outside of it: queues were given theirs before there was a port. */
function reachable(variables: Readonly<Record<string, string>>, endpoint: string): Readonly<Record<string, string>> {
  const pairs = Object.entries(variables).map(([name, value]) => [name, value.replaceAll(MEMORY_ENDPOINT, endpoint)]);
  return Object.fromEntries(pairs);
}

class BoundRunner {
  readonly #options: InProcessRuntimeOptions;
  /** Names of log streams, by key of the environment. */
  readonly #logStreams = new Map<string, string>();

  constructor(options: InProcessRuntimeOptions) {
    this.#options = options;
  }

  retire(keyPrefix: string): void {
    for (const key of this.#logStreams.keys()) if (key.startsWith(keyPrefix)) this.#logStreams.delete(key);
  }

  async run(binding: HandlerBinding, spec: EnvironmentSpec, invocation: Invocation): Promise<InvocationOutcome> {
    installProcessEnvironment();
    installProcessTime();
    installMemoryNetwork();
    captureConsole(console);
    const { clock, accept, endpoint } = this.#options;
    const showsTime = endpoint() === MEMORY_ENDPOINT;
    const logStreamName = this.logStreamOf(spec);
    // A log for each invocation: they run at the same time here, and their lines must not mix.
    const log = new EnvironmentLog(clock, withoutListeners(clock, spec));
    const lines = platformLines(spec, () => clock.now());
    for (const line of lines.start(invocation.requestId, spec.version)) log.platform(line);
    const variables = variablesOf(spec, logStreamName);
    const running = new BoundInvocation(spec, invocation, { clock, log, logStreamName, variables, accept, showsTime });
    const end = await running.run(binding);
    if (end.kind === "failed") running.log("ERROR", `Invoke Error \t${Buffer.from(end.payload).toString("utf8")}`);
    return this.#close({ spec, invocation, lines, log, logStreamName, end, took: running.durationMilliseconds });
  }

  #close(closing: Closing): InvocationOutcome {
    const { spec, invocation, lines, log, logStreamName, end } = closing;
    const { requestId, timeoutMilliseconds } = invocation;
    const { memoryMegabytes } = spec;
    const isTimeout = end.kind === "timedOut";
    const durationMilliseconds = isTimeout ? timeoutMilliseconds : closing.took;
    const failure = isTimeout ? timedOutFailure(requestId, timeoutMilliseconds, this.#options.clock.now()) : undefined;
    const status: { status?: PhaseStatus } = isTimeout ? { status: { kind: "timeout" } } : {};
    // All functions share this process, so that no memory is any one's own: it is not measured, and reported as none.
    const figures = { durationMilliseconds, maxMemoryUsedMegabytes: 0 };
    const answer = failure === undefined ? answered(end) : { kind: end.kind, payload: failureDocument(failure) };
    const producedBytes = answer.kind === "returned" ? answer.payload.byteLength : 0;
    const report = { requestId, memoryMegabytes, producedBytes, ...figures, ...status };
    const { dropped } = log;
    const said = [
      ...(dropped.lines > 0 ? lines.dropped(dropped) : []),
      ...(failure?.logMessage === undefined ? [] : lines.failure(failure.logMessage)),
      ...lines.end(report),
      ...lines.report(report),
    ];
    for (const line of said) log.platform(line);
    return { ...answer, ...figures, logStreamName, lines: log.take() };
  }

  /** The stream of the environments with one key, which here is one. */
  logStreamOf(spec: EnvironmentSpec): string {
    const { clock, random } = this.#options;
    const name = this.#logStreams.get(spec.key) ?? newLogStreamName(spec, clock.now(), random);
    this.#logStreams.set(spec.key, name);
    return name;
  }
}

interface Closing {
  readonly spec: EnvironmentSpec;
  readonly invocation: Invocation;
  readonly lines: PlatformLines;
  readonly log: EnvironmentLog;
  readonly logStreamName: string;
  readonly end: HandlerEnd;
  readonly took: number;
}

function answered(end: HandlerEnd): Pick<InvocationOutcome, "kind" | "payload"> {
  if (end.kind === "timedOut") return { kind: end.kind, payload: Buffer.alloc(0) };
  if (end.kind === "returned" && end.payload.length > MAXIMUM_RESPONSE_BYTES) {
    return { kind: "failed", payload: responseTooLargeDocument() };
  }
  return { kind: end.kind, payload: end.payload };
}

/** No extension runs beside a bound handler, so that nobody ever subscribes to what it says. */
function withoutListeners(clock: Clock, { logFormat }: EnvironmentSpec): Telemetry {
  const telemetry = new Telemetry({ clock, processClock: clock }, logFormat);
  telemetry.close();
  return telemetry;
}

/** The variables that code and SDK read; what the machine's own environment has besides stays visible. */
function variablesOf(spec: EnvironmentSpec, logStreamName: string): Readonly<Record<string, string>> {
  const region = parseArn(spec.functionArn)?.region ?? "us-east-1";
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...spec.variables,
    _HANDLER: spec.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: spec.initializationType ?? "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: spec.codeDirectory,
  };
}
