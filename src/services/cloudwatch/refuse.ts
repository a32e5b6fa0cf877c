/** AWS's answer to inputs that break the model's constraints, in CloudWatch's words. */
import type { ServiceError } from "../../platform/service-error.ts";
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";
import { validationError } from "./errors.ts";

export function refuse(violations: readonly Violation[]): ServiceError {
  return validationError(validationMessage(violations));
}
