/** An error on its way out: its code, status and names in each family of protocols. */
import type { ErrorTrait, ServiceModel, StructureShape } from "../schema/model.ts";

/** An error to be answered, as services and the platform make it; a platform ServiceError fits as it is. */
export interface WireError {
  /** The error shape's name in the model, or the name of an error that every service has, such as `ValidationException`. */
  readonly code: string;
  readonly message: string;
  /** The HTTP status, where it is not the modelled or usual one. */
  readonly statusCode?: number | undefined;
  /** Further members of the error's shape; for S3 also elements that no model has. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
}

/** An error with all its names. */
export interface ResolvedError {
  /** What JSON and CBOR call it: the shape's name. */
  readonly shapeName: string;
  /** What query and rest-xml call it, and `x-amzn-query-error`. */
  readonly queryCode: string;
  readonly statusCode: number;
  /** True when the caller is at fault. */
  readonly isSender: boolean;
  /** The namespace before `#` in `__type`, for services that write one. */
  readonly namespace: string | undefined;
  /** The name of the message in JSON and CBOR. */
  readonly messageMember: string;
  /** The error's own shape, where it is modelled. */
  readonly shape: StructureShape | undefined;
}

interface FrameworkError {
  readonly queryCode: string;
  readonly statusCode: number;
  /** The status in awsJson1.0 and 1.1, where a service that never spoke the query protocol answers another. */
  readonly jsonStatusCode?: number;
  /** The status where a request's path names nothing. */
  readonly restStatusCode?: number;
  readonly namespace?: string;
  readonly messageMember?: string;
}

const CORAL = "com.amazon.coral.service";

/**
 * The errors that no model lists and every service has.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
const FRAMEWORK_ERRORS: Readonly<Record<string, FrameworkError>> = {
  // Recorded: this one's sentence comes as `Message`.
  AccessDeniedException: { queryCode: "AccessDenied", statusCode: 403, jsonStatusCode: 400, messageMember: "Message" },
  ExpiredTokenException: { queryCode: "ExpiredToken", statusCode: 403, jsonStatusCode: 400 },
  IncompleteSignatureException: { queryCode: "IncompleteSignature", statusCode: 400 },
  InternalFailure: { queryCode: "InternalFailure", statusCode: 500 },
  InvalidParameterCombinationException: { queryCode: "InvalidParameterCombination", statusCode: 400 },
  InvalidParameterValueException: { queryCode: "InvalidParameterValue", statusCode: 400 },
  InvalidSignatureException: { queryCode: "SignatureDoesNotMatch", statusCode: 403, jsonStatusCode: 400 },
  MissingAuthenticationTokenException: {
    queryCode: "MissingAuthenticationToken",
    statusCode: 403,
    jsonStatusCode: 400,
  },
  MissingRequiredParameterException: { queryCode: "MissingParameter", statusCode: 400 },
  RequestEntityTooLargeException: { queryCode: "RequestEntityTooLarge", statusCode: 413 },
  SerializationException: { queryCode: "MalformedInput", statusCode: 400 },
  ServiceUnavailableException: { queryCode: "ServiceUnavailable", statusCode: 503 },
  ThrottlingException: { queryCode: "Throttling", statusCode: 400, restStatusCode: 429 },
  UnknownOperationException: { queryCode: "InvalidAction", statusCode: 400, restStatusCode: 404 },
  UnrecognizedClientException: { queryCode: "InvalidClientTokenId", statusCode: 403, jsonStatusCode: 400 },
  // Recorded from CloudWatch: com.amazon.coral.validate#ValidationException.
  ValidationException: { queryCode: "ValidationError", statusCode: 400, namespace: "com.amazon.coral.validate" },
};

/** Looks the error up in the model, then among the errors of every service; a code known to neither stands for itself. */
export function resolveError(model: ServiceModel, error: WireError): ResolvedError {
  const shape = model.shapes[error.code];
  if (shape?.type === "structure" && shape.exception) return modelled(model, error, shape);
  const own = model.metadata.frameworkErrors?.[error.code];
  const framework = FRAMEWORK_ERRORS[error.code];
  const statusCode = error.statusCode ?? own?.httpStatusCode ?? usualStatus(model, framework);
  return {
    shapeName: error.code,
    queryCode: own?.code ?? framework?.queryCode ?? error.code,
    statusCode,
    isSender: statusCode < 500,
    namespace: model.metadata.errorNamespace === undefined ? undefined : (framework?.namespace ?? CORAL),
    messageMember: framework?.messageMember ?? "message",
    shape: undefined,
  };
}

function modelled(model: ServiceModel, error: WireError, shape: StructureShape): ResolvedError {
  const trait: ErrorTrait = shape.error ?? {};
  const statusCode = error.statusCode ?? trait.httpStatusCode ?? (trait.fault ? 500 : 400);
  return {
    shapeName: error.code,
    queryCode: trait.code ?? error.code,
    statusCode,
    isSender: statusCode < 500,
    namespace: model.metadata.errorNamespace,
    messageMember: Object.keys(shape.members).find((name) => name.toLowerCase() === "message") ?? "message",
    shape,
  };
}

function usualStatus(model: ServiceModel, framework: FrameworkError | undefined): number {
  if (framework === undefined) return 400;
  const protocol = model.metadata.protocols[0];
  if (protocol === "rest-json" || protocol === "rest-xml") return framework.restStatusCode ?? framework.statusCode;
  // Services that once spoke the query protocol kept its statuses when they moved to JSON (recorded from SQS).
  const isPlainJson = protocol === "json" && model.metadata.awsQueryCompatible !== true;
  return (isPlainJson ? framework.jsonStatusCode : undefined) ?? framework.statusCode;
}
