/** AWS's sentences for everything that SNS refuses. Codes are the shapes' names; the wire maps them to query codes. */
import { ServiceError } from "../../platform/service-error.ts";

/** "Invalid parameter: ...", the form of nearly every refusal. */
export function invalidParameter(what: string): ServiceError {
  return new ServiceError("InvalidParameterException", `Invalid parameter: ${what}`);
}

/** A refusal that begins otherwise. */
export function invalidParameterSentence(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterException", sentence);
}

/** "Invalid parameter: TopicArn Reason: ...". */
export function invalidParameterReason(name: string, reason: string): ServiceError {
  return invalidParameter(`${name} Reason: ${reason}`);
}

export function malformedArn(name: string, elements: number): ServiceError {
  return invalidParameterReason(name, `An ARN must have at least 6 elements, not ${elements}`);
}

/** What is wrong with a message attribute; its wire code is ParameterValueInvalid. */
export function invalidMessageAttribute(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", sentence);
}

export function topicDoesNotExist(): ServiceError {
  return new ServiceError("NotFoundException", "Topic does not exist");
}

export function topicHasArchive(): ServiceError {
  return new ServiceError("InvalidStateException", "Cannot delete a topic with an ArchivePolicy");
}

export function subscriptionDoesNotExist(): ServiceError {
  return new ServiceError("NotFoundException", "Subscription does not exist");
}

export function resourceDoesNotExist(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "Resource does not exist");
}

export function tooManyTags(): ServiceError {
  return new ServiceError(
    "TagLimitExceededException",
    "Could not complete request: tag quota of per resource exceeded",
  );
}

export function reservedTagKey(): ServiceError {
  return invalidParameterReason("Tags", "keys that begin with aws: are reserved");
}

export function tooManyTopics(): ServiceError {
  return new ServiceError("TopicLimitExceededException", "The number of topics of this account exceeds the limit.");
}

export function tooManyFilterPolicies(owner: "topic" | "account"): ServiceError {
  return new ServiceError(
    "FilterPolicyLimitExceededException",
    `The number of filter policies of this ${owner} exceeds the limit.`,
  );
}

export function tooManySubscriptions(): ServiceError {
  return new ServiceError(
    "SubscriptionLimitExceededException",
    "The number of subscriptions of this topic exceeds the limit.",
  );
}

export function tooManyReplays(): ServiceError {
  return new ServiceError(
    "ReplayLimitExceededException",
    "The number of message replays that run at the same time exceeds the limit.",
  );
}

/** Something that only a signed request may do, or that an owner alone may. */
export function notAuthorized(sentence: string): ServiceError {
  return new ServiceError("AuthorizationErrorException", sentence);
}

export function validationError(detail: string): ServiceError {
  return new ServiceError("ValidationError", `1 validation error detected: ${detail}`, { statusCode: 400 });
}

export function emptyBatch(): ServiceError {
  return validationError(
    "Value '[]' at 'publishBatchRequestEntries' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
}

export function tooManyEntries(): ServiceError {
  return new ServiceError(
    "TooManyEntriesInBatchRequestException",
    "The batch request contains more entries than permissible.",
  );
}

export function entryIdsNotDistinct(): ServiceError {
  return new ServiceError(
    "BatchEntryIdsNotDistinctException",
    "Two or more batch entries in the request have the same Id.",
  );
}

export function impermissibleEntryId(id: string): ServiceError {
  return new ServiceError(
    "InvalidBatchEntryIdException",
    `The Id of a batch entry in the batch request contains an impermissible character: ${id}`,
  );
}

export function tooLongEntryId(id: string): ServiceError {
  return new ServiceError(
    "InvalidBatchEntryIdException",
    `The Id of a batch entry in the batch request is too long: ${id}`,
  );
}

export function batchTooLong(): ServiceError {
  return new ServiceError(
    "BatchRequestTooLongException",
    "The length of all the messages put together is more than the limit.",
  );
}

export function resourceAlreadyExists(type: string, identifier: string): ServiceError {
  return new ServiceError(
    "AlreadyExists",
    `Resource of type '${type}' with identifier '${identifier}' already exists.`,
  );
}

/** An empty map is one that was not given: the query protocol cannot tell them apart. */
export function noAttributes(): ServiceError {
  return validationError("Value null at 'attributes' failed to satisfy constraint: Member must not be null");
}

export function phoneNumberIsOptedOut(): ServiceError {
  return new ServiceError("OptedOutException", "The phone number has opted out of receiving text messages.");
}

/** What the SMS sandbox does not let its account do. */
export function sandboxRefusal(sentence: string): ServiceError {
  return new ServiceError("UserErrorException", sentence);
}

export function tooManyOneTimePasswords(): ServiceError {
  return new ServiceError(
    "ThrottledException",
    "The phone number was sent too many one-time passwords within 24 hours.",
  );
}

export function oneTimePasswordIsWrong(): ServiceError {
  return new ServiceError("VerificationException", "The one-time password is invalid.");
}

/** "Invalid parameter: Attributes Reason: ...", of platform applications and endpoints. */
export function invalidAttribute(reason: string): ServiceError {
  return invalidParameterReason("Attributes", reason);
}

export function platformApplicationDoesNotExist(): ServiceError {
  return new ServiceError("NotFoundException", "PlatformApplication does not exist");
}

export function platformEndpointDoesNotExist(): ServiceError {
  return new ServiceError("NotFoundException", "Endpoint does not exist");
}

export function platformEndpointIsDisabled(): ServiceError {
  return new ServiceError("EndpointDisabledException", "Endpoint is disabled");
}

export function tokenIsTaken(arn: string): ServiceError {
  return invalidParameterReason(
    "Token",
    `Endpoint ${arn} already exists with the same Token, but different attributes.`,
  );
}

/** The code of an error inside a batch's answer: the query protocol's. */
export function batchEntryCode(error: ServiceError): string {
  if (error.code === "InvalidParameterValueException") return "ParameterValueInvalid";
  return error.code.replace(/Exception$/, "");
}
