/** The bug: a message is hidden for the 20 seconds of its queue, and the courier may take longer than that to answer. */
import { pack } from "./pack.ts";

export function packHiddenBriefly(): () => Promise<void> {
  return pack({});
}
