/** One execution environment: its log stream, its process, and how invocations run in it one after the other. */
import { invariant } from "../../kernel/invariant.ts";
import { bytes, type Random } from "../../kernel/random.ts";
import type { EnvironmentSpec, Invocation, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import { EnvironmentLog } from "./environment-log.ts";
import { type Command, EnvironmentProcess, type PhaseEnd, type ProcessSurroundings } from "./environment-process.ts";
import type { ExtensionFailure } from "../extensions/extensions-api.ts";
import {
  exitedFailure,
  extensionFailure,
  type Failure,
  failureDocument,
  outOfMemoryFailure,
  responseTooLargeDocument,
  timedOutFailure,
} from "./execution-environment-failure.ts";
import { INIT_TIMEOUT_MILLISECONDS, PROVISIONED_INIT_TIMEOUT_MILLISECONDS } from "../limits.ts";
import {
  type InitPhase,
  type PhaseStatus,
  type PlatformLines,
  type Report,
  textLines,
} from "../output/platform-lines.ts";
import { platformRecords } from "../output/platform-records.ts";
import { Telemetry } from "../telemetry/telemetry.ts";

/** What an environment is started with. */
export interface EnvironmentStart {
  readonly spec: EnvironmentSpec;
  readonly command: Command;
  /** A process that has started already and is this environment's from now on. */
  readonly ready?: EnvironmentProcess;
  readonly logStreamName: string;
  /** As the INIT_START line gives them. */
  readonly runtimeVersion: string;
  readonly runtimeVersionArn: string;
}

/** How an invocation ended, before its lines are taken. */
interface Ending {
  readonly kind: InvocationOutcome["kind"];
  readonly payload: Uint8Array;
  readonly durationMilliseconds: number;
  readonly status?: PhaseStatus;
  readonly failure?: Failure;
  /** How long extensions went on after the runtime was done, where there are any. */
  readonly postRuntimeMilliseconds?: number;
}

/** What one invocation runs under. */
interface RunTerms {
  /** What is left of the function's timeout. */
  readonly limitMilliseconds: number;
  /** Given when a successful init phase came before it. */
  readonly initDurationMilliseconds?: number;
  /** What an init phase inside the invocation has taken of its time. */
  readonly spentMilliseconds?: number;
}

/** Runs the invocations of one function, one at a time. */
export class Environment {
  readonly spec: EnvironmentSpec;
  /** Called once, when the first process is up or will never be. */
  onBooted: () => void = () => {};
  /** Called once, when the environment can run no more invocations and no process of it is left. */
  onGone: () => void = () => {};
  readonly #surroundings: ProcessSurroundings;
  readonly #start: EnvironmentStart;
  readonly #log: EnvironmentLog;
  /** What Lambda writes into the log, and what it tells extensions: the same where the log is in JSON. */
  readonly #lines: PlatformLines;
  readonly #records: PlatformLines;
  readonly #telemetry: Telemetry;
  /** What runs now, for what is told before the phase is over. */
  #current: Invocation | undefined;
  /** Whether extensions were told already that the runtime is done. */
  #wasToldDone = false;
  #process: EnvironmentProcess;
  #initPhase: InitPhase = "init";
  #initialised = false;
  #busy = false;
  #stopped = false;

  constructor(surroundings: ProcessSurroundings, start: EnvironmentStart) {
    this.spec = start.spec;
    this.#surroundings = surroundings;
    this.#start = start;
    const { logFormat } = this.spec;
    this.#telemetry = new Telemetry(surroundings, logFormat);
    this.#log = new EnvironmentLog(surroundings.clock, this.#telemetry);
    this.#records = platformRecords(this.spec, () => surroundings.clock.now());
    this.#lines = logFormat === "JSON" ? this.#records : textLines;
    this.#telemetry.onSubscribed = (name, state, types) =>
      this.#tell((lines) => lines.telemetrySubscription({ name, state, types }));
    start.ready?.occupy(this.spec, this.#log);
    this.#process = this.#adopt(start.ready ?? this.#newProcess());
  }

  /** Whether another invocation can be run. */
  get isAlive(): boolean {
    return this.#initialised && this.#process.isAlive;
  }

  /** Kills the process. What is running ends as if the process had been killed by somebody else. */
  stop(): void {
    this.#stopped = true;
    this.#process.kill("stopped");
  }

  /** Starts the process and loads the code before anybody invokes; answers whether it can be invoked. */
  async prepare(): Promise<boolean> {
    this.#busy = true;
    try {
      this.#tellStart();
      const end = await this.#process.start(this.#start.command, PROVISIONED_INIT_TIMEOUT_MILLISECONDS);
      this.#initialised = isReady(end);
      if (this.#initialised) this.#tellInitialised(end.durationMilliseconds, "init");
      return this.isAlive;
    } finally {
      this.#busy = false;
      if (this.#process.isGone) this.onGone();
    }
  }

  /** Runs an invocation, after starting the process when this is the first. */
  async invoke(invocation: Invocation): Promise<InvocationOutcome> {
    this.#busy = true;
    try {
      if (this.#initialised) return await this.#run(invocation, { limitMilliseconds: invocation.timeoutMilliseconds });
      return await this.#initialiseAndRun(invocation);
    } finally {
      this.#busy = false;
      if (this.#process.isGone) this.onGone();
    }
  }

  async #initialiseAndRun(invocation: Invocation): Promise<InvocationOutcome> {
    this.#tellStart();
    const first = await this.#process.start(this.#start.command, INIT_TIMEOUT_MILLISECONDS);
    if (isReady(first)) {
      this.#initialised = true;
      const initDurationMilliseconds = first.durationMilliseconds;
      this.#tellInitialised(initDurationMilliseconds, "init");
      return this.#run(invocation, { limitMilliseconds: invocation.timeoutMilliseconds, initDurationMilliseconds });
    }
    this.#reportInit("init", first, invocation);
    this.#process.kill("stopped");
    await this.#process.gone;
    return this.#initialiseAgainAndRun(invocation);
  }

  /** AWS tries a second time inside the invocation, where the function's own timeout counts. */
  async #initialiseAgainAndRun(invocation: Invocation): Promise<InvocationOutcome> {
    const { clock, measure } = this.#surroundings;
    const startedAt = measure();
    const deadline = clock.now() + invocation.timeoutMilliseconds;
    this.#initPhase = "invoke";
    this.#wasToldDone = false;
    this.#process = this.#adopt(this.#newProcess());
    if (this.#stopped) this.#process.kill("stopped");
    const second = await this.#process.start(this.#start.command, invocation.timeoutMilliseconds);
    const spentMilliseconds = measure() - startedAt;
    if (isReady(second)) {
      this.#initialised = true;
      this.#tellInitialised(spentMilliseconds, "invoke");
      return this.#run(invocation, { limitMilliseconds: Math.max(0, deadline - clock.now()), spentMilliseconds });
    }
    this.#reportInit("invoke", second, invocation);
    this.#tellInvoked(invocation);
    this.#process.kill("stopped");
    await this.#process.gone;
    return this.#close(invocation, this.#ending(invocation, second));
  }

  /** One invocation in a process that waits for it. */
  async #run(invocation: Invocation, terms: RunTerms): Promise<InvocationOutcome> {
    const { limitMilliseconds, initDurationMilliseconds, spentMilliseconds = 0 } = terms;
    const now = this.#surroundings.clock.now();
    this.#tellInvoked(invocation);
    const { timeoutMilliseconds: _, ...event } = invocation;
    const end = await this.#process.invoke(
      { ...event, nowMilliseconds: now, deadlineMilliseconds: now + limitMilliseconds },
      limitMilliseconds,
    );
    const durationMilliseconds = end.durationMilliseconds + spentMilliseconds;
    const ending = this.#ending(invocation, { ...end, durationMilliseconds });
    const { runtimeMilliseconds } = end;
    const hasExtensions = this.#process.extensions.length > 0 && runtimeMilliseconds !== undefined;
    const post = hasExtensions ? { postRuntimeMilliseconds: end.durationMilliseconds - runtimeMilliseconds } : {};
    return this.#close(invocation, { ...ending, ...post }, initDurationMilliseconds);
  }

  #newProcess(): EnvironmentProcess {
    return new EnvironmentProcess(this.#surroundings, this.spec, this.#log);
  }

  #adopt(made: EnvironmentProcess): EnvironmentProcess {
    made.onBooted = () => this.onBooted();
    made.onRuntimeDone = (end) => this.#runtimeDone(end);
    void made.gone.then(() => {
      // While an invocation runs it takes note itself, and may go on with another process.
      if (made === this.#process && !this.#busy) this.onGone();
    });
    return made;
  }

  /** What an invocation came to, from how its phase ended. */
  #ending(invocation: Invocation, end: PhaseEnd): Ending {
    const { requestId, timeoutMilliseconds } = invocation;
    const now = this.#surroundings.clock.now();
    if (end.killed === "outOfMemory") return failed("exited", outOfMemoryFailure(requestId), end.durationMilliseconds);
    if (end.reply !== undefined) return replied(end);
    if (end.killed === "timedOut") {
      const failure = timedOutFailure(requestId, timeoutMilliseconds, now);
      // The cloud's clock says how long it took, which need not be how long it was in real time.
      return { ...failed("timedOut", failure, timeoutMilliseconds), status: { kind: "timeout" } };
    }
    if (end.extensionFailure !== undefined) {
      return failed("exited", extensionFailure(requestId, end.extensionFailure), end.durationMilliseconds);
    }
    invariant(end.exit !== undefined, "a phase without a reply ends by the end of its process");
    return failed("exited", exitedFailure(requestId, end.exit), end.durationMilliseconds);
  }

  #reportInit(phase: "init" | "invoke", end: PhaseEnd, invocation: Invocation): void {
    const status: PhaseStatus =
      end.killed === "timedOut"
        ? { kind: "timeout" }
        : { kind: "error", errorType: initErrorType(this.#ending(invocation, end)) };
    const limit = phase === "init" ? INIT_TIMEOUT_MILLISECONDS : invocation.timeoutMilliseconds;
    const duration = end.killed === "timedOut" ? limit : end.durationMilliseconds;
    this.#tellExtensions(end.extensionFailure);
    this.#tell((lines) => lines.initRuntimeDone(phase, status));
    this.#tell((lines) => lines.initReport({ durationMilliseconds: duration, phase, status }));
    this.#wasToldDone = false;
  }

  #tellStart(): void {
    const { runtimeVersion, runtimeVersionArn } = this.#start;
    this.#tell((lines) => lines.initStart(runtimeVersion, runtimeVersionArn));
  }

  #tellInvoked(invocation: Invocation): void {
    this.#current = invocation;
    this.#wasToldDone = false;
    this.#tell((lines) => lines.start(invocation.requestId, this.spec.version));
  }

  #tellInitialised(durationMilliseconds: number, phase: InitPhase): void {
    this.#tellExtensions(undefined);
    this.#tellDone((lines) => lines.initRuntimeDone(phase));
    this.#tell((lines) => lines.initReport({ durationMilliseconds, phase }));
  }

  #tellExtensions(failure: ExtensionFailure | undefined): void {
    for (const extension of this.#process.extensions) {
      const error = failure === undefined ? {} : { errorType: failure.errorType };
      this.#tell((lines) => lines.extension({ ...extension, ...error }));
    }
  }

  #tell(say: (lines: PlatformLines) => readonly string[]): void {
    for (const line of say(this.#lines)) this.#log.platform(line);
    this.#telemetry.platform(say(this.#records));
  }

  /** As `#tell`, of what extensions may know already. */
  #tellDone(say: (lines: PlatformLines) => readonly string[]): void {
    for (const line of say(this.#lines)) this.#log.platform(line);
    if (!this.#wasToldDone) this.#telemetry.platform(say(this.#records));
  }

  /** Extensions may go on until they hear of this, so it cannot wait for them. */
  #runtimeDone(end: PhaseEnd): void {
    this.#wasToldDone = true;
    const invocation = this.#current;
    if (invocation === undefined) return this.#telemetry.platform(this.#records.initRuntimeDone(this.#initPhase));
    if (end.reply === undefined) return;
    this.#telemetry.platform(this.#records.end(this.#report(invocation, this.#ending(invocation, end))));
  }

  #report(invocation: Invocation, ending: Ending, initDurationMilliseconds?: number): Report {
    return {
      requestId: invocation.requestId,
      memoryMegabytes: this.spec.memoryMegabytes,
      producedBytes: ending.kind === "returned" ? ending.payload.byteLength : 0,
      durationMilliseconds: ending.durationMilliseconds,
      maxMemoryUsedMegabytes: Math.min(this.#process.peakMegabytes, this.spec.memoryMegabytes),
      ...(initDurationMilliseconds === undefined ? {} : { initDurationMilliseconds }),
      ...(ending.status === undefined ? {} : { status: ending.status }),
    };
  }

  /** Writes the lines that close an invocation and makes its outcome. */
  #close(invocation: Invocation, ending: Ending, initDurationMilliseconds?: number): InvocationOutcome {
    const report = this.#report(invocation, ending, initDurationMilliseconds);
    const { dropped } = this.#log;
    if (dropped.lines > 0) this.#tell((lines) => lines.dropped(dropped));
    const { failure } = ending;
    if (failure !== undefined) this.#tell((lines) => lines.failure(failure.logMessage));
    this.#tellDone((lines) => lines.end(report));
    this.#tell((lines) => lines.report(report));
    const { durationMilliseconds, maxMemoryUsedMegabytes } = report;
    return {
      kind: ending.kind,
      payload: ending.payload,
      logStreamName: this.#start.logStreamName,
      lines: this.#log.take(),
      durationMilliseconds,
      maxMemoryUsedMegabytes,
      ...(initDurationMilliseconds === undefined ? {} : { initDurationMilliseconds }),
      ...(ending.postRuntimeMilliseconds === undefined
        ? {}
        : { postRuntimeExtensionsMilliseconds: ending.postRuntimeMilliseconds }),
    };
  }
}

/**
 * The name of a new environment's log stream: the day, the version, and chance. A group that several functions share has
 * the function's name in it too. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export function newLogStreamName(spec: EnvironmentSpec, now: number, random: Random): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  const shared = spec.logGroupName !== `/aws/lambda/${spec.functionName}`;
  return `${day}/${shared ? spec.functionName : ""}[${spec.version}]${Buffer.from(bytes(random, 16)).toString("hex")}`;
}

function initErrorType(ending: Ending): string {
  return ending.status?.kind === "error" ? ending.status.errorType : "Runtime.Unknown";
}

function isReady(end: PhaseEnd): boolean {
  return end.exit === undefined && end.killed === undefined && end.reply === undefined;
}

function failed(kind: "exited" | "timedOut", failure: Failure, durationMilliseconds: number): Ending {
  const status: PhaseStatus = { kind: "error", errorType: failure.errorType };
  return { kind, payload: failureDocument(failure), durationMilliseconds, failure, status };
}

/** What the process posted is the outcome, even when it ended right after. */
function replied(end: PhaseEnd): Ending {
  const { reply, durationMilliseconds } = end;
  invariant(reply !== undefined, "the process has posted a reply");
  switch (reply.kind) {
    case "response":
      return { kind: "returned", payload: reply.body, durationMilliseconds };
    case "tooLarge":
      return { kind: "failed", payload: responseTooLargeDocument(), durationMilliseconds };
    case "error":
      return {
        kind: "failed",
        payload: reply.body,
        durationMilliseconds,
        // An error that the handler threw is the function's own affair; one of the runtime is a failed phase.
        ...(reply.errorType.startsWith("Runtime.") ? { status: { kind: "error", errorType: reply.errorType } } : {}),
      };
  }
}
