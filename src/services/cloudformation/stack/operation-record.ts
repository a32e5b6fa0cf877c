/** The work on a stack as it is stored: what was done, and what is still to do, one task after another. */
import type { ResourceRecord, StackContent } from "./stack-record.ts";

/** One thing to do. Each can be done again after a crash. */
export type Task =
  /** Find out what a deletion has to remove. */
  | { readonly act: "find-removals" }
  /** Make the resource, or change it, so that it is as the template wants it. */
  | { readonly act: "apply"; readonly logicalId: string }
  /** Bring a resource back to what it was before the update. */
  | { readonly act: "restore"; readonly before: ResourceRecord; readonly isReplaced: boolean }
  /** Remove a resource, or an instance that was replaced. `keep` leaves it where it is and forgets it. */
  | { readonly act: "remove"; readonly resource: ResourceRecord; readonly keep: boolean; readonly isOld: boolean };

/** What the update did to a resource so far: what a rollback has to undo. */
export interface Touched {
  readonly logicalId: string;
  readonly how: "created" | "updated" | "replaced";
  /** Undefined for a resource that was not there. */
  readonly before: ResourceRecord | undefined;
}

/**
 * `forward` makes what the template wants; `cleanup` removes what an update left behind; `rollback` undoes, and
 * `rollback-cleanup` removes what the undone update had made; `delete` removes everything.
 */
export type Phase = "forward" | "cleanup" | "rollback" | "rollback-cleanup" | "delete";

export interface OperationRecord {
  readonly kind: "create" | "update" | "delete";
  readonly phase: Phase;
  /** Counts the steps, so that a step that comes twice is told from the next one. */
  readonly step: number;
  /** The next one first. */
  readonly tasks: readonly Task[];
  /** What the next phase has to do. */
  readonly later: readonly Task[];
  /** What an update has begun with so far; of a creation, the resource that it begins with now. */
  readonly touched: readonly Touched[];
  /** Logical ids that failed in this phase. */
  readonly failed: readonly string[];
  /** What an update that fails goes back to. */
  readonly previous: StackContent | undefined;
  readonly disableRollback: boolean;
  /** Logical ids that DeleteStack leaves where they are. */
  readonly retained: readonly string[];
  readonly changeSetName: string | undefined;
}
