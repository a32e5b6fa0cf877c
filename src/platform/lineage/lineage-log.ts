/** Keeps the newest lineage records in memory, in a ring of bounded length. */
import { invariant } from "../../kernel/invariant.ts";
import type { LineageRecord } from "./lineage.ts";

/** Which records to look at. */
export interface LineageQuery {
  /** Records about this message id, request id or object key. */
  readonly subject?: string;
  readonly resource?: string;
  readonly kind?: string;
  readonly limit?: number;
}

/** The newest records. Ids are unique across restarts: a prefix drawn at start, then a counter. */
export class LineageLog {
  readonly #prefix: string;
  readonly #capacity: number;
  readonly #ring: LineageRecord[] = [];
  #next = 0;
  #issued = 0;

  constructor(prefix: string, capacity: number) {
    invariant(capacity > 0, "a lineage log keeps at least one record");
    this.#prefix = prefix;
    this.#capacity = capacity;
  }

  /** An id for a record that will be added, or never will. */
  issue(): string {
    return `${this.#prefix}${(this.#issued++).toString(36)}`;
  }

  add(record: LineageRecord): void {
    if (this.#ring.length < this.#capacity) this.#ring.push(record);
    else this.#ring[this.#next] = record;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** All records, oldest first. */
  *all(): Iterable<LineageRecord> {
    const start = this.#ring.length < this.#capacity ? 0 : this.#next;
    for (let index = 0; index < this.#ring.length; index++) {
      const record = this.#ring[(start + index) % this.#ring.length];
      if (record !== undefined) yield record;
    }
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
