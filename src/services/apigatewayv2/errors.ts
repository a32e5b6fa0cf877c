/** AWS's sentences for everything that the control plane of HTTP APIs refuses. */
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

/** An input that breaks the model's own limits. */
export function refuse(violations: readonly Violation[]): ServiceError {
  return badRequest(validationMessage(violations));
}

export const apiNotFound = (account: string, apiId: string): ServiceError =>
  notFound(`Invalid API identifier specified ${account}:${apiId}`);

export const integrationNotFound = (integrationId: string): ServiceError =>
  notFound(`Invalid Integration identifier specified ${integrationId}`);

export const routeNotFound = (routeId: string): ServiceError =>
  notFound(`Invalid Route identifier specified ${routeId}`);

export const stageNotFound = (): ServiceError => notFound("Invalid stage identifier specified");

export const deploymentNotFound = (deploymentId: string): ServiceError =>
  notFound(`Invalid Deployment identifier specified ${deploymentId}`);

export const routeSettingNotFound = (routeKey: string): ServiceError =>
  notFound(`Unable to find Route by key ${routeKey} within the provided RouteSettings`);

export const resourceNotFound = (arn: string): ServiceError => notFound(`Invalid resource ARN specified ${arn}`);

export const routeExists = (routeKey: string): ServiceError =>
  conflict(`Route with key ${routeKey} already exists for this API`);

export const stageExists = (): ServiceError => conflict("Stage already exists");

export const routeKeyMalformed = (): ServiceError =>
  badRequest(
    "The provided route key is not formatted properly for HTTP protocol. " +
      'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
  );

export const notAProxyIntegration = (): ServiceError =>
  badRequest(
    "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
  );

export const noRoutes = "Unable to deploy API because no routes exist in this API";

export const integrationInUse = (integrationId: string, routeId: string): ServiceError =>
  conflict(`Cannot delete Integration '${integrationId}'. Active route '${routeId}' is using this Integration.`);

export const deploymentInUse = (): ServiceError =>
  badRequest("Active stages pointing to this deployment must be moved or deleted");

export const limitExceeded = (sentence: string): ServiceError => new ServiceError("BadRequestException", sentence);
