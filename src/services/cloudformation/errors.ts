/** AWS's sentences for what CloudFormation refuses. */
import { ServiceError } from "../../platform/service-error.ts";
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";

export function brokenConstraints(violations: readonly Violation[]): ServiceError {
  return validationError(validationMessage(violations));
}

/** Most of what CloudFormation refuses has this one code. */
export function validationError(sentence: string): ServiceError {
  return new ServiceError("ValidationError", sentence, { statusCode: 400 });
}

/** What is wrong with the form of a template. */
export function templateFormatError(sentence: string): ServiceError {
  return validationError(`Template format error: ${sentence}`);
}

/** What is wrong with the functions of a template. */
export function templateError(sentence: string): ServiceError {
  return validationError(`Template error: ${sentence}`);
}

export function unresolvedDependencies(names: readonly string[], block: "Resources" | "Outputs"): ServiceError {
  return templateFormatError(
    `Unresolved resource dependencies [${names.join(", ")}] in the ${block} block of the template`,
  );
}

export function propertiesInvalid(logicalId: string, findings: readonly string[]): ServiceError {
  const lines = findings.map((finding) => `#: ${finding}`).join("\n");
  return validationError(`Properties validation failed for resource ${logicalId} with message:\n${lines}`);
}

/** CDK and the AWS CLIs compare this very sentence. */
export function noStackWithId(name: string): ServiceError {
  return validationError(`Stack with id ${name} does not exist`);
}

export function noStack(name: string): ServiceError {
  return validationError(`Stack [${name}] does not exist`);
}

export function noStackResource(logicalId: string, stack: string): ServiceError {
  return validationError(`Resource ${logicalId} does not exist for stack ${stack}`);
}

export function stackExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `Stack [${name}] already exists`);
}

export function stackLocked(id: string, status: string): ServiceError {
  return validationError(`Stack:${id} is in ${status} state and can not be updated.`);
}

export function noUpdates(): ServiceError {
  return validationError("No updates are to be performed.");
}

export function insufficientCapabilities(capabilities: readonly string[]): ServiceError {
  return new ServiceError("InsufficientCapabilitiesException", `Requires capabilities : [${capabilities.join(", ")}]`);
}

export function noChangeSet(name: string): ServiceError {
  return new ServiceError("ChangeSetNotFoundException", `ChangeSet [${name}] does not exist`);
}

export function changeSetExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `ChangeSet ${name} cannot be created as it already exists.`);
}

export function changeSetStatus(id: string, status: string, act: "executed" | "deleted"): ServiceError {
  return new ServiceError(
    "InvalidChangeSetStatusException",
    `ChangeSet [${id}] cannot be ${act} in its current status of [${status}]`,
  );
}

export function limitExceeded(sentence: string): ServiceError {
  return new ServiceError("LimitExceededException", sentence);
}

export function noExport(name: string): ServiceError {
  return validationError(`No export named ${name} found.`);
}

export function invalidNextToken(): ServiceError {
  return validationError("The specified NextToken is not valid.");
}
