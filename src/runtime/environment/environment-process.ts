/** One operating-system process of an execution environment: started, given events, watched, killed. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { bytes, type Random } from "../../kernel/random.ts";
import type { Cancel, Clock } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { ProcessExit } from "./execution-environment-failure.ts";
import type { EnvironmentInspection } from "../languages/inspection.ts";
import {
  MAXIMUM_PROCESSES,
  MEMORY_CHECK_INTERVAL_MILLISECONDS,
  QUIET_TURNS_BEFORE_DRAINED,
  SUSPICIOUS_THREADS,
} from "../limits.ts";
import { LogFrames } from "../output/log-frames.ts";
import type { OrphanGuard } from "./orphan-guard.ts";
import { OutputReader } from "../output/output-reader.ts";
import { ExtensionGroup } from "../extensions/extension-group.ts";
import { hasExtensions } from "../extensions/extension-process.ts";
import type { ExtendedFunction, ExtensionFailure, ShutdownReason } from "../extensions/extensions-api.ts";
import { Freezer } from "./freezer.ts";
import type { HeldNamespace } from "./held-namespace.ts";
import type { EnvironmentStorage } from "./isolated-storage.ts";
import { askToEnd, groupSize, killGroup, machineThreads, MemoryGauge } from "./process-group.ts";
import { ON_THE_MACHINE, type ProgramPlace } from "./program-place.ts";
import { RuntimeApi, type RuntimeApiListener, type RuntimeEvent } from "../api/runtime-api.ts";

/** What every process is given. */
export interface ProcessSurroundings {
  readonly clock: Clock;
  /** The time that processes live in: the machine's. */
  readonly processClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly guard: OrphanGuard;
  /** Milliseconds of a clock that never jumps, for measuring. */
  readonly measure: () => number;
}

/** How to start a process, once the address of its Runtime API is known. */
export interface Command {
  readonly executable: string;
  /** Whether the program writes a mark into its output before it asks for an event; ours do. */
  readonly marksOutput: boolean;
  /** Whether the program writes log records to the descriptor after the standard ones, as AWS's own clients do. */
  readonly framesLog?: true;
  /** The command line as far as it is the interpreter's: its flags and the bootstrap. */
  readonly program: readonly string[];
  /** A variable that tells the bootstrap its parameters, where the end of the command line is not ours. */
  readonly parametersVariable?: string;
  /** What the bootstrap is told: the token of its frames and the time on the cloud's clock. */
  parameters(token: string, nowMilliseconds: number): string[];
  variables(runtimeApiAddress: string): Record<string, string>;
  /** Present when a debugger may attach: it holds a process for as long as it likes, so nothing times out. */
  readonly inspection?: EnvironmentInspection;
  /** The environment's own /tmp, where it does not share the machine's. */
  readonly storage?: EnvironmentStorage;
}

/** What the process posted. */
export type Reply =
  | { readonly kind: "response"; readonly body: Buffer }
  | { readonly kind: "tooLarge" }
  | { readonly kind: "error"; readonly body: Buffer; readonly errorType: string };

/** Why we killed the process. */
export type KillCause = "timedOut" | "outOfMemory" | "tooManyProcesses" | "extensionFailed" | "stopped";

/** How an init phase or an invocation came to its end. */
export interface PhaseEnd {
  readonly durationMilliseconds: number;
  readonly reply?: Reply;
  /** Present when the process is gone. */
  readonly exit?: ProcessExit;
  readonly killed?: KillCause;
  /** When the runtime itself was done; extensions may take longer. Absent where it never was. */
  readonly runtimeMilliseconds?: number;
  readonly extensionFailure?: ExtensionFailure;
}

const TOKEN_BYTES = 16;
const PIPES = 2;
const LOG_PIPE = 3;

/** What a process is bound by, whoever's it is. */
export type Occupant = Pick<EnvironmentSpec, "codeDirectory" | "memoryMegabytes"> & ExtendedFunction;

/** A process and the two ways to talk with it: its Runtime API and its output pipes. */
export class EnvironmentProcess {
  /** Called once, when the language runtime is up or will never be. */
  onBooted: () => void = () => {};
  /** Called in each phase when the runtime is done, which extensions may wait for. */
  onRuntimeDone: (end: PhaseEnd) => void = () => {};
  /** Resolves when the process is gone and everything that it wrote has been read. */
  readonly gone: Promise<void>;
  readonly #surroundings: ProcessSurroundings;
  #occupant: Occupant;
  #output: EnvironmentLog;
  readonly #extensions: ExtensionGroup;
  readonly #api: RuntimeApi;
  #child: ChildProcess | undefined;
  #memory: MemoryGauge | undefined;
  #reply: Reply | undefined;
  #pipesEnded = 0;
  /** Of the runtime's own output. */
  readonly #readers: OutputReader[] = [];
  #exit: ProcessExit | undefined;
  #isGone = false;
  #killed: KillCause | undefined;
  #extensionFailure: ExtensionFailure | undefined;
  /** Starts the runtime, while the extensions are waited for. */
  #startRuntime: (() => void) | undefined;
  #marksOutput = true;
  readonly #freezer: Freezer;
  #inspection: EnvironmentInspection | undefined;
  /** Where all processes of the environment are started. */
  #place: ProgramPlace = ON_THE_MACHINE;
  /** Held for extensions, which begin before the runtime and end after it. */
  #namespace: HeldNamespace | undefined;
  #bytesRead = 0;
  /** How many threads the machine had when the process was started: a look at each invocation would cost it too much. */
  #threadsBefore = 0;
  #peakMegabytes = 0;
  #wake: (() => void) | undefined;
  #startedAt = 0;
  #runtimeMilliseconds: number | undefined;
  #cancelKill: Cancel = () => {};
  #resolveGone: () => void = () => {};
  #resolveReady: () => void = () => {};
  #token = "";

  constructor(surroundings: ProcessSurroundings, occupant: Occupant, output: EnvironmentLog) {
    this.#surroundings = surroundings;
    this.#freezer = new Freezer(surroundings.processClock);
    this.#occupant = occupant;
    this.#output = output;
    this.gone = new Promise((resolve) => (this.#resolveGone = resolve));
    this.#extensions = new ExtensionGroup(surroundings, {
      changed: () => this.#extensionsChanged(),
      failed: (failure) => this.#extensionFailed(failure),
      subscribed: (name, text) => this.#output.telemetry.subscribe(name, text),
    });
    const listener: RuntimeApiListener = {
      connected: () => this.#booted(),
      ready: () => this.#resolveReady(),
      waiting: () => this.#waits(),
      responded: (body) => this.#replied({ kind: "response", body }),
      responseTooLarge: () => this.#replied({ kind: "tooLarge" }),
      failed: (body, errorType) => this.#replied({ kind: "error", body, errorType }),
      initFailed: (body, errorType) => {
        // The process is about to end by itself: this is the last time that its memory can be asked for.
        this.#lookAtMemory();
        this.#replied({ kind: "error", body, errorType });
      },
    };
    this.#api = new RuntimeApi(listener, this.#extensions.api);
  }

  /** The extensions that have registered, and what for. */
  get extensions(): ExtensionGroup["api"]["registered"] {
    return this.#extensions.api.registered;
  }

  /** The most memory that was seen in use. */
  get peakMegabytes(): number {
    return this.#peakMegabytes;
  }

  /** Whether there is no process any more, of the runtime and of extensions. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whether the process can be given an event. */
  get isAlive(): boolean {
    return this.#exit === undefined && this.#killed === undefined;
  }

  /** Whether the process has started and waits to be told whose it is. */
  get isReady(): boolean {
    return this.isAlive && this.#api.isVacant;
  }

  /** Starts a process that is nobody's yet; resolves when it waits to be occupied, or is gone. */
  async makeReady(command: Command): Promise<void> {
    const ready = new Promise<void>((resolve) => (this.#resolveReady = resolve));
    await this.#begin(command);
    await Promise.race([ready, this.gone]);
  }

  /** Makes a process that is ready one of this function; `start` then tells it so. */
  occupy(occupant: Occupant, output: EnvironmentLog): void {
    this.#occupant = occupant;
    this.#output = output;
  }

  /** Starts the process; the phase ends when it asks for its first event or is gone. */
  async start(command: Command, limitMilliseconds: number): Promise<PhaseEnd> {
    const { clock, measure } = this.#surroundings;
    if (this.isReady) {
      const variables = command.variables(this.#api.address);
      const parameters = command.parameters(this.#token, clock.now());
      this.#beginExtensions(variables);
      this.#api.occupy({ variables, parameters, directory: this.#occupant.codeDirectory });
    } else if (this.#exit === undefined) await this.#begin(command);
    return this.#phase(measure(), limitMilliseconds);
  }

  async #begin(command: Command): Promise<void> {
    await this.#prepareStorage(command);
    const address = await this.#api.listen();
    this.#inspection = command.inspection;
    if (this.#killed !== undefined) return this.#gone({ code: null, signal: "SIGKILL" });
    this.#beginExtensions(command.variables(address));
    // Extensions begin first: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    if (this.#extensions.api.haveAllRegistered) this.#spawn(command, address);
    else this.#startRuntime = () => this.#spawn(command, address);
  }

  async #prepareStorage({ storage }: Command): Promise<void> {
    if (storage === undefined) return;
    if (hasExtensions(this.#occupant)) this.#namespace = await storage.hold();
    this.#place = this.#namespace ?? storage;
  }

  #beginExtensions(variables: Readonly<Record<string, string>>): void {
    const { codeDirectory: directory } = this.#occupant;
    // Their output has no frames: the token is one that nobody knows.
    const read = (pipe: Readable): void => void this.#read(pipe, newToken(this.#surroundings.random), "extension");
    const place = this.#place;
    this.#extensions.begin({ extended: this.#occupant, directory, variables, place, read });
  }

  #extensionsChanged(): void {
    const start = this.#startRuntime;
    if (start !== undefined && this.#extensions.api.haveAllRegistered) {
      this.#startRuntime = undefined;
      start();
    }
    this.#advance();
  }

  #extensionFailed(failure: ExtensionFailure): void {
    this.#extensionFailure ??= failure;
    this.kill("extensionFailed");
  }

  /** Gives the process an event; the phase ends when it has answered and asks for the next, or is gone. */
  invoke(event: RuntimeEvent, limitMilliseconds: number): Promise<PhaseEnd> {
    const startedAt = this.#surroundings.measure();
    this.#freezer.wake();
    this.#reply = undefined;
    this.#pipesEnded = 0;
    this.#extensions.api.close();
    this.#output.telemetry.close();
    this.#extensions.api.invoke(event);
    this.#api.deliver(this.#marksOutput ? event : this.#inMachineTime(event));
    return this.#phase(startedAt, limitMilliseconds);
  }

  /** Our bootstraps correct the clock of the machine, on which all others count how much time they have left. */
  #inMachineTime(event: RuntimeEvent): RuntimeEvent {
    const left = event.deadlineMilliseconds - event.nowMilliseconds;
    return { ...event, deadlineMilliseconds: this.#surroundings.processClock.now() + left };
  }

  /** Kills the process and everything that it started. Harmless when it is gone. */
  kill(cause: KillCause): void {
    if (!this.isAlive) return;
    this.#killed = cause;
    this.#lookAtMemory();
    if (this.#startRuntime !== undefined) {
      this.#startRuntime = undefined;
      return this.#gone({ code: null, signal: "SIGKILL" });
    }
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    const patience = this.#extensions.runtimeShutdownMilliseconds;
    // Whoever is stopped while idle may end in order, where there are extensions; everything else ends at once.
    if (cause !== "stopped" || this.#wake !== undefined || patience === 0) return killGroup(pid);
    this.#extensions.startEnding();
    const { processClock } = this.#surroundings;
    this.#cancelKill = processClock.at(processClock.now() + patience, () => killGroup(pid));
    askToEnd(pid);
  }

  #spawn(command: Command, address: string): void {
    const token = newToken(this.#surroundings.random);
    this.#token = token;
    const parameters = command.parameters(token, this.#surroundings.clock.now());
    // Detached: the leader of a group of its own, so that what the function starts is killed with it.
    const { program, parametersVariable: told } = command;
    const given = told === undefined ? [...program, ...parameters] : program;
    const { executable, args } = this.#place.place({ executable: command.executable, args: given });
    const child = spawn(executable, args, {
      cwd: this.#occupant.codeDirectory,
      env: { ...command.variables(address), ...(told === undefined ? {} : { [told]: parameters.join(" ") }) },
      stdio: ["ignore", "pipe", "pipe", ...(command.framesLog ? (["pipe"] as const) : [])],
      detached: true,
    });
    this.#threadsBefore = machineThreads() ?? 0;
    this.#child = child;
    this.#marksOutput = command.marksOutput;
    if (child.pid !== undefined) {
      this.#surroundings.guard.watch(child.pid);
      this.#memory = new MemoryGauge(child.pid);
    }
    child.once("error", (error) => {
      this.#surroundings.log.error("A function's process cannot be started.", {
        error,
        executable: command.executable,
      });
      if (child.pid === undefined) this.#gone({ code: null, signal: null, startError: errorCode(error) });
    });
    child.once("exit", (code, signal) => this.#exited(child, { code, signal }));
    for (const pipe of [child.stdout, child.stderr]) {
      if (pipe !== null) this.#readers.push(this.#read(pipe, token, "function"));
    }
    // What was asked for as a pipe is one, of which the type says no more than that it is a stream.
    if (command.framesLog) this.#readFrames(child.stdio[LOG_PIPE] as Readable);
  }

  #readFrames(pipe: Readable): void {
    const frames = new LogFrames((content) => this.#output.output(content));
    pipe.on("data", (chunk: Buffer) => {
      this.#bytesRead += chunk.length;
      frames.push(chunk);
    });
    pipe.once("close", () => frames.finish());
    // As of the others: a pipe that breaks has ended.
    pipe.on("error", () => {});
  }

  #read(pipe: Readable, token: string, by: "function" | "extension"): OutputReader {
    const reader = new OutputReader(token, {
      line: (content) => {
        // The inspector's own words are not the function's.
        if (this.#inspection?.take(content.toString("utf8")) !== true) this.#output.output(content, by);
      },
      ended: () => {
        this.#pipesEnded++;
        this.#advance();
      },
    });
    pipe.on("data", (chunk: Buffer) => {
      this.#bytesRead += chunk.length;
      reader.push(chunk);
    });
    pipe.once("close", () => reader.finish());
    // A pipe that breaks has ended; what the process did is told by its exit.
    pipe.on("error", () => {});
    return reader;
  }

  /** Extensions go on, and what they are part of: they are told what happens meanwhile. Debuggers wait for nobody. */
  #rest(): void {
    const pid = this.#child?.pid;
    if (pid === undefined || !this.isAlive || this.#inspection !== undefined) return;
    if (!this.#extensions.areRunning && !this.#extensions.api.hasInternal) this.#freezer.rest(pid);
  }

  /** Waits for the end of a phase, killing the process when it takes too long or too much. */
  async #phase(startedAt: number, limitMilliseconds: number): Promise<PhaseEnd> {
    const { measure } = this.#surroundings;
    this.#startedAt = startedAt;
    this.#runtimeMilliseconds = undefined;
    const cancelTimeout = this.#inspection === undefined ? this.#armTimeout(limitMilliseconds) : undefined;
    const cancelMemoryWatch = this.#watchMemory();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#advance();
    });
    this.#wake = undefined;
    cancelTimeout?.();
    cancelMemoryWatch();
    const durationMilliseconds = measure() - startedAt;
    this.#lookAtMemory();
    this.#rest();
    return {
      durationMilliseconds,
      ...(this.#reply === undefined ? {} : { reply: this.#reply }),
      ...(this.#exit === undefined ? {} : { exit: this.#exit }),
      ...(this.#killed === undefined ? {} : { killed: this.#killed }),
      ...(this.#runtimeMilliseconds === undefined ? {} : { runtimeMilliseconds: this.#runtimeMilliseconds }),
      ...(this.#extensionFailure === undefined ? {} : { extensionFailure: this.#extensionFailure }),
    };
  }

  /** The process asks for an event. */
  #waits(): void {
    if (this.#marksOutput || this.#child === undefined) return this.#advance();
    // What it has written until now is in the pipes, so it arrives within the next turns of the event loop.
    this.#whenQuiet(this.#child, QUIET_TURNS_BEFORE_DRAINED, () => {
      // A line without its end belongs to what has just run, too.
      for (const reader of this.#readers) reader.finish();
      this.#pipesEnded = PIPES;
      this.#advance();
    });
  }

  #armTimeout(limitMilliseconds: number): Cancel {
    const { clock, processClock } = this.#surroundings;
    const timeOut = (): void => this.kill("timedOut");
    const cancel = clock.at(clock.now() + limitMilliseconds, timeOut);
    if (clock === processClock) return cancel;
    // A process runs in real time, whatever the cloud's clock does: one that hangs while a virtual clock stands still
    // would otherwise keep the cloud from settling, and so the clock from ever being moved.
    const cancelReal = processClock.at(processClock.now() + limitMilliseconds, timeOut);
    return () => {
      cancel();
      cancelReal();
    };
  }

  /** Ends the phase if it is at its end: the process is gone, or waits and all that it wrote has arrived. */
  #advance(): void {
    if (this.#wake === undefined) return;
    const isDone = this.#api.isWaiting && this.#pipesEnded >= PIPES;
    if (isDone && this.#runtimeMilliseconds === undefined) this.#runtimeDone();
    if (this.#exit !== undefined || (isDone && this.#extensions.api.areIdle)) this.#wake();
  }

  #runtimeDone(): void {
    const durationMilliseconds = this.#surroundings.measure() - this.#startedAt;
    this.#runtimeMilliseconds = durationMilliseconds;
    this.onRuntimeDone({ durationMilliseconds, ...(this.#reply === undefined ? {} : { reply: this.#reply }) });
  }

  #replied(reply: Reply): void {
    this.#reply = reply;
    this.#advance();
  }

  #booted(): void {
    const onBooted = this.onBooted;
    this.onBooted = () => {};
    onBooted();
  }

  #watchMemory(): Cancel {
    const { clock } = this.#surroundings;
    let cancel: Cancel = () => {};
    const look = (): void => {
      this.#lookAtMemory();
      if ((machineThreads() ?? 0) - this.#threadsBefore > SUSPICIOUS_THREADS) this.#countProcesses();
      arm();
    };
    const arm = (): void => {
      cancel = clock.at(clock.now() + MEMORY_CHECK_INTERVAL_MILLISECONDS, look);
    };
    arm();
    return () => cancel();
  }

  /** Notes what the process takes, and kills it when that is more than the function has. */
  #lookAtMemory(): void {
    const peak = this.#memory?.read()?.peakMegabytes ?? 0;
    this.#peakMegabytes = Math.max(this.#peakMegabytes, peak);
    if (this.#peakMegabytes > this.#occupant.memoryMegabytes) this.kill("outOfMemory");
  }

  /** Kills a process that has started more others than a function may. */
  #countProcesses(): void {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#exit !== undefined) return;
    if (groupSize(pid) > MAXIMUM_PROCESSES) this.kill("tooManyProcesses");
  }

  #exited(child: ChildProcess, exit: ProcessExit): void {
    this.#freezer.wake();
    this.#cancelKill();
    this.#memory?.close();
    this.#memory = undefined;
    if (child.pid !== undefined) {
      killGroup(child.pid);
      this.#surroundings.guard.forget(child.pid);
    }
    this.#drain(child, () => this.#gone(exit));
  }

  /**
   * What an ended process wrote is in the pipes already, so it arrives within the next turns of the event loop. The end
   * of the pipes is not waited for: a program that left the process group may hold them open for ever.
   */
  #drain(child: ChildProcess, done: () => void): void {
    this.#whenQuiet(child, QUIET_TURNS_BEFORE_DRAINED, () => {
      for (const pipe of child.stdio) pipe?.destroy();
      // The pipes say `close` in a later turn, and only then is the last line complete.
      setImmediate(done);
    });
  }

  /** Goes on when some turns of the event loop have brought no output. */
  #whenQuiet(child: ChildProcess, turnsLeft: number, done: () => void): void {
    const before = this.#bytesRead;
    setImmediate(() => {
      const turns = this.#bytesRead > before ? QUIET_TURNS_BEFORE_DRAINED : turnsLeft - 1;
      if (turns > 0 && child.stdio.some((pipe) => pipe?.closed === false)) return this.#whenQuiet(child, turns, done);
      done();
    });
  }

  #gone(exit: ProcessExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    const left = this.#shutDownExtensions();
    const end = (): void => {
      this.#output.telemetry.end();
      this.#api.close();
      this.#isGone = true;
      this.#resolveGone();
    };
    if (left === undefined) end();
    else void left.then(end);
    this.#booted();
    this.#advance();
  }

  /** Resolves when nothing is left beside the runtime; undefined where nothing was. */
  #shutDownExtensions(): Promise<unknown> | undefined {
    const namespace = this.#namespace;
    const left = this.#extensions.shutDown(shutdownReason(this.#killed), this.#output.telemetry);
    return namespace === undefined ? left : Promise.resolve(left).then(() => namespace.close());
  }
}

/** The system's own name of an error, such as ENOENT. */
function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}

function newToken(random: Random): string {
  return Buffer.from(bytes(random, TOKEN_BYTES)).toString("hex");
}

function shutdownReason(killed: KillCause | undefined): ShutdownReason {
  if (killed === "stopped") return "spindown";
  return killed === "timedOut" ? "timeout" : "failure";
}
