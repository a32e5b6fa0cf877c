/** AWS's sentences for what STS refuses. */
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";
import { ServiceError } from "../../platform/service-error.ts";

export function brokenConstraints(violations: readonly Violation[]): ServiceError {
  return new ServiceError("ValidationError", validationMessage(violations), { statusCode: 400 });
}

export function invalidArn(value: string): ServiceError {
  return new ServiceError("ValidationError", `${value} is invalid`, { statusCode: 400 });
}

export function durationBeyondRole(): ServiceError {
  const sentence = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
  return new ServiceError("ValidationError", sentence, { statusCode: 400 });
}

export function durationBeyondChaining(): ServiceError {
  const sentence = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
  return new ServiceError("ValidationError", sentence, { statusCode: 400 });
}

/** The id has not the form of a key that AWS, or Sluice, issues: no account can be read from it. */
export function invalidAccessKeyId(value: string): ServiceError {
  return new ServiceError("ValidationError", `Invalid AccessKeyId: ${value}`, { statusCode: 400 });
}
