/** Unique ids of IAM's entities: a prefix that tells the kind, and chance. */
import { text } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
type Prefix = "AROA" | "AIDA" | "ANPA";

export function newEntityId(prefix: Prefix, random: Random): string {
  return prefix + text(random, 17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}
