/**
 * Keeps a stack as its sources are: after each change it packages what the template names, gives the functions whose code
 * has changed their new code, and updates the stack only when the template itself has changed. So queues, topics and what
 * is in them stay. What does not build changes nothing, and the code before it keeps running.
 */
import { dirname, resolve } from "node:path";
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { invariant } from "../../kernel/invariant.ts";
import { artifactBucket } from "../../deploy/artifacts.ts";
import { clientsOf, type Deployed, deployPackaged, type StackOptions } from "../../deploy/deploy.ts";
import {
  type PackagedFunction,
  type PackagedTemplate,
  type PackagingFailure,
  packageWhatBuilds,
  templateIn,
} from "../../deploy/package-template.ts";
import { swapCode } from "../../deploy/swap-code.ts";
import { QUIET_MILLISECONDS } from "./limits.ts";
import type { SourceWatcher } from "./source-watcher.ts";

export interface WatchOptions extends StackOptions {
  readonly templatePath: string;
  readonly clock: Clock;
  /** Is given what to call after each change. */
  readonly watcher: (changed: () => void) => SourceWatcher;
  /** Is told in short what changed and how long that took; `log` is told each step of a stack's update. */
  readonly tell: (line: string) => void;
}

/** A session from its first deployment until it is closed. */
export class WatchSession {
  readonly #options: WatchOptions;
  readonly #watcher: SourceWatcher;
  /** What the stack was last made of; undefined when that is not known. */
  #deployed: { readonly source: string; readonly stackId: string } | undefined;
  /** The archive that each function runs. */
  readonly #running = new Map<string, string>();
  /** The complaints that have been told, so that each is told once. */
  #told = new Set<string>();
  /** The folders of the last sources that could be read. */
  #folders: ReadonlySet<string>;
  #cancelQuiet: Cancel = () => {};
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#folders = new Set([dirname(resolve(options.templatePath))]);
    this.#watcher = options.watcher(() => this.#changed());
  }

  /**
   * Deploys for the first time, and watches from then on.
   * @throws Error with the reasons when the template cannot be packaged or the stack not be made
   */
  start(): Promise<Deployed> {
    const started = this.#start();
    // Whoever calls hears how it ended; what changes meanwhile waits for the end alone.
    this.#work = started.then(
      () => {},
      () => {},
    );
    return started;
  }

  async #start(): Promise<Deployed> {
    const packaged = await this.#package();
    const [failure] = packaged.failures;
    if (failure !== undefined) throw failure.error;
    return this.#deploy(packaged);
  }

  /** Resolves when no change is being worked on. */
  idle(): Promise<void> {
    return this.#work;
  }

  /** Stops watching; resolves when the work that has begun is done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelQuiet();
    this.#watcher.close();
    await this.#work;
  }

  #changed(): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    this.#cancelQuiet();
    this.#cancelQuiet = clock.at(clock.now() + QUIET_MILLISECONDS, () => {
      this.#work = this.#work.then(() => this.#round());
    });
  }

  /** Brings the stack to what the sources are now. */
  async #round(): Promise<void> {
    if (this.#isClosed) return;
    const startedAt = this.#options.clock.now();
    try {
      const packaged = await this.#package();
      this.#complain(packaged.failures);
      if (this.#needsStack(packaged)) {
        // A template in which a function has no code could not be deployed elsewhere either.
        if (packaged.failures.length > 0) return;
        const { changed } = await this.#deploy(packaged);
        if (changed) this.#tell(`${this.#options.stackName}: stack updated`, startedAt);
        return;
      }
      await this.#swap(packaged, startedAt);
    } catch (error) {
      // A session lives on whatever happens: the next change may be the repair. What is running is not known for sure
      // now, since a cloud that was started anew may have nothing, so that the next round deploys the stack.
      this.#deployed = undefined;
      this.#running.clear();
      this.#tellOnce(error instanceof Error ? error.message : String(error));
    }
  }

  async #package(): Promise<PackagedTemplate> {
    const { templatePath } = this.#options;
    // Before anything is read, so that the repair of what cannot be read is seen.
    this.#watch(this.#folders);
    const upload = await artifactBucket(clientsOf(this.#options));
    const packaged = await packageWhatBuilds(templateIn(templatePath), { upload });
    const { functions, failures } = packaged;
    const folders = [...functions, ...failures].flatMap(({ sourceFolders }) => sourceFolders);
    this.#watch(new Set([dirname(resolve(templatePath)), ...folders]));
    return packaged;
  }

  #watch(folders: ReadonlySet<string>): void {
    this.#folders = folders;
    // What changed in a new folder before it was watched is seen by looking once more.
    if (this.#watcher.watch(folders)) this.#changed();
  }

  #needsStack({ source, functions }: PackagedTemplate): boolean {
    if (this.#deployed?.source !== source) return true;
    return functions.some(({ id, key, isPublished }) => isPublished && this.#running.get(id) !== key);
  }

  async #deploy(packaged: PackagedTemplate): Promise<Deployed> {
    const upload = await artifactBucket(clientsOf(this.#options));
    this.#deployed = undefined;
    const deployed = await deployPackaged(packaged, this.#options, upload);
    this.#deployed = { source: packaged.source, stackId: deployed.stackId };
    this.#runs(packaged.functions);
    return deployed;
  }

  async #swap({ functions }: PackagedTemplate, startedAt: number): Promise<void> {
    const changed = functions.filter(({ id, key }) => this.#running.get(id) !== key);
    invariant(this.#deployed !== undefined, "code is swapped in a stack that is known");
    const swapped = await swapCode(clientsOf(this.#options), this.#deployed.stackId, changed);
    this.#runs(changed);
    for (const { id, archiveBytes } of swapped) this.#tell(`${id}: new code, ${archiveBytes} bytes`, startedAt);
  }

  #runs(functions: readonly PackagedFunction[]): void {
    for (const { id, key } of functions) this.#running.set(id, key);
  }

  /** Tells each complaint once, and again only after it had gone away. */
  #complain(failures: readonly PackagingFailure[]): void {
    const sentences = failures.map(({ error }) => `${error.message}\nThe code before this change keeps running.`);
    for (const sentence of sentences) this.#tellOnce(sentence);
    this.#told = new Set(sentences);
  }

  #tellOnce(sentence: string): void {
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    this.#options.tell(sentence);
  }

  #tell(line: string, startedAt: number): void {
    this.#options.tell(`${line} (${this.#options.clock.now() - startedAt} ms)`);
  }
}
