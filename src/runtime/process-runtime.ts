/** The function runtime that runs every execution environment as an operating-system process of this machine. */
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArn } from "../kernel/arn.ts";
import type { Cancel, Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { realClock } from "../kernel/real-clock.ts";
import { monotonicMilliseconds } from "../kernel/monotonic.ts";
import { type Random, systemRandom } from "../kernel/random.ts";
import type {
  EnvironmentSpec,
  ForcedEnd,
  FunctionRuntime,
  Invocation,
  InvocationOutcome,
  Provision,
} from "../platform/ports/function-runtime.ts";
import { bootstrapCommand } from "./languages/bootstrap-command.ts";
import { Environment, newLogStreamName } from "./environment/environment.ts";
import type { ProcessSurroundings } from "./environment/environment-process.ts";
import type { FunctionStorage } from "./environment/function-storage.ts";
import { IsolatedStorage, type StorageSurroundings } from "./environment/isolated-storage.ts";
import type { FunctionClock } from "./languages/function-clock.ts";
import {
  type EnvironmentInspection,
  Inspection,
  type InspectionReport,
  type InspectOptions,
} from "./languages/inspection.ts";
import { forcedOutcome } from "./environment/forced-end.ts";
import {
  IDLE_EXPIRY_MILLISECONDS,
  MAXIMUM_ENVIRONMENTS,
  MAXIMUM_SIMULTANEOUS_STARTS,
  MAXIMUM_WAITING_INVOCATIONS,
} from "./limits.ts";
import { OrphanGuard } from "./environment/orphan-guard.ts";
import { type ReadyKind, ReadyProcesses } from "./environment/ready-processes.ts";
import { TemporaryFolders } from "./environment/temporary-folders.ts";
import { type Interpreter, Interpreters, runtimeVersionArn } from "./languages/runtimes.ts";
import { readyStorageRoom } from "./languages/storage-room.ts";

/** What the runtime is made of. */
export interface ProcessRuntimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A folder named `node_modules` with the AWS SDK in it; see `linkSdkModules`. Without it functions find no SDK. */
  readonly sdkModulesDirectory?: string;
  /** How many environments exist at once. */
  readonly maximumEnvironments?: number;
  /** Where each environment gets a folder for its temporary files, named by TMPDIR; without it all use the machine's. */
  readonly temporaryDirectory?: string;
  /** How many interpreters are started ahead of need, to hide cold starts; none unless the composition root says so. */
  readonly readyProcesses?: number;
  /** Where the bootstraps are, when this module is not at its own place in the package. */
  readonly bootstrapsDirectory?: string;
  /** Opens the environments of Node.js functions to debuggers. Without timeouts then, and without expiry. */
  readonly inspect?: InspectOptions;
  /** By which clock functions tell the time: the machine's unless the cloud's is asked for. */
  readonly functionClock?: FunctionClock;
  /** What functions find as /tmp: what the machine has there unless each environment is to have its own. */
  readonly functionStorage?: FunctionStorage;
  /** Where interpreters are looked for; the PATH of the server otherwise. */
  readonly searchPath?: string;
  /** Where the jars are inside which Java functions run; the repository of the server's user otherwise. */
  readonly mavenRepository?: string;
  /** The time that processes live in: the machine's, unless a test owns that too. */
  readonly processClock?: Clock;
  /** Milliseconds of a clock that never jumps. */
  readonly measure?: () => number;
}

/** The runtime has more to do than it can hold, or is closing. Worth another try, elsewhere or later. */
export class RuntimeUnavailable extends Error {
  override readonly name = "RuntimeUnavailable";
  readonly retryable = true;
}

/** A runtime that can be opened to debuggers while it runs. */
export interface InspectableRuntime extends FunctionRuntime {
  /** Opens what is started from now on, and retires what was started before. Changes nothing where it is open already. */
  inspect(options: InspectOptions): void;
  /** What was told of inspectors since a report; undefined while nothing is open to debuggers. */
  inspection(since: number): InspectionReport | undefined;
}

/**
 * Makes a runtime; no function's process is started before the first invocation.
 * @throws Error when isolated storage is asked for and this machine has none
 */
export function createProcessRuntime(options: ProcessRuntimeOptions): InspectableRuntime {
  return new ProcessRuntime(options);
}

/** An invocation for which there is no environment yet. */
interface Waiting {
  readonly spec: EnvironmentSpec;
  readonly invocation: Invocation;
  readonly interpreter: Interpreter;
  readonly resolve: (outcome: InvocationOutcome) => void;
  readonly reject: (reason: unknown) => void;
  retired: boolean;
}

/** What the pool knows of an environment that exists. */
interface Member {
  readonly key: string;
  readonly environment: Environment;
  readonly temporaryDirectory: string | undefined;
  readonly inspection: EnvironmentInspection | undefined;
  retired: boolean;
  /** Whether it has been ready for an invocation: one that never was is not replaced by another that will not be. */
  wasReady?: true;
  /** Present while it is idle. */
  cancelExpiry?: Cancel;
}

/** Environments that are kept ready. */
interface Provisioned {
  readonly spec: EnvironmentSpec;
  readonly interpreter: Interpreter;
  readonly count: number;
}

class ProcessRuntime implements InspectableRuntime {
  readonly #options: ProcessRuntimeOptions;
  readonly #surroundings: ProcessSurroundings;
  readonly #interpreters: Interpreters;
  readonly #guard: OrphanGuard;
  readonly #ready: ReadyProcesses;
  readonly #temporaryFolders: TemporaryFolders | undefined;
  /** Where each environment has a /tmp of its own. */
  readonly #storage: IsolatedStorage | undefined;
  #inspection: Inspection | undefined;
  /** All environments that have a process, or are about to have one. */
  readonly #members = new Set<Member>();
  /** The idle ones in the order in which they became idle. */
  readonly #idle = new Map<string, Member[]>();
  readonly #waiting = new Map<string, Waiting[]>();
  /** By key: what does not expire and is replaced. */
  readonly #provisioned = new Map<string, Provisioned>();
  /** By key: ends when no environments are being started to be kept ready. */
  readonly #filling = new Map<string, Promise<unknown>>();
  #waitingCount = 0;
  #starting = 0;
  #closing = false;
  /** Folders that are this runtime's own, for as long as it lives. */
  readonly #folders: string[] = [];
  #onEmpty: () => void = () => {};

  constructor(options: ProcessRuntimeOptions) {
    this.#options = options;
    const { log, temporaryDirectory } = options;
    this.#guard = new OrphanGuard(log);
    if (temporaryDirectory !== undefined) this.#temporaryFolders = new TemporaryFolders(temporaryDirectory, log);
    const places = {
      searchPath: options.searchPath ?? process.env["PATH"] ?? "",
      bootstrapsDirectory: options.bootstrapsDirectory ?? BOOTSTRAPS_DIRECTORY,
      mavenRepository: options.mavenRepository ?? join(homedir(), ".m2", "repository"),
      unpackDirectory: () => this.#makeFolder(),
    };
    if (options.functionStorage === "isolated") this.#storage = this.#isolate(places);
    this.#interpreters = new Interpreters(places, options.functionClock ?? "machine");
    this.#inspection = options.inspect === undefined ? undefined : new Inspection(options.inspect);
    const measure = options.measure ?? monotonicMilliseconds;
    const processClock = options.processClock ?? realClock;
    // Processes start when the machine lets them, so they take nothing from the chance that a seed makes repeatable; and
    // what they draw are the secrets of their pipes.
    this.#surroundings = { ...options, random: systemRandom(), processClock, guard: this.#guard, measure };
    const { readyProcesses: maximum = 0, sdkModulesDirectory } = options;
    const { bootstrapsDirectory } = places;
    const room = readyStorageRoom(process.execPath, { runtimeDirectory: bootstrapsDirectory, sdkModulesDirectory });
    const storage = this.#storage?.of(room);
    this.#ready = new ReadyProcesses({ surroundings: this.#surroundings, bootstrapsDirectory, maximum, storage });
  }

  get isolatesStorage(): boolean {
    return this.#storage !== undefined;
  }

  anticipate(kind: ReadyKind): Promise<void> {
    return this.#ready.anticipate(kind);
  }

  get isCrowded(): boolean {
    return this.#waitingCount > 0 && this.#members.size >= (this.#options.maximumEnvironments ?? MAXIMUM_ENVIRONMENTS);
  }

  refusal(runtime: string): string | undefined {
    return this.#interpreters.refusal(runtime);
  }

  inspect(options: InspectOptions): void {
    if (this.#inspection !== undefined) return;
    this.#inspection = new Inspection(options);
    this.retire("");
  }

  inspection(since: number): InspectionReport | undefined {
    return this.#inspection?.report(since);
  }

  async invoke(spec: EnvironmentSpec, invocation: Invocation): Promise<InvocationOutcome> {
    if (this.#closing) throw new RuntimeUnavailable("The function runtime is closing.");
    const member = this.#takeIdle(spec.key);
    if (member !== undefined) return this.#run(member, invocation);
    const interpreter = await this.#interpreters.of(spec.runtime);
    return this.#invokeInNew({ spec, invocation, interpreter });
  }

  #invokeInNew(one: Pick<Waiting, "spec" | "invocation" | "interpreter">): Promise<InvocationOutcome> {
    if (this.#closing) throw new RuntimeUnavailable("The function runtime is closing.");
    if (this.#waitingCount >= MAXIMUM_WAITING_INVOCATIONS) {
      throw new RuntimeUnavailable(`${MAXIMUM_WAITING_INVOCATIONS} invocations wait for an execution environment.`);
    }
    return new Promise((resolve, reject) => {
      this.#enqueue({ ...one, resolve, reject, retired: false });
      this.#startMore();
    });
  }

  forceEnd(spec: EnvironmentSpec, invocation: Invocation, end: ForcedEnd): InvocationOutcome {
    const { clock, random } = this.#options;
    const now = clock.now();
    // On AWS it would have been another environment's, as often as not.
    const logStreamName = newLogStreamName(spec, now, random);
    return forcedOutcome({ spec, invocation, end, logStreamName, now });
  }

  async provision(spec: EnvironmentSpec, count: number): Promise<Provision> {
    const interpreter = await this.#interpreters.of(spec.runtime);
    if (this.#closing) throw new RuntimeUnavailable("The function runtime is closing.");
    const provisioned = { spec, interpreter, count };
    if (count === 0) this.#provisioned.delete(spec.key);
    else this.#provisioned.set(spec.key, provisioned);
    for (let surplus = -this.#missing(provisioned); surplus > 0; surplus--) {
      const idle = this.#idle.get(spec.key)?.[0];
      // What is busy ends when it is done.
      if (idle === undefined) break;
      this.#stopIdle(idle);
    }
    return this.#fill(provisioned);
  }

  retire(keyPrefix: string): void {
    for (const key of this.#provisioned.keys()) if (key.startsWith(keyPrefix)) this.#provisioned.delete(key);
    for (const member of this.#members) {
      if (!member.key.startsWith(keyPrefix)) continue;
      member.retired = true;
      if (member.cancelExpiry !== undefined) this.#stopIdle(member);
    }
    for (const [key, waiting] of this.#waiting) {
      if (key.startsWith(keyPrefix)) for (const one of waiting) one.retired = true;
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const waiting of this.#waiting.values()) {
      for (const one of waiting) one.reject(new RuntimeUnavailable("The function runtime is closing."));
    }
    this.#waiting.clear();
    this.#waitingCount = 0;
    const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
    for (const member of this.#members) {
      member.cancelExpiry?.();
      member.environment.stop();
    }
    await this.#ready.close();
    if (this.#members.size > 0) await empty;
    this.#removeFolders();
    await this.#temporaryFolders?.settle();
    await this.#guard.close();
  }

  #makeFolder(): string {
    const folder = this.#temporaryFolders?.make() ?? mkdtempSync(join(tmpdir(), "sluice-runtime-"));
    this.#folders.push(folder);
    return folder;
  }

  #removeFolders(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  #isolate(places: Omit<StorageSurroundings, "mountPoint">): IsolatedStorage {
    try {
      return new IsolatedStorage({ ...places, mountPoint: this.#makeFolder() });
    } catch (error) {
      this.#removeFolders();
      throw error;
    }
  }

  async #run(member: Member, invocation: Invocation): Promise<InvocationOutcome> {
    try {
      return await member.environment.invoke(invocation);
    } catch (error) {
      // The machine could not even start a process, so there is none whose end would tell.
      member.environment.stop();
      this.#remove(member);
      throw error;
    } finally {
      if (this.#members.has(member)) this.#release(member);
    }
  }

  /** After an invocation: the environment takes a waiting one, or idles, or is stopped. */
  #release(member: Member): void {
    const { environment, key } = member;
    if (!environment.isAlive || member.retired || this.#closing) return environment.stop();
    member.wasReady = true;
    const provisioned = this.#provisioned.get(key);
    if (provisioned !== undefined && this.#missing(provisioned) < 0) return environment.stop();
    const next = this.#dequeue(key);
    if (next !== undefined) {
      member.retired = next.retired;
      this.#run(member, next.invocation).then(next.resolve, next.reject);
      return;
    }
    const { clock } = this.#options;
    const expiresAt = clock.now() + IDLE_EXPIRY_MILLISECONDS;
    // What is kept ready does not expire, and a debugger is not to lose what it is attached to.
    const expires = provisioned === undefined && member.inspection === undefined;
    member.cancelExpiry = expires ? clock.at(expiresAt, () => this.#stopIdle(member)) : () => {};
    const idle = this.#idle.get(key);
    if (idle === undefined) this.#idle.set(key, [member]);
    else idle.push(member);
    // Others may wait for no more than a place for their own environment, which an idle one gives up for them.
    this.#startMore();
  }

  /** The environment of `key` that became idle last: the fewest stay in use, and the others expire. */
  #takeIdle(key: string): Member | undefined {
    const member = this.#idle.get(key)?.at(-1);
    if (member !== undefined) this.#leaveIdle(member);
    return member;
  }

  #leaveIdle(member: Member): void {
    member.cancelExpiry?.();
    delete member.cancelExpiry;
    const idle = this.#idle.get(member.key);
    const index = idle?.lastIndexOf(member) ?? -1;
    if (idle === undefined || index < 0) return;
    idle.splice(index, 1);
    if (idle.length === 0) this.#idle.delete(member.key);
  }

  #stopIdle(member: Member): void {
    this.#leaveIdle(member);
    member.environment.stop();
  }

  /** Starts environments for those who wait, as many at a time as make sense and as there are places for. */
  #startMore(): void {
    while (this.#starting < MAXIMUM_SIMULTANEOUS_STARTS && this.#waitingCount > 0) {
      const bound = this.#options.maximumEnvironments ?? MAXIMUM_ENVIRONMENTS;
      if (this.#members.size >= bound) {
        this.#evict();
        return;
      }
      const [key] = this.#waiting.keys();
      const one = key === undefined ? undefined : this.#dequeue(key);
      if (one === undefined) return;
      this.#start(one).then(one.resolve, one.reject);
    }
  }

  /** Stops an idle environment of whichever function; its place is free when its process is gone. */
  #evict(): void {
    for (const [key, [longestIdle]] of this.#idle) {
      if (longestIdle === undefined || this.#provisioned.has(key)) continue;
      this.#stopIdle(longestIdle);
      return;
    }
  }

  /** How many environments are missing; less than none when there are more than are to be kept. */
  #missing({ spec, count }: Provisioned): number {
    let there = 0;
    for (const member of this.#members) if (member.key === spec.key && !member.retired) there++;
    return count - there;
  }

  /** One after the other for each key, so that what one starts is not taken for ready by the next. */
  #fill(provisioned: Provisioned): Promise<Provision> {
    const { key } = provisioned.spec;
    const filled = (this.#filling.get(key) ?? Promise.resolve()).then(() => this.#fillNow(provisioned));
    const ended = filled
      // Whoever asked for it hears of the failure; the next in turn only needs to know that it is over.
      .catch(() => {})
      .finally(() => {
        if (this.#filling.get(key) === ended) this.#filling.delete(key);
      });
    this.#filling.set(key, ended);
    return filled;
  }

  /** Starts what is missing, some at a time; the first that does not come up ends it. */
  async #fillNow(provisioned: Provisioned): Promise<Provision> {
    let reason: string | undefined;
    const startSome = async (): Promise<void> => {
      while (reason === undefined && this.#isWanted(provisioned) && this.#missing(provisioned) > 0) {
        if (this.#members.size >= (this.#options.maximumEnvironments ?? MAXIMUM_ENVIRONMENTS)) {
          reason = "This machine has no room for as many environments.";
        } else if (!(await this.#prepare(provisioned))) {
          reason = "FUNCTION_ERROR_INIT_FAILURE";
        }
      }
    };
    await Promise.all(Array.from({ length: MAXIMUM_SIMULTANEOUS_STARTS }, startSome));
    const there = [...this.#members].filter(({ key, wasReady }) => key === provisioned.spec.key && wasReady);
    const ready = Math.min(provisioned.count, there.length);
    return reason === undefined ? { ready } : { ready, reason };
  }

  #isWanted(provisioned: Provisioned): boolean {
    return !this.#closing && this.#provisioned.get(provisioned.spec.key) === provisioned;
  }

  /** Starts one environment that nobody invokes yet; answers whether it came up. */
  async #prepare(provisioned: Provisioned): Promise<boolean> {
    this.#starting++;
    try {
      const member = this.#newMember(provisioned, { retired: false });
      this.#members.add(member);
      member.environment.onGone = () => this.#remove(member);
      return await this.#prepareMember(member);
    } finally {
      this.#starting--;
      this.#startMore();
    }
  }

  async #prepareMember(member: Member): Promise<boolean> {
    const { environment } = member;
    try {
      const isReady = await environment.prepare();
      if (isReady) this.#release(member);
      else environment.stop();
      return isReady;
    } catch (error) {
      environment.stop();
      this.#remove(member);
      throw error;
    }
  }

  /** An environment that was kept ready has ended: another takes its place. */
  #replace(member: Member): void {
    const provisioned = this.#provisioned.get(member.key);
    if (provisioned === undefined || member.retired || member.wasReady === undefined) return;
    // Invocations go on with environments on demand, and the next one that ends is replaced again.
    this.#fill(provisioned).catch((error: unknown) =>
      this.#options.log.error("A provisioned environment cannot be replaced.", { key: member.key, error }),
    );
  }

  #start(one: Waiting): Promise<InvocationOutcome> {
    this.#starting++;
    let isBooting = true;
    const booted = (): void => {
      if (!isBooting) return;
      isBooting = false;
      this.#starting--;
      this.#startMore();
    };
    let member: Member;
    try {
      member = this.#newMember(one, one);
    } catch (error) {
      // The machine cannot even make a folder; whoever asked hears of it, and the place is free again.
      booted();
      return Promise.reject(error);
    }
    const { environment } = member;
    this.#members.add(member);
    environment.onBooted = booted;
    environment.onGone = () => this.#remove(member);
    return this.#run(member, one.invocation).finally(() => {
      booted();
      // Where one function has started cold another may follow. The next one is started after the answer, not beside it.
      this.#ready.anticipate(one.spec).catch((error: unknown) => {
        this.#options.log.warn("An interpreter cannot be started ahead of need.", { error });
      });
    });
  }

  #newMember(
    { spec, interpreter }: Pick<Waiting, "spec" | "interpreter">,
    { retired }: Pick<Waiting, "retired">,
  ): Member {
    // Where /tmp is the environment's own, it is what everybody looks for.
    const temporaryDirectory = this.isolatesStorage ? undefined : this.#temporaryFolders?.make();
    const inspection = this.#inspection?.open(spec, interpreter);
    const environment = this.#newEnvironment({ spec, interpreter }, { temporaryDirectory, inspection });
    return { key: spec.key, environment, temporaryDirectory, inspection, retired };
  }

  #newEnvironment(
    { spec, interpreter }: Pick<Waiting, "spec" | "interpreter">,
    { temporaryDirectory, inspection }: Pick<Member, "temporaryDirectory" | "inspection">,
  ): Environment {
    const { clock, random, sdkModulesDirectory, bootstrapsDirectory = BOOTSTRAPS_DIRECTORY } = this.#options;
    const logStreamName = newLogStreamName(spec, clock.now(), random);
    // A debugger is asked for when an interpreter starts, so one that has started already cannot have it.
    const ready = inspection === undefined ? this.#ready.take(spec) : undefined;
    const region = parseArn(spec.functionArn)?.region ?? "us-east-1";
    return new Environment(this.#surroundings, {
      spec,
      logStreamName,
      ...(ready === undefined ? {} : { ready }),
      runtimeVersion: `${interpreter.language}:${interpreter.version}`,
      runtimeVersionArn: runtimeVersionArn(region, spec.runtime, interpreter),
      command: bootstrapCommand(spec, {
        interpreter,
        logStreamName,
        runtimeDirectory: bootstrapsDirectory,
        functionClock: this.#options.functionClock ?? "machine",
        ...(sdkModulesDirectory === undefined ? {} : { sdkModulesDirectory }),
        ...(temporaryDirectory === undefined ? {} : { temporaryDirectory }),
        ...(inspection === undefined ? {} : { inspection }),
        ...(this.#storage === undefined ? {} : { storage: this.#storage }),
      }),
    });
  }

  #remove(member: Member): void {
    this.#leaveIdle(member);
    const wasThere = this.#members.delete(member);
    if (wasThere) member.inspection?.end();
    if (wasThere && member.temporaryDirectory !== undefined) this.#temporaryFolders?.remove(member.temporaryDirectory);
    if (this.#members.size === 0) this.#onEmpty();
    if (this.#closing) return;
    this.#startMore();
    this.#replace(member);
  }

  #enqueue(one: Waiting): void {
    const waiting = this.#waiting.get(one.spec.key);
    if (waiting === undefined) this.#waiting.set(one.spec.key, [one]);
    else waiting.push(one);
    this.#waitingCount++;
  }

  /** The invocation of `key` that waits longest; the key then goes to the end of the line, so that none starves. */
  #dequeue(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    const first = waiting?.shift();
    if (waiting === undefined || first === undefined) return undefined;
    this.#waitingCount--;
    this.#waiting.delete(key);
    if (waiting.length > 0) this.#waiting.set(key, waiting);
    return first;
  }
}

const BOOTSTRAPS_DIRECTORY = fileURLToPath(new URL("../runtime/bootstraps", import.meta.url));
