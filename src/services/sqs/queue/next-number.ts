/** Numbers that are given once in the life of a store. */
import type { WriteScope } from "../../../platform/scope.ts";
import { numbers } from "../keyspaces.ts";

/** The next number of queues, or of contents of queues. */
export function nextNumber(at: WriteScope, of: "queues" | "contents"): number {
  const next = (numbers.get(at.tx, [of]) ?? 0) + 1;
  numbers.put(at.tx, [of], next);
  return next;
}
