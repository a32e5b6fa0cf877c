/** AWS's answers to inputs that break the model's constraints, in the words of CloudWatch Logs. */
import type { ServiceError } from "../../platform/service-error.ts";
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";
import { invalidParameter, nameTooLong } from "./errors.ts";

const NAMES = new Set(["logGroupName", "logStreamName"]);

/** Recorded: a name that is too long has a sentence of its own; everything else has the one that most services use. */
export function refuse(violations: readonly Violation[]): ServiceError {
  const [first] = violations;
  const segment = first?.path[0];
  const isLongName = first?.kind === "length" && first.limit === "max" && first.path.length === 1;
  if (isLongName && segment?.kind === "member" && NAMES.has(segment.name)) return nameTooLong();
  return invalidParameter(validationMessage(violations));
}
