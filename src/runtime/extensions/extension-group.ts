/** The extensions of one execution environment: their API, their processes, and the order in which they begin and end. */
import type { Readable } from "node:stream";
import type { Clock } from "../../kernel/clock.ts";
import type { Random } from "../../kernel/random.ts";
import { ExtensionProcess, extensionFiles, extensionVariables } from "./extension-process.ts";
import {
  type ExtendedFunction,
  type ExtensionFailure,
  ExtensionsApi,
  type ExtensionsListener,
  type ShutdownReason,
} from "./extensions-api.ts";
import {
  INTERNAL_SHUTDOWN_MILLISECONDS,
  RUNTIME_SHUTDOWN_MILLISECONDS,
  SHUTDOWN_MILLISECONDS,
  TELEMETRY_FLUSH_MILLISECONDS,
} from "../limits.ts";
import type { OrphanGuard } from "../environment/orphan-guard.ts";
import type { ProgramPlace } from "../environment/program-place.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** What the processes of extensions are given. */
export interface ExtensionSurroundings {
  readonly clock: Clock;
  readonly processClock: Clock;
  readonly random: Random;
  readonly guard: OrphanGuard;
}

/** What they begin with. */
export interface ExtensionBeginning {
  readonly extended: ExtendedFunction;
  readonly directory: string;
  readonly place: ProgramPlace;
  readonly variables: Readonly<Record<string, string>>;
  readonly read: (pipe: Readable) => void;
}

export class ExtensionGroup {
  readonly api: ExtensionsApi;
  readonly #surroundings: ExtensionSurroundings;
  readonly #failed: (failure: ExtensionFailure) => void;
  readonly #processes = new Set<ExtensionProcess>();
  #isEnding = false;
  #endsAt: number | undefined;

  constructor(surroundings: ExtensionSurroundings, listener: ExtensionsListener) {
    this.#surroundings = surroundings;
    this.#failed = listener.failed;
    this.api = new ExtensionsApi(surroundings.random, listener);
  }

  /** Whether some run beside the runtime. */
  get areRunning(): boolean {
    return this.#processes.size > 0;
  }

  /** How long the runtime has to end by itself: none without extensions, as on AWS. */
  get runtimeShutdownMilliseconds(): number {
    if (this.api.hasInternal) return INTERNAL_SHUTDOWN_MILLISECONDS;
    return this.areRunning ? RUNTIME_SHUTDOWN_MILLISECONDS : 0;
  }

  /** Says whose environment it is, and starts what its layers bring. */
  begin({ extended, directory, variables, place, read }: ExtensionBeginning): void {
    const files = extensionFiles(extended.layerFolders);
    const names = files.map((file) => file.name);
    this.api.describe(extended, names);
    const own = extensionVariables(variables);
    for (const file of files) {
      const ended = (failure: ExtensionFailure): void => {
        this.#processes.delete(started);
        this.api.ended(file.name);
        if (!this.#isEnding) this.#failed(failure);
      };
      const { guard } = this.#surroundings;
      const started = new ExtensionProcess({ file, directory, place, variables: own, guard, read, ended });
      this.#processes.add(started);
    }
  }

  /** The environment begins to end: from now on, all together have so long. */
  startEnding(): void {
    this.#endsAt ??= this.#surroundings.processClock.now() + SHUTDOWN_MILLISECONDS;
  }

  /** Tells the extensions, once the runtime is gone, and resolves when they are gone too; undefined when none runs. */
  shutDown(reason: ShutdownReason, telemetry: Telemetry): Promise<unknown> | undefined {
    this.#isEnding = true;
    if (!this.areRunning) return undefined;
    this.startEnding();
    const { clock, processClock } = this.#surroundings;
    const endsAt = this.#endsAt ?? processClock.now();
    const tell = (): void => this.api.shutDown(reason, clock.now() + Math.max(0, endsAt - processClock.now()));
    // Most end as soon as they are told to, so what is left to say comes first; one that does not listen is told anyway.
    if (!telemetry.hasSubscribers) tell();
    else {
      const cancelTell = processClock.at(processClock.now() + TELEMETRY_FLUSH_MILLISECONDS, tell);
      // In this very turn it is still said how the invocation ended.
      setImmediate(() => {
        void telemetry.flush().then(() => {
          cancelTell();
          tell();
        });
      });
    }
    const cancel = processClock.at(endsAt, () => {
      for (const each of this.#processes) each.kill();
    });
    return Promise.all([...this.#processes].map((each) => each.gone)).then(cancel);
  }
}
