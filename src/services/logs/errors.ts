/** AWS's sentences for everything that CloudWatch Logs refuses. */
import { ServiceError } from "../../platform/service-error.ts";

/** A refusal that has a sentence of its own. */
export function invalidParameter(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterException", sentence);
}

export function nameTooLong(): ServiceError {
  return invalidParameter("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
}

export function reservedGroupName(): ServiceError {
  return invalidParameter("Log groups starting with AWS/ are reserved for AWS.");
}

export function groupExists(): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", "The specified log group already exists");
}

export function groupNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
}

export function streamExists(): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", "The specified log stream already exists");
}

export function streamNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
}

export function subscriptionFilterNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "The specified subscription filter does not exist.");
}

export function tooManyFilters(): ServiceError {
  return new ServiceError("LimitExceededException", "Resource limit exceeded.");
}

export function invalidDestination(arn: string): ServiceError {
  return invalidParameter(`Invalid destination ARN: ${arn}`);
}

export function roleForFunction(): ServiceError {
  return invalidParameter("destinationArn for vendor lambda cannot be used with roleArn");
}

export function destinationElsewhere(): ServiceError {
  return new ServiceError(
    "AccessDeniedException",
    "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.",
  );
}

export function functionNotExecutable(): ServiceError {
  return invalidParameter(
    "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
  );
}

export function ownLogGroup(): ServiceError {
  return invalidParameter("The log group provided is reserved for the function logs of the destination function.");
}

export function nameAndIdentifier(): ServiceError {
  return new ServiceError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
}

export function noGroupGiven(): ServiceError {
  return new ServiceError("ValidationException", "Either LogGroup name or LogGroup ARN must be given.");
}

export function prefixAndPattern(): ServiceError {
  return invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
}

export function prefixWithLastEventTime(): ServiceError {
  return invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
}

export function streamNamesAndPrefix(): ServiceError {
  return invalidParameter("Log stream names and a log stream name prefix are mutually exclusive parameters.");
}

export function notChronological(): ServiceError {
  return invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
}

export function spanTooLong(): ServiceError {
  return invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
}

export function batchTooLarge(bytes: number, limit: number): ServiceError {
  return invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${limit}`);
}

export function eventTooLarge(bytes: number, limit: number): ServiceError {
  return invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${limit}`);
}

export function invalidToken(): ServiceError {
  return invalidParameter("The specified nextToken is invalid.");
}

export function invalidPattern(): ServiceError {
  return invalidParameter("Invalid filter pattern");
}

export function invalidTerm(term: string): ServiceError {
  return invalidParameter(`Invalid character(s) in term '${term}'`);
}

export function invalidRetention(days: number, allowed: readonly number[]): ServiceError {
  return invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );
}

export function tooManyTags(arn: string, limit: number): ServiceError {
  return new ServiceError("TooManyTagsException", `The resource can have no more than ${limit} tags.`, {
    members: { resourceName: arn },
  });
}

export function reservedTagKey(): ServiceError {
  return invalidParameter("Tag keys starting with aws: are reserved for AWS.");
}

/** What CloudFormation says of a resource that somebody else made. */
export function resourceAlreadyExists(name: string): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `Resource ${name} already exists`);
}
