/** SQS in the query protocol: the parameter names and error codes that its model of today, which is JSON's, lacks. */
import type { ErrorTrait } from "./model.ts";

const NAME_AND_VALUE = { key: "Name", value: "Value" };
const MESSAGE_ATTRIBUTES = { MessageAttributes: "MessageAttribute", MessageSystemAttributes: "MessageSystemAttribute" };
const ATTRIBUTE_VALUES = { StringListValues: "StringListValue", BinaryListValues: "BinaryListValue" };

/**
 * Query names by shape and member. All collections are flattened, so a member's name is that of each element.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests.html
 */
export const SQS_QUERY_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AddPermissionRequest: { AWSAccountIds: "AWSAccountId", Actions: "ActionName" },
  ChangeMessageVisibilityBatchRequest: { Entries: "ChangeMessageVisibilityBatchRequestEntry" },
  ChangeMessageVisibilityBatchResult: {
    Successful: "ChangeMessageVisibilityBatchResultEntry",
    Failed: "BatchResultErrorEntry",
  },
  CreateQueueRequest: { Attributes: "Attribute", tags: "Tag" },
  DeleteMessageBatchRequest: { Entries: "DeleteMessageBatchRequestEntry" },
  DeleteMessageBatchResult: { Successful: "DeleteMessageBatchResultEntry", Failed: "BatchResultErrorEntry" },
  GetQueueAttributesRequest: { AttributeNames: "AttributeName" },
  GetQueueAttributesResult: { Attributes: "Attribute" },
  ListDeadLetterSourceQueuesResult: { queueUrls: "QueueUrl" },
  ListMessageMoveTasksResult: { Results: "ListMessageMoveTasksResultEntry" },
  ListQueueTagsResult: { Tags: "Tag" },
  ListQueuesResult: { QueueUrls: "QueueUrl" },
  Message: { Attributes: "Attribute", MessageAttributes: "MessageAttribute" },
  MessageAttributeValue: ATTRIBUTE_VALUES,
  MessageBodyAttributeMap: NAME_AND_VALUE,
  MessageBodySystemAttributeMap: NAME_AND_VALUE,
  MessageSystemAttributeMap: NAME_AND_VALUE,
  MessageSystemAttributeValue: ATTRIBUTE_VALUES,
  QueueAttributeMap: NAME_AND_VALUE,
  // Both lists of attribute names have one name on the wire, so a query request fills both alike.
  ReceiveMessageRequest: {
    AttributeNames: "AttributeName",
    MessageSystemAttributeNames: "AttributeName",
    MessageAttributeNames: "MessageAttributeName",
  },
  ReceiveMessageResult: { Messages: "Message" },
  SendMessageBatchRequest: { Entries: "SendMessageBatchRequestEntry" },
  SendMessageBatchRequestEntry: MESSAGE_ATTRIBUTES,
  SendMessageBatchResult: { Successful: "SendMessageBatchResultEntry", Failed: "BatchResultErrorEntry" },
  SendMessageRequest: MESSAGE_ATTRIBUTES,
  SetQueueAttributesRequest: { Attributes: "Attribute" },
  TagMap: { key: "Key", value: "Value" },
  TagQueueRequest: { Tags: "Tag" },
  UntagQueueRequest: { TagKeys: "TagKey" },
};

/**
 * The entries of a batch: a query request without any is an empty batch, and not one that lacks its entries (recorded).
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const SQS_QUERY_LISTS: Readonly<Record<string, readonly string[]>> = {
  ChangeMessageVisibilityBatchRequest: ["Entries"],
  DeleteMessageBatchRequest: ["Entries"],
  SendMessageBatchRequest: ["Entries"],
};

function sender(code: string, httpStatusCode = 400): ErrorTrait {
  return { code, httpStatusCode, senderFault: true };
}

/** Recorded: the query protocol's sentence for a queue that is not there, whatever was asked of it. */
const NO_QUEUE_MESSAGE = "The specified queue does not exist for this wsdl version.";

/**
 * Query codes and statuses by error shape: also what `x-amzn-query-error` says beside a JSON error.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html
 */
export const SQS_QUERY_ERRORS: Readonly<Record<string, ErrorTrait>> = {
  BatchEntryIdsNotDistinct: sender("AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
  BatchRequestTooLong: sender("AWS.SimpleQueueService.BatchRequestTooLong"),
  EmptyBatchRequest: sender("AWS.SimpleQueueService.EmptyBatchRequest"),
  InvalidAddress: sender("InvalidAddress", 404),
  InvalidAttributeName: sender("InvalidAttributeName"),
  InvalidAttributeValue: sender("InvalidAttributeValue"),
  InvalidBatchEntryId: sender("AWS.SimpleQueueService.InvalidBatchEntryId"),
  InvalidIdFormat: sender("InvalidIdFormat"),
  InvalidMessageContents: sender("InvalidMessageContents"),
  InvalidSecurity: sender("InvalidSecurity", 403),
  KmsAccessDenied: sender("KMS.AccessDeniedException"),
  KmsDisabled: sender("KMS.DisabledException"),
  KmsInvalidKeyUsage: sender("KMS.InvalidKeyUsageException"),
  KmsInvalidState: sender("KMS.InvalidStateException"),
  KmsNotFound: sender("KMS.NotFoundException"),
  KmsOptInRequired: sender("KMS.OptInRequired", 403),
  KmsThrottled: sender("KMS.ThrottlingException"),
  MessageNotInflight: sender("AWS.SimpleQueueService.MessageNotInflight"),
  OverLimit: sender("OverLimit", 403),
  PurgeQueueInProgress: sender("AWS.SimpleQueueService.PurgeQueueInProgress", 403),
  QueueDeletedRecently: sender("AWS.SimpleQueueService.QueueDeletedRecently"),
  QueueDoesNotExist: { ...sender("AWS.SimpleQueueService.NonExistentQueue"), queryMessage: NO_QUEUE_MESSAGE },
  QueueNameExists: sender("QueueAlreadyExists"),
  ReceiptHandleIsInvalid: sender("ReceiptHandleIsInvalid", 404),
  RequestThrottled: sender("RequestThrottled", 403),
  ResourceNotFoundException: sender("ResourceNotFoundException", 404),
  TooManyEntriesInBatchRequest: sender("AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
  UnsupportedOperation: sender("AWS.SimpleQueueService.UnsupportedOperation"),
};
