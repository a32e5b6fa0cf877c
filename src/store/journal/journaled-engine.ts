/**
 * An engine whose commits are synced in a journal first, and reach the engine beneath in larger steps.
 *
 * A journal is written in one piece behind its end, where a tree of pages needs several and two syncs: a group is
 * durable in a fifth of the time, and the engine beneath stores a row that is rewritten many times but once.
 */
import { realClock } from "../../kernel/real-clock.ts";
import type { Cancel, Clock } from "../../kernel/clock.ts";
import type { Random } from "../../kernel/random.ts";
import { type Disk, machineDisk } from "../disk.ts";
import { Gaps } from "../gaps.ts";
import { checkKey } from "../key.ts";
import { APPLY_BYTES, APPLY_DELAY_MILLISECONDS, JOURNAL_VOLUME_BYTES } from "../limits.ts";
import { type Layer, mergedGet, mergedRange, type Sources } from "../merged-range.ts";
import { SortedMap } from "../sorted-map.ts";
import type { Engine, Entry, Key, RangeOptions, WriteSet } from "../store.ts";
import { RecordCodec } from "./journal-record.ts";
import { JournalVolume } from "./journal-volume.ts";
import { readJournal } from "./read-journal.ts";
import { storeInSteps } from "./store-in-steps.ts";

/**
 * The row of the engine beneath that says which group was the last to reach it, and how the journal's records are salted.
 * No key of a keyspace sorts behind it.
 */
const APPLIED_KEY: Key = "\xff".repeat(8);

/**
 * Opens the journal in `folder` before `engine`, which it owns from now on, and brings the engine up to date.
 * @throws StoreDamaged when the journal lacks a group that was acknowledged
 */
export async function openJournaledEngine(engine: Engine, options: JournalOptions): Promise<Engine> {
  try {
    return await open(engine, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

export interface JournalOptions {
  /** The two volumes, which take turns. */
  readonly files: readonly [string, string];
  readonly random: Random;
  readonly disk?: Disk | undefined;
  /** Says when what has gathered has waited for long enough: the machine's, unless a test owns it. */
  readonly clock?: Clock;
}

async function open(engine: Engine, options: JournalOptions): Promise<Engine> {
  const { files, random, disk = machineDisk, clock = realClock } = options;
  const before = standingOf(engine);
  const left = readJournal(files, new RecordCodec(before.salt), before.applied);
  const standing = { applied: left.at(-1)?.sequence ?? before.applied, salt: random.uint32() };
  const writes = left.map((record) => record.writes);
  await storeInSteps(engine, writes, rowOf(standing));
  // Only now, when the engine has what was in them.
  const codec = new RecordCodec(standing.salt);
  const [first, second] = files;
  const volumes = [
    await JournalVolume.openEmpty(first, codec, disk),
    await JournalVolume.openEmpty(second, codec, disk),
  ] as const;
  return new JournaledEngine({ engine, clock }, volumes, standing);
}

class JournaledEngine implements Engine {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #gaps = new Gaps();
  /** The volume that is appended to, and the one whose groups are on their way to the engine, or of old. */
  #volume: JournalVolume;
  #other: JournalVolume;
  readonly #salt: number;
  /** The last group that was appended. */
  #sequence: number;
  #isAppending = false;
  /** What is in the journal and not in the engine: the newer layer grows, the older one is on its way. */
  #growing: Layer = new SortedMap();
  #applying: Layer | undefined;
  #applied: Promise<void> = Promise.resolve();
  #sources: Sources;
  #cancelDelay: Cancel | undefined;
  /** The delay is over. */
  #isDue = false;
  #failure: { readonly cause: unknown } | undefined;
  #tellFailure: (cause: unknown) => void = () => {};
  #closing: Promise<void> | undefined;

  constructor(
    { engine, clock }: { readonly engine: Engine; readonly clock: Clock },
    [volume, other]: readonly [JournalVolume, JournalVolume],
    standing: Standing,
  ) {
    this.#engine = engine;
    this.#clock = clock;
    this.#volume = volume;
    this.#other = other;
    this.#salt = standing.salt;
    this.#sequence = standing.applied;
    this.#sources = { engine, layers: [this.#growing], gaps: this.#gaps };
  }

  get(key: Key): Uint8Array | undefined {
    return mergedGet(this.#sources, key);
  }

  range(options: RangeOptions): Iterable<Entry> {
    const range = options.to > APPLIED_KEY ? { ...options, to: APPLIED_KEY } : options;
    const isSettled = this.#growing.size === 0 && this.#applying === undefined;
    return isSettled ? this.#engine.range(range) : mergedRange(this.#sources, range);
  }

  async commit(writes: readonly WriteSet[]): Promise<void> {
    for (const set of writes) for (const key of set.keys()) checkKey(key);
    // A disk on which the engine does not keep up must not be outrun without end.
    if (this.#volume.bytes >= JOURNAL_VOLUME_BYTES) await this.#applied;
    if (this.#failure !== undefined) throw this.#failure.cause;
    this.#isAppending = true;
    try {
      await this.#volume.append(this.#sequence + 1, writes);
    } finally {
      this.#isAppending = false;
    }
    this.#sequence++;
    for (const set of writes) {
      for (const [key, value] of set) {
        this.#growing.set(key, value);
        if (value !== null) this.#gaps.put(key);
      }
    }
    this.#goOn();
  }

  onFailure(tell: (cause: unknown) => void): void {
    this.#tellFailure = tell;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#finish());
  }

  async #finish(): Promise<void> {
    try {
      await this.#applied;
      while (this.#growing.size > 0 && this.#failure === undefined) {
        this.#apply();
        // oxlint-disable-next-line no-await-in-loop -- one step at a time is the order of the groups
        await this.#applied;
      }
      this.#cancelDelay?.();
      if (this.#failure !== undefined) throw this.#failure.cause;
      this.#volume.empty();
      this.#other.empty();
    } finally {
      await Promise.all([this.#volume.close(), this.#other.close()]);
      await this.#engine.close();
    }
  }

  /** Applies what has grown when there is enough of it, or it has waited; not under the feet of an append. */
  #goOn(): void {
    if (this.#growing.size === 0 || this.#applying !== undefined || this.#isAppending) return;
    if (this.#isDue || this.#volume.bytes >= APPLY_BYTES) this.#apply();
    else {
      this.#cancelDelay ??= this.#clock.at(this.#clock.now() + APPLY_DELAY_MILLISECONDS, () => {
        this.#isDue = true;
        this.#goOn();
      });
    }
  }

  /** Sends what has grown to the engine; what comes meanwhile grows in the other volume. */
  #apply(): void {
    this.#cancelDelay?.();
    this.#cancelDelay = undefined;
    this.#isDue = false;
    if (this.#applying !== undefined || this.#failure !== undefined) return;
    const layer = this.#growing;
    this.#applying = layer;
    this.#growing = new SortedMap();
    [this.#volume, this.#other] = [this.#other, this.#volume];
    this.#volume.startOver();
    this.#sources = { ...this.#sources, layers: [this.#growing, layer] };
    const standing = rowOf({ applied: this.#sequence, salt: this.#salt });
    this.#applied = storeInSteps(this.#engine, [layer.values], standing).then(
      () => this.#settle(),
      (cause: unknown) => {
        // The next commit is refused for it. What was acknowledged is in the journal, and the layers go on showing it.
        this.#failure = { cause };
        this.#tellFailure(cause);
      },
    );
  }

  #settle(): void {
    this.#applying = undefined;
    this.#sources = { ...this.#sources, layers: [this.#growing] };
    this.#goOn();
  }
}

/** What the engine beneath knows of the journal. */
interface Standing {
  /** The last group that it has; 0 for none. */
  readonly applied: number;
  readonly salt: number;
}

const STANDING_BYTES = 12;

function standingOf(engine: Engine): Standing {
  const row = engine.get(APPLIED_KEY);
  if (row === undefined) return { applied: 0, salt: 0 };
  const bytes = Buffer.from(row);
  return { applied: bytes.readDoubleLE(0), salt: bytes.readUInt32LE(8) };
}

function rowOf({ applied, salt }: Standing): WriteSet {
  const row = Buffer.alloc(STANDING_BYTES);
  row.writeDoubleLE(applied, 0);
  row.writeUInt32LE(salt, 8);
  return new Map([[APPLIED_KEY, row]]);
}
