/** For which resource a service makes something: what tells a repeated creation from a conflicting one. */
import type { Caller } from "../../../platform/caller.ts";

/** The resource that the calling service acts for; undefined for users, whose creations are always their own. */
export function madeFor(caller: Caller): string | undefined {
  return caller.kind === "service" ? caller.sourceArn : undefined;
}
