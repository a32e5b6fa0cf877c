/** What AWS does and its API models do not say, as data: each entry cites where it is documented or was recorded. */
import type {
  ErrorTrait,
  Member,
  OperationModel,
  ProtocolName,
  ServiceMetadata,
  ServiceModel,
  Shape,
  StructureShape,
} from "./model.ts";
import { S3_ROOT_ELEMENTS } from "./s3-root-elements.ts";
import { SQS_QUERY_ERRORS, SQS_QUERY_LISTS, SQS_QUERY_NAMES } from "./sqs-query.ts";

/** The additions to one service's model. */
export interface Customization {
  readonly metadata?: Partial<ServiceMetadata>;
  /** Protocols that AWS still answers, and the model no longer lists. */
  readonly protocols?: readonly ProtocolName[];
  /** Error traits by error shape. */
  readonly errors?: Readonly<Record<string, ErrorTrait>>;
  /** Names in the query protocol, by shape and member; of a map's shape the members are `key` and `value`. */
  readonly queryNames?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Lists, by structure, that a query request without any element holds all the same. */
  readonly queryLists?: Readonly<Record<string, readonly string[]>>;
  /** Lists, by structure, that answers leave out when they are empty. */
  readonly omittedLists?: Readonly<Record<string, readonly string[]>>;
  /** Shapes of members, by structure and member, where the model names one that is too narrow. */
  readonly memberShapes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Members that the model requires and AWS does not, by structure, so that the service judges their absence itself. */
  readonly optionalMembers?: Readonly<Record<string, readonly string[]>>;
  /** Enums that AWS takes in other forms too, so that the service judges their values itself. */
  readonly openEnums?: readonly string[];
  /** The result element of query responses, for operations that have an output: `{Operation}Result`. */
  readonly resultWrappers?: boolean;
  /** Root elements of rest-xml outputs, by operation. */
  readonly rootElements?: Readonly<Record<string, string>>;
  /** Operations whose only output member is the text of the root element itself. */
  readonly unwrappedOutputs?: readonly string[];
  /** HTTP statuses of success by operation, where the model's is not what AWS answers. */
  readonly responseCodes?: Readonly<Record<string, number>>;
  /** The output member, by operation, whose presence makes the status 206. */
  readonly partialContentMembers?: Readonly<Record<string, string>>;
}

/** Every customization, by botocore's name of the service. */
export const CUSTOMIZATIONS: Readonly<Record<string, Customization>> = {
  sqs: {
    // SQS still answers the query protocol, on the service's own address and on queue URLs:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests.html
    protocols: ["query"],
    metadata: {
      xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
      errorNamespace: "com.amazonaws.sqs",
      queryUrlMember: "QueueUrl",
      // Recorded: `The action CreateQueue is not valid for this endpoint.`
      queryRootActions: ["CreateQueue", "ListQueues"],
      // Recorded: `Accept: application/json` is heeded, and these two lists have names that no model has today.
      queryJsonNames: { ListQueuesResult: { QueueUrls: "queueUrls" }, ReceiveMessageResult: { Messages: "messages" } },
      // Recorded: an empty Detail element follows the message of each error.
      queryErrorDetail: true,
    },
    errors: SQS_QUERY_ERRORS,
    queryNames: SQS_QUERY_NAMES,
    queryLists: SQS_QUERY_LISTS,
    // Recorded: a batch of which nothing failed has no Failed, and one of which everything did has no Successful; a
    // queue that is nobody's dead-letter queue is answered with an empty object.
    omittedLists: {
      ChangeMessageVisibilityBatchResult: ["Successful", "Failed"],
      DeleteMessageBatchResult: ["Successful", "Failed"],
      ListDeadLetterSourceQueuesResult: ["queueUrls"],
      SendMessageBatchResult: ["Successful", "Failed"],
    },
    // Clients older than MessageSystemAttributeNames ask for SentTimestamp and its like here, and get them:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
    memberShapes: { ReceiveMessageRequest: { AttributeNames: "MessageSystemAttributeList" } },
    // An entry that lacks one of these fails alone, and the batch goes on; an attribute without a type has its own
    // sentence: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html
    optionalMembers: {
      ChangeMessageVisibilityBatchRequestEntry: ["ReceiptHandle"],
      DeleteMessageBatchRequestEntry: ["ReceiptHandle"],
      MessageAttributeValue: ["DataType"],
      MessageSystemAttributeValue: ["DataType"],
      SendMessageBatchRequestEntry: ["MessageBody"],
    },
    // A name that is none fails its entry of a batch alone, too.
    openEnums: ["MessageSystemAttributeNameForSends"],
    resultWrappers: true,
  },
  cloudwatch: {
    // Recorded: `__type` is `com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound`.
    metadata: { errorNamespace: "com.amazonaws.cloudwatch.v2010_08_01" },
  },
  lambda: {
    // The error's name on the wire differs from its shape's, as the API reference of Invoke shows:
    // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
    errors: {
      RequestTooLargeException: { code: "RequestEntityTooLargeException", httpStatusCode: 413, senderFault: true },
    },
    // Recorded: Lambda has a sentence of its own for a runtime that it does not know, and no ValidationException.
    memberShapes: {
      CreateFunctionRequest: { Runtime: "String" },
      UpdateFunctionConfigurationRequest: { Runtime: "String" },
    },
  },
  sns: {
    // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html and API_Publish.html: AuthorizationError, 403.
    metadata: { frameworkErrors: { AccessDeniedException: { code: "AuthorizationError", httpStatusCode: 403 } } },
  },
  s3: {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
    metadata: {
      xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
      // S3 names what goes wrong before an operation runs its own way:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
      frameworkErrors: {
        AccessDeniedException: { code: "AccessDenied", httpStatusCode: 403 },
        ExpiredTokenException: { code: "ExpiredToken", httpStatusCode: 400 },
        IncompleteSignatureException: { code: "AuthorizationHeaderMalformed", httpStatusCode: 400 },
        InternalFailure: { code: "InternalError", httpStatusCode: 500 },
        InvalidSignatureException: { code: "SignatureDoesNotMatch", httpStatusCode: 403 },
        MissingAuthenticationTokenException: { code: "AccessDenied", httpStatusCode: 403 },
        SerializationException: { code: "MalformedXML", httpStatusCode: 400 },
        ThrottlingException: { code: "SlowDown", httpStatusCode: 503 },
        UnknownOperationException: { code: "MethodNotAllowed", httpStatusCode: 405 },
        UnrecognizedClientException: { code: "InvalidAccessKeyId", httpStatusCode: 403 },
        ValidationException: { code: "InvalidArgument", httpStatusCode: 400 },
      },
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html and its neighbours: 204 No Content.
    responseCodes: {
      PutBucketAnalyticsConfiguration: 204,
      PutBucketInventoryConfiguration: 204,
      PutBucketMetricsConfiguration: 204,
      PutBucketPolicy: 204,
      PutBucketTagging: 204,
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: 206 when a range is answered.
    partialContentMembers: { GetObject: "ContentRange", HeadObject: "ContentRange" },
    rootElements: S3_ROOT_ELEMENTS,
    // Recorded: `Prefix` is taken as well as `prefix`.
    openEnums: ["FilterRuleName"],
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: <LocationConstraint>eu-west-1</...>
    unwrappedOutputs: ["GetBucketLocation"],
  },
};

type Tables = Pick<ServiceModel, "operations" | "shapes">;

/** The metadata with the additions of the service's customization. */
export function customizedMetadata(metadata: ServiceMetadata): ServiceMetadata {
  const customization = CUSTOMIZATIONS[metadata.name];
  if (customization === undefined) return metadata;
  return {
    ...metadata,
    ...customization.metadata,
    protocols: [...metadata.protocols, ...(customization.protocols ?? [])],
  };
}

/** The tables with the additions of the customization of the service named `serviceName`. */
export function customizedTables(serviceName: string, tables: Tables): Tables {
  const customization = CUSTOMIZATIONS[serviceName];
  if (customization === undefined) return tables;
  return {
    operations: mapValues(tables.operations, (operation) => withOutputTraits(operation, customization)),
    shapes: mapValues(tables.shapes, (shape, name) => customizedShape(shape, name, customization)),
  };
}

function withOutputTraits(operation: OperationModel, customization: Customization): OperationModel {
  const responseCode = customization.responseCodes?.[operation.name];
  const http = responseCode === undefined ? operation.http : { ...operation.http, responseCode };
  if (operation.output === undefined) return { ...operation, http };
  const locationName = customization.rootElements?.[operation.name];
  const partialContentMember = customization.partialContentMembers?.[operation.name];
  return {
    ...operation,
    http,
    output: {
      ...operation.output,
      ...(customization.resultWrappers ? { resultWrapper: `${operation.name}Result` } : {}),
      ...(locationName === undefined ? {} : { locationName }),
      ...(partialContentMember === undefined ? {} : { partialContentMember }),
      ...(customization.unwrappedOutputs?.includes(operation.name) ? { unwrapped: true } : {}),
    },
  };
}

function customizedShape(shape: Shape, name: string, customization: Customization): Shape {
  if (shape.type === "string" && customization.openEnums?.includes(name)) {
    const { enum: _, ...open } = shape;
    return open;
  }
  const named = withQueryNames(shape, customization.queryNames?.[name]);
  const needing = withoutRequirements(named, customization.optionalMembers?.[name]);
  const read = withMemberTrait(needing, customization.queryLists?.[name] ?? [], { queryAlwaysPresent: true });
  const written = withMemberTrait(read, customization.omittedLists?.[name] ?? [], { omittedWhenEmpty: true });
  return withErrorTrait(withMemberShapes(written, customization.memberShapes?.[name]), customization.errors?.[name]);
}

function withoutRequirements(shape: Shape, optional: readonly string[] | undefined): Shape {
  if (optional === undefined || shape.type !== "structure") return shape;
  return { ...shape, required: (shape.required ?? []).filter((name) => !optional.includes(name)) };
}

function withMemberShapes(shape: Shape, shapes: Readonly<Record<string, string>> | undefined): Shape {
  if (shapes === undefined || shape.type !== "structure") return shape;
  const members = mapValues(shape.members, (member, name) => ({ ...member, shape: shapes[name] ?? member.shape }));
  return { ...shape, members };
}

function withQueryNames(shape: Shape, names: Readonly<Record<string, string>> | undefined): Shape {
  if (names === undefined) return shape;
  if (shape.type === "map") {
    return {
      ...shape,
      key: { ...shape.key, queryName: names.key ?? "key" },
      value: { ...shape.value, queryName: names.value ?? "value" },
    };
  }
  if (shape.type !== "structure") return shape;
  const members = mapValues(shape.members, (member, name) => {
    const queryName = names[name];
    return queryName === undefined ? member : { ...member, queryName };
  });
  return { ...shape, members } satisfies StructureShape;
}

function withMemberTrait(shape: Shape, names: readonly string[], trait: Partial<Member>): Shape {
  if (names.length === 0 || shape.type !== "structure") return shape;
  const members = mapValues(shape.members, (member, name) => (names.includes(name) ? { ...member, ...trait } : member));
  return { ...shape, members };
}

function withErrorTrait(shape: Shape, error: ErrorTrait | undefined): Shape {
  return error === undefined || shape.type !== "structure" ? shape : { ...shape, error };
}

function mapValues<Value>(
  table: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value, name)]));
}
