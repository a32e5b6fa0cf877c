/** AWS's sentences for everything that SQS refuses. Codes are the shapes' names; the wire maps them to query codes. */
import { ServiceError } from "../../platform/service-error.ts";

export function queueDoesNotExist(): ServiceError {
  return new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
}

export function queueNameExists(attribute: string): ServiceError {
  return new ServiceError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );
}

export function queueDeletedRecently(): ServiceError {
  return new ServiceError(
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  );
}

export function purgeQueueInProgress(queueName: string): ServiceError {
  return new ServiceError(
    "PurgeQueueInProgress",
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
  );
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError("MissingRequiredParameterException", `The request must contain the parameter ${name}.`);
}

/** A refusal that has a sentence of its own. */
export function invalidParameter(sentence: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", sentence);
}

/** A refusal in the form that AWS uses most. */
export function invalidParameterValue(name: string, value: unknown, reason: string): ServiceError {
  return invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);
}

export function unknownAttribute(name: string): ServiceError {
  return new ServiceError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

export function invalidAttributeName(sentence: string): ServiceError {
  return new ServiceError("InvalidAttributeName", sentence);
}

export function invalidAttributeValue(name: string, reason?: string): ServiceError {
  const sentence = `Invalid value for the parameter ${name}.`;
  return new ServiceError("InvalidAttributeValue", reason === undefined ? sentence : `${sentence} Reason: ${reason}`);
}

export function invalidMessageContents(): ServiceError {
  return new ServiceError(
    "InvalidMessageContents",
    "Invalid characters were found in the message body. Valid unicode characters are " +
      "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  );
}

export function receiptHandleIsInvalid(handle: string): ServiceError {
  return new ServiceError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

export function receiptHandleExpired(handle: string): ServiceError {
  return invalidParameterValue("ReceiptHandle", handle, "The receipt handle has expired.");
}

export function notAvailableForVisibilityChange(handle: string): ServiceError {
  return invalidParameterValue(
    "ReceiptHandle",
    handle,
    "Message does not exist or is not available for visibility timeout change.",
  );
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-fifo-throttling-issues.html */
export function requestThrottled(): ServiceError {
  return new ServiceError("RequestThrottled", "The request was denied due to request throttling.", { retryable: true });
}

export function overLimit(): ServiceError {
  return new ServiceError("OverLimit", "Too many messages are in flight in this queue.");
}

/** A policy that would hold too much of something. */
export function policyOverLimit(what: string, count: number, most: number): ServiceError {
  return new ServiceError("OverLimit", `${count} ${what} were found, maximum allowed is ${most}.`);
}

export function unsupportedOperation(sentence: string): ServiceError {
  return new ServiceError("UnsupportedOperation", sentence);
}

export function emptyBatchRequest(entryShape: string): ServiceError {
  return new ServiceError("EmptyBatchRequest", `There should be at least one ${entryShape} in the request.`);
}

export function tooManyEntries(count: number): ServiceError {
  return new ServiceError(
    "TooManyEntriesInBatchRequest",
    `Maximum number of entries per request are 10. You have sent ${count}.`,
  );
}

export function invalidBatchEntryId(): ServiceError {
  return new ServiceError(
    "InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. " +
      "It can be at most 80 letters long.",
  );
}

export function batchEntryIdsNotDistinct(id: string): ServiceError {
  return new ServiceError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
}

export function batchRequestTooLong(sizeBytes: number, mostBytes: number): ServiceError {
  return new ServiceError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${mostBytes} bytes. You have sent ${sizeBytes} bytes.`,
  );
}

export function resourceNotFound(sentence: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", sentence);
}

/** What CloudFormation says when a template names a queue that the stack did not make. */
export function resourceAlreadyExists(name: string): ServiceError {
  return new ServiceError(
    "AlreadyExists",
    `Resource of type 'AWS::SQS::Queue' with identifier '${name}' already exists.`,
  );
}

/** The code of an error inside a batch's answer: the query protocol's, in both protocols. */
export function batchEntryCode(error: ServiceError): string {
  return BATCH_CODES[error.code] ?? error.code;
}

/** The sentence of an error inside a batch's answer, which is shorter for a handle that is none. */
export function batchEntrySentence({ code, message }: ServiceError): string {
  if (code !== "ReceiptHandleIsInvalid") return message;
  return `${message.slice(0, -" is not a valid receipt handle.".length)} is not valid.`;
}

const BATCH_CODES: Readonly<Record<string, string>> = {
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

/** What a queue's policy does not allow. */
export function accessDenied(sentence: string): ServiceError {
  return new ServiceError("AccessDeniedException", sentence, { statusCode: 403 });
}
