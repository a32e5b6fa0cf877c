/** The phrases that the sentences on an event share: moments, counts, and what resources are called. */
import { resourceName } from "../story/resource-name.ts";
import type { Target } from "./facts.ts";

/** Such as `at 2026-01-15T12:00:00.000Z`. */
export function momentPhrase(milliseconds: number): string {
  return `at ${new Date(milliseconds).toISOString()}`;
}

export function countPhrase(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Such as `queue jobs`. */
export function targetPhrase({ kind, arn }: Target): string {
  return `${kind} ${resourceName(arn)}`;
}
