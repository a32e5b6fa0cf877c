/**
 * A stretch of the lineage log in columns: numbers in typed arrays, texts in one piece of memory.
 *
 * As objects, the records of a busy server would be most of what the garbage collector moves: each of them lives just
 * long enough to be copied twice and promoted.
 */
import { invariant } from "../../kernel/invariant.ts";
import type { LineageRecord, Outcome } from "./lineage.ts";

/** Records that a segment holds, unless their texts fill it before. */
export const SEGMENT_RECORDS = 4_096;
/** Bytes of text that a segment holds. Memory that no text has reached yet costs nothing. */
const SEGMENT_TEXT_BYTES = 1_048_576;
/** Characters of one text that are kept: ARNs of objects with the longest keys, and reasons that a person reads. */
const TEXT_CHARACTERS = 2_048;
/** The most bytes that UTF-8 makes of one UTF-16 unit. */
const BYTES_A_CHARACTER = 3;

/** The texts of a record, in the order in which they are written. */
const TEXTS = ["id", "parent", "kind", "resource", "subject", "reason"] as const;
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
  /** Where the texts of each record end; those of the next one begin there. */
  readonly #ends = new Uint32Array(SEGMENT_RECORDS);
  /** Lengths of the texts of each record, in UTF-16 units. */
  readonly #lengths = new Uint16Array(SEGMENT_RECORDS * TEXTS.length);
  readonly #text = Buffer.allocUnsafeSlow(SEGMENT_TEXT_BYTES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a record behind the others; false, and nothing has changed, when there is no room for it. */
  add(record: LineageRecord): boolean {
    if (this.#size === SEGMENT_RECORDS) return false;
    let texts = "";
    let position = this.#size * TEXTS.length;
    for (const name of TEXTS) {
      const text = clipped(record[name]);
      this.#lengths[position++] = text === undefined ? ABSENT : text.length;
      if (text !== undefined) texts += text;
    }
    const start = this.#startOf(this.#size);
    if (start + texts.length * BYTES_A_CHARACTER > SEGMENT_TEXT_BYTES) return false;
    this.#ends[this.#size] = start + this.#text.write(texts, start);
    this.#times[this.#size] = record.at;
    this.#outcomes[this.#size] = OUTCOME_NUMBERS.get(record.outcome) ?? 0;
    this.#size++;
    return true;
  }

  /** The record that was added as the `index`-th, counted from 0. */
  read(index: number): LineageRecord {
    const outcome = OUTCOMES[this.#outcomes[index] ?? 0];
    const at = this.#times[index];
    invariant(index < this.#size && outcome !== undefined && at !== undefined, "only records that were added are read");
    const texts = this.#text.toString("utf8", this.#startOf(index), this.#ends[index]);
    let offset = 0;
    const take = (column: number): string | undefined => {
      const length = this.#lengths[index * TEXTS.length + column] ?? ABSENT;
      return length === ABSENT ? undefined : texts.slice(offset, (offset += length));
    };
    const [id = "", parent = "", kind = "", resource = ""] = [take(0), take(1), take(2), take(3)];
    const [subject, reason] = [take(4), take(5)];
    return {
      id,
      parent,
      kind,
      resource,
      outcome,
      at,
      ...(subject === undefined ? {} : { subject }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** Empties the segment, whose memory serves again. */
  clear(): void {
    this.#size = 0;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }
}

function clipped(text: string | undefined): string | undefined {
  return text !== undefined && text.length > TEXT_CHARACTERS ? text.slice(0, TEXT_CHARACTERS) : text;
}
