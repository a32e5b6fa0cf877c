/** Keeps the newest lineage records in memory, packed and bounded. */
import { invariant } from "../../kernel/invariant.ts";
import { chainOf, idInChain } from "./chain.ts";
import type { LineageRecord } from "./lineage.ts";
import { LineageSegment, SEGMENT_RECORDS } from "./lineage-segment.ts";

/** Which records to look at. */
export interface LineageQuery {
  /** Records about this message id, request id or object key. */
  readonly subject?: string;
  readonly resource?: string;
  readonly kind?: string;
  readonly limit?: number;
}

/**
 * The newest records: at most `capacity` of them, and fewer where their texts are unusually long. Ids are unique across
 * restarts: a prefix drawn at start, then a counter.
 */
export class LineageLog {
  readonly #prefix: string;
  readonly #capacity: number;
  /** Oldest first; the last one is being filled. */
  readonly #segments: LineageSegment[] = [];
  readonly #segmentsMax: number;
  #size = 0;
  #issued = 0;

  constructor(prefix: string, capacity: number) {
    invariant(capacity > 0, "a lineage log keeps at least one record");
    this.#prefix = prefix;
    this.#capacity = capacity;
    // The oldest segment leaves as a whole, so that one more than the capacity fills is kept.
    this.#segmentsMax = Math.ceil(capacity / SEGMENT_RECORDS) + 1;
  }

  /** An id for a record that will be added, or never will: in the chain of its `parent`, unless another one is given. */
  issue(parent = "", chain = chainOf(parent)): string {
    return idInChain(this.#prefix + (this.#issued++).toString(36), chain);
  }

  add(record: LineageRecord): void {
    const last = this.#segments[this.#segments.length - 1];
    if (last === undefined || !last.add(record)) this.#extend().add(record);
    this.#size++;
  }

  /** All records, oldest first. */
  *all(): Iterable<LineageRecord> {
    let skipped = Math.max(0, this.#size - this.#capacity);
    for (const segment of this.#segments) {
      for (let index = skipped; index < segment.size; index++) yield segment.read(index);
      skipped = Math.max(0, skipped - segment.size);
    }
  }

  /** A segment with room; once there are enough, the oldest one gives its memory up. */
  #extend(): LineageSegment {
    const oldest = this.#segments.length < this.#segmentsMax ? undefined : this.#segments.shift();
    this.#size -= oldest?.size ?? 0;
    oldest?.clear();
    const segment = oldest ?? new LineageSegment();
    this.#segments.push(segment);
    return segment;
  }

  /** The newest records that match, oldest first. */
  find(query: LineageQuery): readonly LineageRecord[] {
    const found: LineageRecord[] = [];
    for (const record of this.all()) {
      if (query.subject !== undefined && record.subject !== query.subject) continue;
      if (query.resource !== undefined && record.resource !== query.resource) continue;
      if (query.kind !== undefined && record.kind !== query.kind) continue;
      found.push(record);
    }
    return query.limit === undefined ? found : found.slice(-query.limit);
  }

  /** The tree around one record: everything that led to it, and everything that it led to. */
  trace(id: string): readonly LineageRecord[] {
    const byId = new Map<string, LineageRecord>();
    const children = new Map<string, LineageRecord[]>();
    for (const record of this.all()) {
      byId.set(record.id, record);
      const siblings = children.get(record.parent);
      if (siblings === undefined) children.set(record.parent, [record]);
      else siblings.push(record);
    }
    let root = byId.get(id);
    if (root === undefined) return [];
    // Clients name causes in trace headers, so that a chain of them may close into a ring: each record is met once.
    const climbed = new Set([root.id]);
    for (let parent = byId.get(root.parent); parent !== undefined; parent = byId.get(root.parent)) {
      if (climbed.has(parent.id)) break;
      climbed.add(parent.id);
      root = parent;
    }
    const tree = new Set<LineageRecord>();
    const pending = [root];
    for (let record = pending.pop(); record !== undefined; record = pending.pop()) {
      if (tree.has(record)) continue;
      tree.add(record);
      for (const child of (children.get(record.id) ?? []).toReversed()) pending.push(child);
    }
    return [...tree];
  }
}
