/** What a program decides that has the cloud inside itself, as the test kit has, and what it gets of it. */
import type { Clock } from "../kernel/clock.ts";
import type { Random } from "../kernel/random.ts";
import type { Platform } from "../platform/platform.ts";
import type { HandlerBinding } from "../platform/ports/bound-handler.ts";
import type { CodeFolders } from "../platform/ports/code-folders.ts";
import type { EnvironmentSpec } from "../platform/ports/function-runtime.ts";
import type { StoredState } from "../store/memory-store.ts";
import type { AskInMemory } from "./ask-in-memory.ts";
import type { CallDirectly } from "./direct/call-directly.ts";
import type { Observation } from "./expectations/observation.ts";

/** The decisions. */
export interface Embedding {
  /** What the store, which is in memory, begins with. */
  readonly state?: StoredState | undefined;
  /** What a function is bound to, if it is to run in this process. */
  readonly bindingOf: (spec: EnvironmentSpec) => Promise<HandlerBinding | undefined>;
  /** Stands in front of the folders with unpacked code. */
  readonly codeFolders: (folders: CodeFolders) => CodeFolders;
}

/** The inside of a cloud. */
export interface Inside {
  readonly clock: Clock;
  readonly random: Random;
  readonly platform: () => Platform;
  /** What is remembered for expectations; undefined in a cloud that is neither embedded nor on a virtual clock. */
  readonly observation: Observation | undefined;
  readonly ask: AskInMemory;
  readonly call: CallDirectly;
  /** Where clients reach it at present: MEMORY_ENDPOINT as long as there is no port. */
  readonly endpoint: () => string;
  /** Opens the port, unless it is open. */
  readonly listen: () => Promise<string>;
  /** What is stored at this moment. The cloud should have settled. */
  readonly state: () => Promise<StoredState>;
  readonly close: () => Promise<void>;
}
