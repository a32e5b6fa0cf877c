/** Removals of parts of an API, both kinds of which say with the same error that something is not there. */
import { unlessRefused } from "../stack-caller.ts";

/** Waits for a removal; that there is nothing to remove is no error. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await unlessRefused(["NotFoundException"], removal);
}
