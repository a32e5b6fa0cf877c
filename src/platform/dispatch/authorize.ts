/**
 * Second step: may this caller do this?
 *
 * Today every caller whose keys the gateway accepted may do everything in its own account; policies are stored and
 * shown, and not evaluated. docs/FIDELITY.md says so to users. What is decided here already: a service principal acts
 * only for a resource that it names.
 */
import { invariant } from "../../kernel/invariant.ts";
import { latest } from "../../kernel/latest.ts";
import { parseArn } from "../../kernel/arn.ts";
import type { Request } from "./request.ts";

/** Whoever delivers to many calls for one resource many times. */
const isArn = latest((text: string) => parseArn(text) !== undefined);

export function authorize({ frame }: Request): void {
  const { caller } = frame;
  if (caller.kind !== "service") return;
  invariant(
    isArn(caller.sourceArn),
    `${caller.principal} calls for a resource that it names by ARN, not for "${caller.sourceArn}"`,
  );
}
