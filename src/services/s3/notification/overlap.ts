/** Which notification configurations may stand beside each other. */
import { invalidArgument } from "../errors.ts";
import { coversEvent } from "./notification-rule.ts";
import type { NotificationRule } from "./notification-rule.ts";

/**
 * @throws InvalidArgument when two rules could both want one event
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function checkOverlaps(rules: readonly NotificationRule[]): void {
  for (const [index, rule] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (overlap(rule, other)) {
        throw invalidArgument(
          "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are " +
            "overlapping for the same event type.",
        );
      }
    }
  }
}

/** Whether the two share an event type, and could share a key as AWS compares their filters: end to end. */
export function overlap(one: NotificationRule, other: NotificationRule): boolean {
  const sharesEvent = one.events.some((left) =>
    other.events.some((right) => coversEvent(left, right) || coversEvent(right, left)),
  );
  if (!sharesEvent) return false;
  const [prefix = "", otherPrefix = ""] = [one.prefix, other.prefix];
  const [suffix = "", otherSuffix = ""] = [one.suffix, other.suffix];
  const sharesPrefix = prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix);
  return sharesPrefix && (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix));
}
