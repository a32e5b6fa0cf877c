/** AWS's sentences for what IAM refuses. */
import { ServiceError } from "../../platform/service-error.ts";
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";

const noSuchEntity = (sentence: string): ServiceError => new ServiceError("NoSuchEntityException", sentence);
const alreadyExists = (sentence: string): ServiceError => new ServiceError("EntityAlreadyExistsException", sentence);
const deleteConflict = (sentence: string): ServiceError => new ServiceError("DeleteConflictException", sentence);
const limitExceeded = (sentence: string): ServiceError => new ServiceError("LimitExceededException", sentence);

export function brokenConstraints(violations: readonly Violation[]): ServiceError {
  return new ServiceError("ValidationError", validationMessage(violations), { statusCode: 400 });
}

export function roleMissing(name: string): ServiceError {
  return noSuchEntity(`The role with name ${name} cannot be found.`);
}

export function roleExists(name: string): ServiceError {
  return alreadyExists(`Role with name ${name} already exists.`);
}

export function rolePolicyMissing(name: string): ServiceError {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}

export function inlinePoliciesLeft(): ServiceError {
  return deleteConflict("Cannot delete entity, must delete policies first.");
}

export function attachedPoliciesLeft(): ServiceError {
  return deleteConflict("Cannot delete entity, must detach all policies first.");
}

export function referencesLeft(): ServiceError {
  return deleteConflict("Cannot delete entity, must remove referenced objects first.");
}

export function policyAttached(): ServiceError {
  return deleteConflict("Cannot delete a policy attached to entities.");
}

export function policyVersionsLeft(): ServiceError {
  return deleteConflict(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  );
}

export function defaultVersion(): ServiceError {
  return deleteConflict("Cannot delete the default version of a policy.");
}

export function policyMissing(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

export function policyNotAttachable(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

export function policyNotAttached(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

export function policyVersionMissing(arn: string, version: string): ServiceError {
  return noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
}

export function policyExists(name: string): ServiceError {
  return alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
}

export function userMissing(name: string): ServiceError {
  return noSuchEntity(`The user with name ${name} cannot be found.`);
}

export function userExists(name: string): ServiceError {
  return alreadyExists(`User with name ${name} already exists.`);
}

export function accessKeyMissing(id: string): ServiceError {
  return noSuchEntity(`The Access Key with id ${id} cannot be found`);
}

export function policyTooLong(what: string, maximum: number): ServiceError {
  return limitExceeded(`Cannot exceed quota for ${what}: ${maximum}`);
}

export function tooMany(quota: string, maximum: number): ServiceError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${maximum}`);
}

export function malformedPolicy(sentence: string): ServiceError {
  return new ServiceError("MalformedPolicyDocumentException", sentence);
}

export function invalidArn(): ServiceError {
  // Two spaces, as AWS writes them.
  return new ServiceError("InvalidInputException", "Invalid ARN:  Could not be parsed!");
}

export function invalidMarker(marker: string): ServiceError {
  return new ServiceError("ValidationError", `Invalid Marker. ${marker}`, { statusCode: 400 });
}

/** The request names no user and its keys belong to none. */
export function noUserName(): ServiceError {
  return new ServiceError("ValidationError", "Must specify userName when calling with non-User credentials", {
    statusCode: 400,
  });
}
