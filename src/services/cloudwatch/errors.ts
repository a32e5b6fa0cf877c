/** AWS's sentences for everything that CloudWatch refuses. Codes are the shapes' names; the wire maps them to query codes. */
import { ServiceError } from "../../platform/service-error.ts";
import type { DashboardValidationMessage } from "../../schema/generated/cloudwatch.ts";

/** A refusal with a sentence of its own, of the kind that the model's constraints have. */
export function validationError(sentence: string): ServiceError {
  return new ServiceError("ValidationException", sentence, { statusCode: 400 });
}

export function invalidParameter(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", sentence);
}

export function invalidParameterValue(name: string, value: unknown): ServiceError {
  return invalidParameter(`The value ${String(value)} for parameter ${name} is invalid.`);
}

export function invalidCombination(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterCombinationException", sentence);
}

export function mutuallyExclusive(first: string, second: string): ServiceError {
  return invalidCombination(
    `The parameters ${first} and ${second} are mutually exclusive and you have specified both.`,
  );
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError("MissingRequiredParameterException", `The parameter ${name} is required.`);
}

export function collectionTooLarge(name: string, limit: number): ServiceError {
  return invalidParameter(`The collection ${name} must not have a size greater than ${limit}.`);
}

export function startNotBeforeEnd(): ServiceError {
  return invalidParameter("The parameter StartTime must be less than the parameter EndTime.");
}

export function tooManyPoints(requested: number, limit: number): ServiceError {
  return invalidCombination(
    `You have requested up to ${requested} datapoints, which exceeds the limit of ${limit}. ` +
      "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
  );
}

export function invalidToken(): ServiceError {
  return new ServiceError("InvalidNextToken", "The service cannot process the next token.");
}

/** Recorded: it comes without a sentence. */
export function alarmNotFound(): ServiceError {
  return new ServiceError("ResourceNotFound", "");
}

export function resourceNotFound(type: string, id: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Unknown ${type} ${id}`, {
    members: { ResourceType: type, ResourceId: id },
  });
}

export function invalidReasonData(): ServiceError {
  return new ServiceError("InvalidFormatFault", "StateReasonData must be valid JSON.");
}

export function dashboardNotFound(name: string): ServiceError {
  return new ServiceError("DashboardNotFoundError", `Dashboard ${name} does not exist`);
}

export function invalidDashboard(sentence: string, messages: readonly DashboardValidationMessage[] = []): ServiceError {
  return new ServiceError("DashboardInvalidInputError", sentence, {
    members: { dashboardValidationMessages: messages },
  });
}

export function invalidDashboardName(): ServiceError {
  return invalidParameter(
    "The value for field DashboardName contains invalid characters. " +
      "It can only contain alphanumerics, dash (-) and underscore (_).\n",
  );
}

/** What CloudFormation says of a resource that somebody else made. */
export function resourceAlreadyExists(name: string): ServiceError {
  return validationError(`Resource ${name} already exists`);
}
