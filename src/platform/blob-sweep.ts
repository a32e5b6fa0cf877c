/** Removes blobs that a crash left without a row: written, synced, and never named by a commit. */
import { pause } from "../kernel/clock.ts";
import type { BlobId } from "../store/blobs.ts";
import { BLOB_GRACE_MILLISECONDS } from "./limits.ts";
import type { AsyncScope } from "./scope.ts";
import type { ServiceDefinition } from "./service.ts";

/**
 * Looks twice, a grace period apart: a blob that no row names the first time may be one whose commit is still to come;
 * one that no row names the second time was left behind. Resolves when the sweep is over, or the cloud stops.
 */
export async function sweepBlobs(services: readonly ServiceDefinition[], at: AsyncScope): Promise<void> {
  const suspects = new Set<BlobId>();
  for await (const id of at.blobs.list()) suspects.add(id);
  if (at.isUnwanted) return;
  acquit(suspects, services, at);
  if (suspects.size === 0) return;
  await pause(at.clock, BLOB_GRACE_MILLISECONDS, at.signal);
  if (at.isUnwanted) return;
  acquit(suspects, services, at);
  for (const id of suspects) {
    if (at.isUnwanted) return;
    await at.blobs.delete(id);
  }
  if (suspects.size > 0) at.log.info("files that a crash had left behind were removed", { count: suspects.size });
}

function acquit(suspects: Set<BlobId>, services: readonly ServiceDefinition[], at: AsyncScope): void {
  at.read(({ tx }) => {
    for (const service of services) for (const id of service.heldBlobs?.(tx) ?? []) suspects.delete(id);
  });
}
