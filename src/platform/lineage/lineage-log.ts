/** Keeps the newest lineage records in memory, packed and bounded. */
import { chainOf, idInChain } from "./chain.ts";
import { type LineageRecord, recordsOf, resourceCount, type SharedRecord } from "./lineage.ts";
import { LineageSegment, SEGMENT_RECORDS } from "./lineage-segment.ts";

/** Is told of each record: when its id is given out, and when it is whole. Ids given out may never become whole. */
export interface LineageObserver {
  issued(id: string, parent: string): void;
  added(record: LineageRecord): void;
}

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
  readonly #observer: LineageObserver | undefined;
  /** Oldest first; the last one is being filled. */
  readonly #segments: LineageSegment[] = [];
  readonly #segmentsMax: number;
  #size = 0;
  #issued = 0;

  /** A log with a capacity of 0 is off: it keeps nothing, and its ids are no more than their chains. */
  constructor(prefix: string, capacity: number, observer?: LineageObserver) {
    this.#prefix = prefix;
    this.#capacity = capacity;
    this.#observer = observer;
    // The oldest segment leaves as a whole, so that one more than the capacity fills is kept.
    this.#segmentsMax = Math.ceil(capacity / SEGMENT_RECORDS) + 1;
  }

  get isOn(): boolean {
    return this.#capacity > 0;
  }

  /** An id for a record that will be added, or never will: in the chain of its `parent`, unless another one is given. */
  issue(parent = "", chain = chainOf(parent)): string {
    // Chains are followed also where no story is kept.
    if (!this.isOn) return idInChain("", chain);
    const id = this.#next(chain);
    this.#observer?.issued(id, parent);
    return id;
  }

  /** An id for a shared record: those of its records are made from it, and nobody is told of it. */
  issueForEach(parent: string): string {
    return this.#next(chainOf(parent));
  }

  #next(chain: string): string {
    return idInChain(this.#prefix + (this.#issued++).toString(36), chain);
  }

  add(record: LineageRecord): void {
    if (!this.isOn) return;
    this.#observer?.added(record);
    const last = this.#segments[this.#segments.length - 1];
    if (last === undefined || !last.add(record)) this.#extend().add(record);
    this.#size++;
  }

  /** Adds all the records that a shared one stands for, whose id was issued. */
  addEach(shared: SharedRecord): void {
    if (!this.isOn) return;
    if (this.#observer === undefined) {
      const last = this.#segments[this.#segments.length - 1];
      if (last?.addEach(shared) || this.#extend().addEach(shared)) {
        this.#size += resourceCount(shared.resources);
        return;
      }
    }
    // Whoever watches is told of each of them, and a list that is longer than a segment is kept in pieces.
    for (const record of recordsOf(shared)) {
      this.#observer?.issued(record.id, record.parent);
      this.add(record);
    }
  }

  /** All records, oldest first. */
  *all(): Iterable<LineageRecord> {
    let skipped = Math.max(0, this.#size - this.#capacity);
    for (const segment of this.#segments) {
      if (skipped < segment.size) yield* segment.records(skipped);
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

  /**
   * The trees around everything that `id` names, a record, a message, a request, an object key or an X-Ray trace: all
   * that led to it, and all that this led to.
   */
  trace(id: string): readonly LineageRecord[] {
    const byId = new Map<string, LineageRecord>();
    const children = new Map<string, LineageRecord[]>();
    const named: LineageRecord[] = [];
    for (const record of this.all()) {
      byId.set(record.id, record);
      const siblings = children.get(record.parent);
      if (siblings === undefined) children.set(record.parent, [record]);
      else siblings.push(record);
      if (record.id === id || record.subject === id || record.traceId === id) named.push(record);
    }
    const tree = new Set<LineageRecord>();
    for (const each of named) {
      if (tree.has(each)) continue;
      const pending = [rootOf(each, byId)];
      for (let record = pending.pop(); record !== undefined; record = pending.pop()) {
        if (tree.has(record)) continue;
        tree.add(record);
        for (const child of (children.get(record.id) ?? []).toReversed()) pending.push(child);
      }
    }
    return [...tree];
  }
}

function rootOf(record: LineageRecord, byId: ReadonlyMap<string, LineageRecord>): LineageRecord {
  let root = record;
  // Clients name causes in trace headers, so that a chain of them may close into a ring: each record is met once.
  const climbed = new Set([root.id]);
  for (let parent = byId.get(root.parent); parent !== undefined; parent = byId.get(root.parent)) {
    if (climbed.has(parent.id)) break;
    climbed.add(parent.id);
    root = parent;
  }
  return root;
}
