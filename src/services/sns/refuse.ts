/** AWS's answer to inputs that break the model's constraints, in SNS's words. */
import { ServiceError } from "../../platform/service-error.ts";
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";

/** Recorded: `ValidationError` with the sentence that most services use, although the model names it otherwise. */
export function refuse(violations: readonly Violation[]): ServiceError {
  return new ServiceError("ValidationError", validationMessage(violations), { statusCode: 400 });
}
