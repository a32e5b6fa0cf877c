/** Serial numbers of metrics and history items. */
import type { WriteScope } from "../../platform/scope.ts";
import { numbers } from "./keyspaces.ts";

/** A number that was never given before for the same purpose. */
export function nextNumber(at: WriteScope, purpose: "metrics" | "history"): number {
  const next = numbers.get(at.tx, [purpose]) ?? 1;
  numbers.put(at.tx, [purpose], next + 1);
  return next;
}
