/**
 * Interpreters that have started before anybody needs them: they hide what an interpreter's own start costs. They have
 * loaded no function's code and hold nothing of a function, so that any function of their kind can have them.
 */
import { existsSync, readdirSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import type { Cancel } from "../../kernel/clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { nodejsFlags } from "../languages/bootstrap-command.ts";
import { EnvironmentLog } from "./environment-log.ts";
import { EnvironmentProcess, type ProcessSurroundings } from "./environment-process.ts";
import { type EnvironmentStorage, isBeneathTmp } from "./isolated-storage.ts";
import { IDLE_EXPIRY_MILLISECONDS, READY_FREE_MEMORY_BYTES } from "../limits.ts";
import { Telemetry } from "../telemetry/telemetry.ts";

/** What a ready process must fit: interpreters differ by the flags that these two make. */
export type ReadyKind = Pick<EnvironmentSpec, "runtime" | "memoryMegabytes">;

interface Member {
  readonly kind: string;
  readonly process: EnvironmentProcess;
  readonly cancelExpiry: Cancel;
  /** Resolves when it waits to be occupied, or never will. */
  readonly started: Promise<void>;
}

export interface ReadyOptions {
  readonly surroundings: ProcessSurroundings;
  readonly bootstrapsDirectory: string;
  /** How many there are at most; none when 0, so that every cold start is a real one. */
  readonly maximum: number;
  /** Their own /tmp, where environments have one. */
  readonly storage?: EnvironmentStorage | undefined;
}

export class ReadyProcesses {
  readonly #options: ReadyOptions;
  /** In the order in which they were started. */
  readonly #members = new Set<Member>();
  #closing = false;

  constructor(options: ReadyOptions) {
    this.#options = options;
  }

  /** Starts a process for a function that may soon be invoked, if there is room; resolves when it waits or will not. */
  async anticipate(kind: ReadyKind): Promise<void> {
    const { maximum, surroundings, bootstrapsDirectory, storage } = this.#options;
    if (this.#closing || maximum === 0 || !kind.runtime.startsWith("nodejs")) return;
    const name = kindOf(kind);
    if (this.#members.size >= maximum && !this.#makeRoom(name)) {
      await [...this.#members].find((member) => member.kind === name)?.started;
      return;
    }
    if (freemem() < READY_FREE_MEMORY_BYTES) return;
    const occupant = { codeDirectory: bootstrapsDirectory, memoryMegabytes: kind.memoryMegabytes };
    const process = new EnvironmentProcess(
      surroundings,
      occupant,
      new EnvironmentLog(surroundings.clock, new Telemetry(surroundings, undefined)),
    );
    const { clock } = surroundings;
    const cancelExpiry = clock.at(clock.now() + IDLE_EXPIRY_MILLISECONDS, () => process.kill("stopped"));
    const started = process.makeReady({
      executable: globalThis.process.execPath,
      marksOutput: true,
      program: [...nodejsFlags(kind), join(bootstrapsDirectory, "nodejs-ready.cjs")],
      parameters: () => [],
      variables: (address) => ({ AWS_LAMBDA_RUNTIME_API: address, TZ: ":UTC", LANG: "en_US.UTF-8" }),
      ...(storage === undefined ? {} : { storage }),
    });
    const member: Member = { kind: name, process, cancelExpiry, started };
    this.#members.add(member);
    void process.gone.then(() => this.#leave(member));
    await started;
  }

  /** A process that can become the environment of `spec`, or undefined when there is none. */
  take(spec: EnvironmentSpec): EnvironmentProcess | undefined {
    if (this.#members.size === 0 || !fits(spec)) return undefined;
    if (this.#options.storage !== undefined && !fitsStorage(spec)) return undefined;
    const name = kindOf(spec);
    for (const member of this.#members) {
      if (member.kind !== name || !member.process.isReady) continue;
      this.#leave(member);
      return member.process;
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing = true;
    const all = [...this.#members];
    for (const { process } of all) process.kill("stopped");
    await Promise.all(all.map(({ process }) => process.gone));
  }

  /** Ends the oldest of other kinds when there is none of this one yet. */
  #makeRoom(name: string): boolean {
    const [oldest] = this.#members;
    if (oldest === undefined || [...this.#members].some((member) => member.kind === name)) return false;
    this.#leave(oldest);
    oldest.process.kill("stopped");
    return true;
  }

  #leave(member: Member): void {
    member.cancelExpiry();
    this.#members.delete(member);
  }
}

function kindOf(kind: ReadyKind): string {
  return nodejsFlags(kind).join(" ");
}

/** Names of variables that are read when a process starts, and by nobody later; a wrapper script is what starts it. */
const READ_AT_START = /^(?:NODE_|UV_|LD_|LC_|LANG$|MALLOC_|SSL_|OPENSSL_|AWS_LAMBDA_EXEC_WRAPPER$)/;

/**
 * Whether a process that has started already can be this function's: nothing that the function says is read before that.
 * Shared libraries beside the code are found by LD_LIBRARY_PATH, which is such a thing.
 */
function fits({ runtime, codeDirectory, layerFolders = [], variables }: EnvironmentSpec): boolean {
  if (!runtime.startsWith("nodejs") || layerFolders.length > 0) return false;
  if (Object.keys(variables).some((name) => READ_AT_START.test(name))) return false;
  return (
    !existsSync(join(codeDirectory, "lib")) && !readdirSync(codeDirectory).some((name) => /\.so(?:\.|$)/.test(name))
  );
}

/** Whether a /tmp that was made before the function was known can be this one's: of the size that most have, without code. */
function fitsStorage({ codeDirectory, ephemeralStorageMegabytes }: EnvironmentSpec): boolean {
  return ephemeralStorageMegabytes === undefined && !isBeneathTmp(codeDirectory);
}
