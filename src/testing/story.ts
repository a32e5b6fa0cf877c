/** The story of one event: everything that led to it, and everything that it led to. */
import { inspect } from "node:util";
import type { LineageRecord } from "../platform/lineage/lineage.ts";
import { storyTree } from "../server/story/story-tree.ts";

export class Story {
  /** Its steps, each of which names its cause in `parent`; none for an event that this cloud does not know. */
  readonly records: readonly LineageRecord[];

  constructor(records: readonly LineageRecord[]) {
    this.records = records;
  }

  /** The tree as `sluice trace` prints it: times, attempts, outcomes and reasons. */
  toString(): string {
    return storyTree(this.records);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
