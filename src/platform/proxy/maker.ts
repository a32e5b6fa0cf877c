/** Who made an API or a part of one, where that is a resource of a stack. */
import type { Caller } from "../caller.ts";

/** The member that a record of something new gets. */
export function maker(caller: Caller): { readonly madeBy?: string } {
  return caller.kind === "service" ? { madeBy: caller.sourceArn } : {};
}
