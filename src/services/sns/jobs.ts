/** What SNS does once a minute: it forgets deduplication ids of FIFO topics whose five minutes are over. */
import type { AsyncScope } from "../../platform/scope.ts";
import { deduplicationEnds } from "./keyspaces.ts";
import { DEDUPLICATION_CLEARED_PER_MINUTE } from "./limits.ts";
import { forgetEnded } from "./message/deduplicate.ts";

export function clearDeduplication(at: AsyncScope): void {
  const isThereAny = at.read(({ tx, now }) => {
    for (const _ of deduplicationEnds.keys(tx, [], { to: [now + 1], limit: 1 })) return true;
    return false;
  });
  if (!isThereAny) return;
  const done = at.activity.begin("sns.deduplication");
  at.write((scope) => forgetEnded(scope, DEDUPLICATION_CLEARED_PER_MINUTE))
    .catch((error: unknown) => at.log.error("ended deduplication ids could not be cleared", { error }))
    .finally(done);
}
