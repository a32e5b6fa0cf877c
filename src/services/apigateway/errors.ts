/** AWS's sentences for everything that the control plane of REST APIs refuses. */
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";
import { ServiceError } from "../../platform/service-error.ts";

export function badRequest(sentence: string): ServiceError {
  return new ServiceError("BadRequestException", sentence);
}

function notFound(sentence: string): ServiceError {
  return new ServiceError("NotFoundException", sentence);
}

function conflict(sentence: string): ServiceError {
  return new ServiceError("ConflictException", sentence);
}

/** An input that breaks the model's own limits: paths begin with the operation's input. */
export function refuse(violations: readonly Violation[], operationName: string): ServiceError {
  const prefix = `${operationName.charAt(0).toLowerCase()}${operationName.slice(1)}Input`;
  return new ServiceError("ValidationException", validationMessage(violations, prefix), { statusCode: 400 });
}

export const apiNotFound = (account: string, apiId: string): ServiceError =>
  notFound(`Invalid API identifier specified ${account}:${apiId}`);

export const resourceNotFound = (): ServiceError => notFound("Invalid Resource identifier specified");

export const methodNotFound = (): ServiceError => notFound("Invalid Method identifier specified");

export const integrationNotFound = (): ServiceError => notFound("Invalid Integration identifier specified");

export const deploymentNotFound = (): ServiceError => notFound("Invalid Deployment identifier specified");

export const stageNotFound = (): ServiceError => notFound("Invalid Stage identifier specified");

export const taggedNotFound = (): ServiceError => notFound("Invalid API identifier specified");

export const resourceExists = (pathPart: string): ServiceError =>
  conflict(`Another resource with the same parent already has this name: ${pathPart}`);

export const variableSiblingExists = (pathPart: string): ServiceError =>
  badRequest(`A sibling (${pathPart}) of this resource already has a variable path part -- only one is allowed`);

export const childOfGreedy = (pathPart: string): ServiceError =>
  badRequest(`Cannot create a child of a resource with a greedy path variable: ${pathPart}`);

export const pathPartMalformed = (): ServiceError =>
  badRequest(
    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  );

export const methodExists = (): ServiceError => conflict("Method already exists for this resource");

export const httpMethodInvalid = (): ServiceError =>
  badRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");

export const integrationMethodMissing = (): ServiceError =>
  badRequest("Enumeration value for HttpMethod must be non-empty");

export const stageExists = (): ServiceError => conflict("Stage already exists");

export const deploymentInUse = (): ServiceError =>
  badRequest("Active stages pointing to this deployment must be moved or deleted");

export const invalidPatchPath = (op: string, path: string, allowed: readonly string[]): ServiceError =>
  badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${allowed.join(", ")}]`);

export const limitExceeded = (sentence: string): ServiceError => new ServiceError("LimitExceededException", sentence);
