/** One operating-system process of an execution environment: started, given events, watched, killed. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { bytes, type Random } from "../kernel/random.ts";
import type { Cancel, Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { EnvironmentSpec } from "../platform/ports/function-runtime.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { ProcessExit } from "./execution-environment-failure.ts";
import type { EnvironmentInspection } from "./inspection.ts";
import { MEMORY_CHECK_INTERVAL_MILLISECONDS, QUIET_TURNS_BEFORE_DRAINED } from "./limits.ts";
import type { OrphanGuard } from "./orphan-guard.ts";
import { OutputReader } from "./output-reader.ts";
import { killGroup, readMemory } from "./process-group.ts";
import { RuntimeApi, type RuntimeEvent } from "./runtime-api.ts";

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
  /** The command line, for a bootstrap that is told the token of its frames and the time on the cloud's clock. */
  arguments(token: string, nowMilliseconds: number): string[];
  variables(runtimeApiAddress: string): Record<string, string>;
  /** Present when a debugger may attach: it holds a process for as long as it likes, so nothing times out. */
  readonly inspection?: EnvironmentInspection;
}

/** What the process posted. */
export type Reply =
  | { readonly kind: "response"; readonly body: Buffer }
  | { readonly kind: "tooLarge" }
  | { readonly kind: "error"; readonly body: Buffer; readonly errorType: string };

/** Why we killed the process. */
export type KillCause = "timedOut" | "outOfMemory" | "stopped";

/** How an init phase or an invocation came to its end. */
export interface PhaseEnd {
  readonly durationMilliseconds: number;
  readonly reply?: Reply;
  /** Present when the process is gone. */
  readonly exit?: ProcessExit;
  readonly killed?: KillCause;
}

const TOKEN_BYTES = 16;
const PIPES = 2;

/** A process and the two ways to talk with it: its Runtime API and its output pipes. */
export class EnvironmentProcess {
  /** Called once, when the language runtime is up or will never be. */
  onBooted: () => void = () => {};
  /** Resolves when the process is gone and everything that it wrote has been read. */
  readonly gone: Promise<void>;
  readonly #surroundings: ProcessSurroundings;
  readonly #spec: EnvironmentSpec;
  readonly #output: EnvironmentLog;
  readonly #api: RuntimeApi;
  #child: ChildProcess | undefined;
  #reply: Reply | undefined;
  #pipesEnded = 0;
  #exit: ProcessExit | undefined;
  #killed: KillCause | undefined;
  #inspection: EnvironmentInspection | undefined;
  #bytesRead = 0;
  #peakMegabytes = 0;
  #wake: (() => void) | undefined;
  #resolveGone: () => void = () => {};

  constructor(surroundings: ProcessSurroundings, spec: EnvironmentSpec, output: EnvironmentLog) {
    this.#surroundings = surroundings;
    this.#spec = spec;
    this.#output = output;
    this.gone = new Promise((resolve) => (this.#resolveGone = resolve));
    this.#api = new RuntimeApi({
      connected: () => this.#booted(),
      waiting: () => this.#advance(),
      responded: (body) => this.#replied({ kind: "response", body }),
      responseTooLarge: () => this.#replied({ kind: "tooLarge" }),
      failed: (body, errorType) => this.#replied({ kind: "error", body, errorType }),
      initFailed: (body, errorType) => {
        // The process is about to end by itself: this is the last time that its memory can be asked for.
        this.#lookAtMemory();
        this.#replied({ kind: "error", body, errorType });
      },
    });
  }

  /** The most memory that was seen in use. */
  get peakMegabytes(): number {
    return this.#peakMegabytes;
  }

  /** Whether there is no process any more. */
  get isGone(): boolean {
    return this.#exit !== undefined;
  }

  /** Whether the process can be given an event. */
  get isAlive(): boolean {
    return this.#exit === undefined && this.#killed === undefined;
  }

  /** Starts the process; the phase ends when it asks for its first event or is gone. */
  async start(command: Command, limitMilliseconds: number): Promise<PhaseEnd> {
    const address = await this.#api.listen();
    const startedAt = this.#surroundings.measure();
    this.#inspection = command.inspection;
    if (this.#killed === undefined) this.#spawn(command, address);
    else this.#gone({ code: null, signal: "SIGKILL" });
    return this.#phase(startedAt, limitMilliseconds);
  }

  /** Gives the process an event; the phase ends when it has answered and asks for the next, or is gone. */
  invoke(event: RuntimeEvent, limitMilliseconds: number): Promise<PhaseEnd> {
    const startedAt = this.#surroundings.measure();
    this.#reply = undefined;
    this.#pipesEnded = 0;
    this.#api.deliver(event);
    return this.#phase(startedAt, limitMilliseconds);
  }

  /** Kills the process and everything that it started. Harmless when it is gone. */
  kill(cause: KillCause): void {
    if (!this.isAlive) return;
    this.#killed = cause;
    this.#lookAtMemory();
    if (this.#child?.pid !== undefined) killGroup(this.#child.pid);
  }

  #spawn(command: Command, address: string): void {
    const token = Buffer.from(bytes(this.#surroundings.random, TOKEN_BYTES)).toString("hex");
    // Detached: the leader of a group of its own, so that what the function starts is killed with it.
    const child = spawn(command.executable, command.arguments(token, this.#surroundings.clock.now()), {
      cwd: this.#spec.codeDirectory,
      env: command.variables(address),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    if (child.pid !== undefined) this.#surroundings.guard.watch(child.pid);
    child.once("error", (error) => {
      this.#surroundings.log.error("A function's process cannot be started.", {
        error,
        executable: command.executable,
      });
      if (child.pid === undefined) this.#gone({ code: null, signal: null });
    });
    child.once("exit", (code, signal) => this.#exited(child, { code, signal }));
    this.#read(child.stdout, token);
    this.#read(child.stderr, token);
  }

  #read(pipe: Readable, token: string): void {
    const reader = new OutputReader(token, {
      line: (content) => {
        // The inspector's own words are not the function's.
        if (this.#inspection?.take(content.toString("utf8")) !== true) this.#output.output(content);
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
  }

  /** Waits for the end of a phase, killing the process when it takes too long or too much. */
  async #phase(startedAt: number, limitMilliseconds: number): Promise<PhaseEnd> {
    const { measure } = this.#surroundings;
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
    return {
      durationMilliseconds,
      ...(this.#reply === undefined ? {} : { reply: this.#reply }),
      ...(this.#exit === undefined ? {} : { exit: this.#exit }),
      ...(this.#killed === undefined ? {} : { killed: this.#killed }),
    };
  }

  #armTimeout(limitMilliseconds: number): Cancel {
    const { clock, processClock } = this.#surroundings;
    const timeOut = (): void => this.kill("timedOut");
    const cancel = clock.at(clock.now() + limitMilliseconds, timeOut);
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
    if (this.#exit !== undefined || (this.#api.isWaiting && this.#pipesEnded >= PIPES)) this.#wake();
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
    const pid = this.#child?.pid;
    if (pid === undefined || this.#exit !== undefined) return;
    const peak = readMemory(pid)?.peakMegabytes ?? 0;
    this.#peakMegabytes = Math.max(this.#peakMegabytes, peak);
    if (this.#peakMegabytes > this.#spec.memoryMegabytes) this.kill("outOfMemory");
  }

  #exited(child: ChildProcess, exit: ProcessExit): void {
    if (child.pid !== undefined) {
      killGroup(child.pid);
      this.#surroundings.guard.forget(child.pid);
    }
    this.#drain(child, QUIET_TURNS_BEFORE_DRAINED, () => this.#gone(exit));
  }

  /**
   * What an ended process wrote is in the pipes already, so it arrives within the next turns of the event loop. The end
   * of the pipes is not waited for: a program that left the process group may hold them open for ever.
   */
  #drain(child: ChildProcess, turnsLeft: number, done: () => void): void {
    const before = this.#bytesRead;
    setImmediate(() => {
      const turns = this.#bytesRead > before ? QUIET_TURNS_BEFORE_DRAINED : turnsLeft - 1;
      if (turns > 0 && !(child.stdout?.closed && child.stderr?.closed)) return this.#drain(child, turns, done);
      for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
      // The pipes say `close` in a later turn, and only then is the last line complete.
      setImmediate(done);
    });
  }

  #gone(exit: ProcessExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#api.close();
    this.#booted();
    this.#advance();
    this.#resolveGone();
  }
}
