/**
 * Second step: may this caller do this?
 *
 * Every caller whose keys the gateway accepted may do everything in its own account: identity policies are stored and
 * shown, and not evaluated. Policies of resources are where the cloud enforces them. A service principal acts only for a
 * resource that it names.
 */
import { invariant } from "../../kernel/invariant.ts";
import { parseArn } from "../../kernel/arn.ts";
import type { Authority } from "../policies/authority.ts";
import type { Request } from "./request.ts";

/** @param authority absent where policies are not enforced. @throws ServiceError, the answer to somebody who may not */
export function authorize(request: Request, authority: Authority | undefined): void {
  const { caller } = request.frame;
  invariant(
    caller.kind !== "service" || parseArn(caller.sourceArn) !== undefined,
    "a service principal calls for a resource that it names by ARN",
  );
  authority?.require(request);
}
