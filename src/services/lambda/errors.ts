/** AWS's sentences for the errors of Lambda, one function each. */
import { validationMessage } from "../../schema/constraint-sentences.ts";
import type { Violation } from "../../schema/constraints.ts";
import type { Caller } from "../../platform/caller.ts";
import { notImplemented, ServiceError } from "../../platform/service-error.ts";
import { EPHEMERAL_STORAGE_MEGABYTES_DEFAULT } from "./limits.ts";

const USER = { Type: "User" } as const;

function answer(code: string, message: string, members: Readonly<Record<string, unknown>> = USER): ServiceError {
  return new ServiceError(code, message, { members });
}

/** Anything that one sentence must say about a parameter. */
export function invalidParameter(message: string): ServiceError {
  return answer("InvalidParameterValueException", message);
}

function notFound(message: string): ServiceError {
  return answer("ResourceNotFoundException", message);
}

function conflict(message: string): ServiceError {
  return answer("ResourceConflictException", message);
}

function tooLarge(message: string): ServiceError {
  return answer("RequestTooLargeException", message);
}

/** An input that breaks the model's own limits. */
export function refuse(violations: readonly Violation[]): ServiceError {
  return new ServiceError("ValidationException", validationMessage(violations), { statusCode: 400 });
}

/* Functions. */

export const functionNotFound = (arn: string): ServiceError => notFound(`Function not found: ${arn}`);

export const functionExists = (name: string): ServiceError => conflict(`Function already exist: ${name}`);

export const functionsNotReachable = (region: string, here: string): ServiceError =>
  notFound(`Functions from '${region}' are not reachable in this region ('${here}')`);

/** What AWS answers to an ARN of another account: no message at all. */
export const accessDenied = (): ServiceError => new ServiceError("AccessDeniedException", "", { statusCode: 403 });

export const functionNameTooLong = (name: string): ServiceError =>
  invalidParameter(
    `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: ` +
      "Member must have length less than or equal to 64",
  );

export const qualifierMismatch = (): ServiceError =>
  invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");

/** A value beyond what Lambda allows today, although the model allows more. */
export const valueTooLarge = (value: number, member: string, maximum: number): ServiceError =>
  new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ` +
      `Member must have value less than or equal to ${maximum}`,
    { statusCode: 400 },
  );

export const unknownRuntime = (runtime: string, supported: readonly string[]): ServiceError =>
  invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${supported.join(", ")}] or be a valid ARN`,
  );

export const deprecatedRuntime = (runtime: string): ServiceError =>
  invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
      "We recommend you use a supported runtime while creating or updating functions.",
  );

/** CloudFormation takes source inside a template in two languages; no recording has its sentence. */
export const inlineCodeNotOf = (runtime: string): ServiceError =>
  invalidParameter(`ZipFile can only be used when Runtime is set to either of nodejs or python, and it is ${runtime}.`);

/** This machine cannot run it: `sentence` says why. */
export const runtimeRefused = (sentence: string): ServiceError => invalidParameter(sentence);

export const runtimeAndHandlerMandatory = (): ServiceError =>
  invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");

/** Everybody's /tmp is the machine's then, which nothing bounds. */
export const storageNotHeld = (): ServiceError =>
  notImplemented(
    `EphemeralStorage Size other than ${EPHEMERAL_STORAGE_MEGABYTES_DEFAULT} where functions share the machine's /tmp ` +
      "(the server's option --function-storage isolated, or functionStorage of createCloud, gives each environment its own)",
  );

export const roleNotAssumable = (): ServiceError =>
  invalidParameter("The role defined for the function cannot be assumed by Lambda.");

/** The same sentence where an invocation finds it out. */
export const roleNotAssumableNow = (): ServiceError =>
  new ServiceError("AccessDeniedException", "The role defined for the function cannot be assumed by Lambda.", {
    statusCode: 403,
    members: USER,
  });

export const environmentTooLarge = (measured: string): ServiceError =>
  invalidParameter(
    "Lambda was unable to configure your environment variables because the environment variables you have provided " +
      `exceeded the 4KB limit. String measured: ${measured}`,
  );

export const environmentReserved = (names: readonly string[]): ServiceError =>
  invalidParameter(
    "Lambda was unable to configure your environment variables because the environment variables you have provided " +
      "contains reserved keys that are currently not supported for modification. " +
      `Reserved keys used in this request: ${names.join(", ")}`,
  );

export const logLevelsNeedJson = (): ServiceError =>
  invalidParameter("ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.");

export const deadLetterInvalid = (): ServiceError =>
  invalidParameter("The provided dead letter target is invalid: it must be the ARN of an SQS queue or an SNS topic.");

export const functionPending = (state: string): ServiceError =>
  conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
  );

export const updateInProgress = (arn: string): ServiceError =>
  conflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

export const revisionMismatch = (): ServiceError =>
  answer(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );

export const policyRevisionMismatch = (): ServiceError =>
  answer(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetPolicy API to retrieve the latest Revision Id",
  );

export const latestCannotBeDeleted = (): ServiceError =>
  invalidParameter("$LATEST version cannot be deleted without deleting the function.");

export const aliasesNotDeleted = (): ServiceError =>
  invalidParameter("Deletion of aliases is not currently supported.");

export const versionInUse = (arn: string, alias: string): ServiceError =>
  conflict(`The version ${arn} cannot be deleted: the alias ${alias} refers to it.`);

export const codeHashMismatch = (given: string, current: string): ServiceError =>
  invalidParameter(
    `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${current}). ` +
      "Please try again with the CodeSHA256 in $LATEST.",
  );

export const versionExists = (version: string): ServiceError =>
  conflict(`A version for this Lambda function exists ( ${version} ). Modify the function to create a new version.`);

/* Layers. */

export const layerVersionMissing = (): ServiceError => notFound("The resource you requested does not exist.");

export const layerVersionTooLow = (): ServiceError => invalidParameter("Layer Version Cannot be less than 1");

export const layerVersionUnknown = (arn: string): ServiceError =>
  invalidParameter(`Layer version ${arn} does not exist.`);

export const layersElsewhere = (region: string): ServiceError =>
  invalidParameter(`Layers are not in the same region as the function. Layers are expected to be in region ${region}.`);

export const layerTwice = (one: string, other: string): ServiceError =>
  invalidParameter(
    "Two different versions of the same layer are not allowed to be referenced in the same function. " +
      `${one} and ${other} are versions of the same layer.`,
  );

export const tooManyLayers = (maximum: number): ServiceError =>
  invalidParameter(`Cannot reference more than ${maximum} layers.`);

export const layersTooLarge = (maximumBytes: number, bytes: number): ServiceError =>
  invalidParameter(
    `Function code combined with layers exceeds the maximum allowed size of ${maximumBytes} bytes. ` +
      `The actual size is ${bytes} bytes.`,
  );

/** What the policy of a function or layer does not allow. */
export const notPermitted = (sentence: string): ServiceError =>
  new ServiceError("AccessDeniedException", sentence, { statusCode: 403 });

/** A layer of another account that its policy does not share. */
export const layerAccessDenied = (arn: string, caller: Caller): ServiceError =>
  notPermitted(
    `User: ${caller.kind === "service" ? caller.principal : caller.arn} is not authorized to perform: ` +
      `lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the ` +
      "lambda:GetLayerVersion action",
  );

export const layerPolicyRevisionMismatch = (): ServiceError =>
  answer(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetLayerPolicy API to retrieve the latest Revision Id",
  );

/* Aliases. */

export const aliasExists = (arn: string): ServiceError => conflict(`Alias already exists: ${arn}`);

/** What reading an alias that is not there answers ... */
export const aliasNotFound = (arn: string): ServiceError => notFound(`Cannot find alias arn: ${arn}`);

/** ... and what changing it does. */
export const aliasToUpdateNotFound = (arn: string): ServiceError => notFound(`Alias not found: ${arn}`);

export const tooManyWeights = (): ServiceError =>
  invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");

export const versionRoutedTwice = (version: string): ServiceError =>
  invalidParameter(
    `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
  );

/** Recorded without the member `Type` that other answers have. */
export const latestNotRouted = (): ServiceError =>
  answer("InvalidParameterValueException", "$LATEST is not supported for an alias pointing to more than 1 version", {});

export const routedVersionsDiffer = (what: string): ServiceError =>
  invalidParameter(`The versions that an alias routes to must have the same ${what}.`);

/* Code. */

export const badArchive = (): ServiceError =>
  invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");

export const archiveTooLarge = (): ServiceError =>
  invalidParameter("Unzipped size must be smaller than 262144000 bytes");

export const zippedTooLarge = (): ServiceError => tooLarge("Zipped size must be smaller than 52428800 bytes");

export const codeMissing = (): ServiceError => invalidParameter("Please provide a source for function code.");

export const codeTwice = (): ServiceError =>
  invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");

export const objectUnreadable = (code: string, message: string): ServiceError =>
  invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);

/* Invocations. */

export const requestTooLarge = (maximumBytes: number): ServiceError =>
  tooLarge(`Request must be smaller than ${maximumBytes} bytes for the InvokeFunction operation`);

export const invalidRequestContent = (message: string): ServiceError =>
  answer("InvalidRequestContentException", message);

export const recursionDetected = (sentence: string): ServiceError => answer("RecursiveInvocationException", sentence);

export const clientContextInvalid = (): ServiceError =>
  invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");

/** Why an invocation was throttled: AWS's own values of `Reason`. */
export type ThrottleReason =
  | "ReservedFunctionConcurrentInvocationLimitExceeded"
  | "ConcurrentInvocationLimitExceeded"
  | "ReservedFunctionInvocationRateLimitExceeded"
  | "FunctionInvocationRateLimitExceeded";

/** Rates begin anew with each second. AWS's recorded answers to too much concurrency say no time. */
const RETRY_AFTER_SECONDS: Readonly<Partial<Record<ThrottleReason, string>>> = {
  ReservedFunctionInvocationRateLimitExceeded: "1",
  FunctionInvocationRateLimitExceeded: "1",
};

export const rateExceeded = (reason: ThrottleReason): ServiceError =>
  new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
    members: {
      ...USER,
      Reason: reason,
      ...(RETRY_AFTER_SECONDS[reason] === undefined ? {} : { retryAfterSeconds: RETRY_AFTER_SECONDS[reason] }),
    },
    retryable: true,
  });

/* Concurrency. */

export const unqualifiedOnly = (): ServiceError =>
  invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. " +
      "Please specify either a function name or an unqualified function ARN.",
  );

export const reservedBelowProvisioned = (executions: number, provisioned: number): ServiceError =>
  invalidParameter(
    `ReservedConcurrentExecutions ${executions} should not be lower than function's total provisioned concurrency ` +
      `[${provisioned}].`,
  );

export const unreservedTooLow = (minimum: number): ServiceError =>
  invalidParameter(
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      `below its minimum value of [${minimum}].`,
  );

export const provisionedNeedsVersion = (): ServiceError =>
  invalidParameter("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");

export const aliasOfProvisionedVersion = (): ServiceError =>
  conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");

export const versionOfProvisionedAlias = (): ServiceError =>
  conflict("Version is pointed by a Provisioned Concurrency alias");

export const provisionedAboveReserved = (): ServiceError =>
  invalidParameter(
    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
  );

export const unreservedTooLowForProvisioned = (minimum: number): ServiceError =>
  invalidParameter(
    "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      `below its minimum value of [${minimum}].`,
  );

/** What a stack says whose environments do not come up. */
export const provisionedFailed = (arn: string, reason: string): ServiceError =>
  invalidParameter(`Provisioned concurrency of ${arn} could not be made ready: ${reason}`);

export const provisionedConfigMissing = (): ServiceError =>
  answer("ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function");

/* What else a function can be set to. */

export const runtimeVersionNotForAuto = (): ServiceError =>
  invalidParameter("RuntimeVersionArn can only be given where UpdateRuntimeOn is Manual.");

/* Policies. */

export const policyMissing = (): ServiceError => notFound("The resource you requested does not exist.");

export const noPolicyToRemoveFrom = (): ServiceError => notFound("No policy is associated with the given resource.");

export const statementMissing = (id: string): ServiceError =>
  notFound(`Statement ${id} is not found in resource policy.`);

export const statementExists = (id: string): ServiceError =>
  conflict(
    `The statement id (${id}) provided already exists. Please provide a new statement id, ` +
      "or remove the existing statement.",
  );

export const principalInvalid = (): ServiceError =>
  invalidParameter("The provided principal was invalid. Please check the principal and try again.");

export const noPolicyForLatest = (): ServiceError =>
  invalidParameter("We currently do not support adding policies for $LATEST.");

export const policyTooLong = (): ServiceError =>
  answer("PolicyLengthExceededException", "The final policy size is bigger than the limit (20480).");

export const urlAuthTypeMisplaced = (): ServiceError =>
  invalidParameter("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");

/* Function URLs. */

export const urlMissing = (): ServiceError => notFound("The resource you requested does not exist.");

export const urlFunctionMissing = (): ServiceError => notFound("Function does not exist");

/** Two spaces, as recorded. */
export const urlExists = (arn: string): ServiceError =>
  conflict(
    `Failed to create function url config for [functionArn = ${arn}]. Error message:  ` +
      "FunctionUrlConfig exists for this Lambda function",
  );

/** URLs are of functions and of aliases, never of versions. */
export const urlQualifierInvalid = (qualifier: string): ServiceError =>
  new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: ` +
      "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
    { statusCode: 400 },
  );

/* Asynchronous invocation. */

export const eventInvokeConfigEmpty = (): ServiceError =>
  invalidParameter("You must specify at least one of error handling or destination setting.");

export const eventInvokeConfigFunctionMissing = (): ServiceError => notFound("The function doesn't exist.");

export const eventInvokeConfigMissing = (arn: string): ServiceError =>
  notFound(`The function ${arn} doesn't have an EventInvokeConfig`);

export const destinationInvalid = (arn: string): ServiceError =>
  invalidParameter(`The destination ARN ${arn} is invalid.`);

export const destinationIsItself = (): ServiceError =>
  invalidParameter("You can't specify the function as a destination for itself.");

/* Event source mappings. */

export const mappingMissing = (): ServiceError => notFound("The resource you requested does not exist.");

export const mappingExists = (queueArn: string, functionName: string, uuid: string): ServiceError =>
  conflict(
    `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${functionName} ") already exists. ` +
      `Please update or delete the existing mapping with UUID ${uuid}`,
  );

export const mappingInUse = (): ServiceError =>
  answer("ResourceInUseException", "Cannot update the event source mapping because it is in use.");

export const mappingFunctionMissing = (): ServiceError => invalidParameter("Function does not exist");

export const eventSourceUnknown = (): ServiceError => invalidParameter("Unrecognized event source.");

export const queueUnreadable = (code: string, message: string): ServiceError =>
  invalidParameter(`Error occurred while ReceiveMessage. SQS Error Code: ${code}. SQS Error Message: ${message}`);

export const windowNeeded = (): ServiceError =>
  invalidParameter("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");

export const noWindowForFifo = (): ServiceError => invalidParameter("Batching window is not supported for FIFO queues");

export const fifoBatchTooLarge = (): ServiceError => invalidParameter("Batch size must not exceed 10 for FIFO queues");

export const visibilityTooShort = (visibilitySeconds: number, timeoutSeconds: number): ServiceError =>
  invalidParameter(
    `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );

export const provisionedWithMaximumConcurrency = (): ServiceError =>
  invalidParameter(
    "Provisioned mode for SQS ESM does not support maximum concurrency feature. " +
      "Use MaximumPollers as the control mechanism and remove maximum concurrency.",
  );

/** The sentence is ours: AWS's is not recorded. */
export const pollersOutOfRange = (member: string, minimum: number, maximum: number): ServiceError =>
  invalidParameter(`${member} must be between ${minimum} and ${maximum} for SQS event sources.`);

/** The sentence is ours: AWS's is not recorded. */
export const pollersCrossed = (): ServiceError =>
  invalidParameter("MinimumPollers must be less than or equal to MaximumPollers.");

export const filterPatternInvalid = (): ServiceError => invalidParameter("Invalid filter pattern definition.");

export const tooManyFilters = (maximum: number): ServiceError =>
  invalidParameter(`Number of filters exceeds the limit of ${maximum}.`);

export const destinationUnsupportedForSource = (): ServiceError =>
  invalidParameter("Unsupported DestinationConfig parameter for given event source mapping type.");

/* Tags. */

export const tagsOnUnqualifiedOnly = (): ServiceError =>
  invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");

export const tooManyTags = (): ServiceError => invalidParameter("Number of tags exceeds resource tag limit.");

export const noTags = (): ServiceError => invalidParameter("An error occurred and the request cannot be processed.");

export const reservedTag = (): ServiceError =>
  invalidParameter("Tag keys that start with aws: are reserved for AWS use.");
