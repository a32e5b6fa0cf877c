/**
 * A stretch of the lineage log in columns: numbers in typed arrays, texts in one piece of memory.
 *
 * As objects, the records of a busy server would be most of what the garbage collector moves: each of them lives just
 * long enough to be copied twice and promoted.
 */
import { invariant } from "../../kernel/invariant.ts";
import { BYTES_A_CHARACTER, writeText } from "../../kernel/write-text.ts";
import {
  type LineageRecord,
  type Outcome,
  recordsOf,
  resourceCount,
  type Resources,
  type SharedRecord,
} from "./lineage.ts";

/** Records that a segment holds, unless their texts fill it before. */
export const SEGMENT_RECORDS = 4_096;
/** Bytes of text that a segment holds. Memory that no text has reached yet costs nothing. */
const SEGMENT_TEXT_BYTES = 1_048_576;
/** Characters of one text that are kept: ARNs of objects with the longest keys, and reasons that a person reads. */
const TEXT_CHARACTERS = 2_048;

/** Characters of the lists of resources that a segment holds, each list counted once. */
const SEGMENT_LIST_CHARACTERS = 1_048_576;
/** What a resource that a list is used without counts for. */
const EXCEPTED_CHARACTERS = 32;

/** Texts of a record: id, parent, kind, resource, subject, reason and trace id, in this order. */
const TEXTS = 7;
/** The length that stands for a text that is not there. */
const ABSENT = 0xffff;

const OUTCOMES: readonly Outcome[] = [
  "ok",
  "filtered-out",
  "deduplicated",
  "group-locked",
  "denied",
  "expired",
  "throttled",
  "dead-lettered",
  "retried",
  "failed",
];
const OUTCOME_NUMBERS = new Map(OUTCOMES.map((outcome, index) => [outcome, index]));

export class LineageSegment {
  readonly #times = new Float64Array(SEGMENT_RECORDS);
  readonly #outcomes = new Uint8Array(SEGMENT_RECORDS);
  /** Where the texts of each record begin. */
  readonly #starts = new Uint32Array(SEGMENT_RECORDS);
  /** Bytes of each text of each record. */
  readonly #lengths = new Uint16Array(SEGMENT_RECORDS * TEXTS);
  readonly #text = Buffer.allocUnsafeSlow(SEGMENT_TEXT_BYTES);
  #textEnd = 0;
  /** How many places are taken: by a record each, or by all those that share a story. */
  #places = 0;
  /** The resources of those places that are shared. */
  readonly #shared = new Map<number, Resources>();
  readonly #lists = new Set<Iterable<string>>();
  #listCharacters = 0;
  #size = 0;

  /** How many records it holds. */
  get size(): number {
    return this.#size;
  }

  /** Adds a record behind the others; false, and nothing has changed, when there is no room for it. */
  add(record: LineageRecord): boolean {
    const fits = this.#place(record, record.resource);
    if (fits) this.#size++;
    return fits;
  }

  /** The same for all the records that a shared one stands for. */
  addEach(shared: SharedRecord): boolean {
    const { resources } = shared;
    const characters = this.#charactersOf(resources);
    if (this.#listCharacters + characters > SEGMENT_LIST_CHARACTERS || !this.#place(shared, undefined)) return false;
    this.#shared.set(this.#places - 1, resources);
    this.#lists.add(resources.all);
    if (resources.except !== undefined) this.#lists.add(resources.except);
    this.#listCharacters += characters;
    this.#size += resourceCount(resources);
    return true;
  }

  /** What the segment does not hold yet. */
  #charactersOf({ all, except }: Resources): number {
    const listed = this.#lists.has(all) ? 0 : all.reduce((sum, { length }) => sum + length, 0);
    return except === undefined || this.#lists.has(except) ? listed : listed + except.size * EXCEPTED_CHARACTERS;
  }

  /** Takes the next place; false when there is none, or no room for its texts. */
  #place(
    { id, parent, kind, subject, reason, traceId, at, outcome }: Omit<LineageRecord, "resource">,
    resource: string | undefined,
  ): boolean {
    const index = this.#places;
    if (index === SEGMENT_RECORDS) return false;
    const start = this.#textEnd;
    const column = index * TEXTS;
    const fits =
      this.#write(column, id) &&
      this.#write(column + 1, parent) &&
      this.#write(column + 2, kind) &&
      this.#write(column + 3, resource) &&
      this.#write(column + 4, subject) &&
      this.#write(column + 5, reason) &&
      this.#write(column + 6, traceId);
    if (!fits) {
      this.#textEnd = start;
      return false;
    }
    this.#starts[index] = start;
    this.#times[index] = at;
    this.#outcomes[index] = OUTCOME_NUMBERS.get(outcome) ?? 0;
    this.#places++;
    return true;
  }

  /** The records in the order in which they were added, but for the first so many. */
  *records(skipped: number): Generator<LineageRecord> {
    let left = skipped;
    for (let place = 0; place < this.#places; place++) {
      const resources = this.#shared.get(place);
      const count = resources === undefined ? 1 : resourceCount(resources);
      if (left >= count) {
        left -= count;
        continue;
      }
      const record = this.#read(place);
      if (resources === undefined) yield record;
      else for (const each of recordsOf({ ...record, resources })) if (left-- <= 0) yield each;
      left = 0;
    }
  }

  #read(index: number): LineageRecord {
    const outcome = OUTCOMES[this.#outcomes[index] ?? 0];
    const at = this.#times[index];
    invariant(
      index < this.#places && outcome !== undefined && at !== undefined,
      "only records that were added are read",
    );
    let start = this.#starts[index] ?? 0;
    const take = (column: number): string | undefined => {
      const length = this.#lengths[index * TEXTS + column] ?? ABSENT;
      return length === ABSENT ? undefined : this.#text.toString("utf8", start, (start += length));
    };
    const [id = "", parent = "", kind = "", resource = ""] = [take(0), take(1), take(2), take(3)];
    const [subject, reason, traceId] = [take(4), take(5), take(6)];
    return {
      id,
      parent,
      kind,
      resource,
      outcome,
      at,
      ...(subject === undefined ? {} : { subject }),
      ...(reason === undefined ? {} : { reason }),
      ...(traceId === undefined ? {} : { traceId }),
    };
  }

  /** Empties the segment, whose memory serves again. */
  clear(): void {
    this.#size = 0;
    this.#places = 0;
    this.#textEnd = 0;
    this.#shared.clear();
    this.#lists.clear();
    this.#listCharacters = 0;
  }

  /** Writes one text behind the last; false when it may not fit. */
  #write(column: number, given: string | undefined): boolean {
    if (given === undefined) {
      this.#lengths[column] = ABSENT;
      return true;
    }
    const text = given.length > TEXT_CHARACTERS ? given.slice(0, TEXT_CHARACTERS) : given;
    const start = this.#textEnd;
    if (start + text.length * BYTES_A_CHARACTER > SEGMENT_TEXT_BYTES) return false;
    this.#textEnd = start + writeText(this.#text, text, start);
    this.#lengths[column] = this.#textEnd - start;
    return true;
  }
}
