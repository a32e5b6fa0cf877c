/** S3's answers: every modelled error as a function, with AWS's code, sentence and extra members. */
import { ServiceError } from "../../platform/service-error.ts";
import { KEY_MAXIMUM_BYTES, PART_MINIMUM_BYTES, UPLOAD_MAXIMUM_BYTES, USER_METADATA_MAXIMUM_BYTES } from "./limits.ts";

type Members = Readonly<Record<string, unknown>>;

/** Makes the answers of one status code. */
const answersWith =
  (statusCode: number) =>
  (code: string, message: string, members: Members = {}): ServiceError =>
    new ServiceError(code, message, { statusCode, members });

const unchanged = answersWith(304);
const badRequest = answersWith(400);
const forbidden = answersWith(403);
const notFound = answersWith(404);
const conflict = answersWith(409);
const conditionFailed = answersWith(412);
const outOfRange = answersWith(416);
const notOffered = answersWith(501);

// Buckets

export const noSuchBucket = (bucket: string): ServiceError =>
  notFound("NoSuchBucket", "The specified bucket does not exist", { BucketName: bucket });

export const invalidBucketName = (bucket: string): ServiceError =>
  badRequest("InvalidBucketName", "The specified bucket is not valid.", { BucketName: bucket });

export const bucketAlreadyExists = (bucket: string): ServiceError =>
  conflict(
    "BucketAlreadyExists",
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
      "Please select a different name and try again.",
    { BucketName: bucket },
  );

export const bucketAlreadyOwnedByYou = (bucket: string): ServiceError =>
  conflict(
    "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it.",
    { BucketName: bucket },
  );

export const bucketNotEmpty = (bucket: string): ServiceError =>
  conflict("BucketNotEmpty", "The bucket you tried to delete is not empty", { BucketName: bucket });

export const tooManyBuckets = (): ServiceError =>
  badRequest("TooManyBuckets", "You have attempted to create more buckets than allowed");

export const illegalLocationConstraint = (constraint: string): ServiceError =>
  badRequest(
    "IllegalLocationConstraintException",
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

export const invalidLocationConstraint = (constraint: string): ServiceError =>
  badRequest("InvalidLocationConstraint", "The specified location-constraint is not valid", {
    LocationConstraint: constraint,
  });

/** A bucket configuration that was never set: each has its own code. */
export const notConfigured = (code: string, message: string, bucket: string): ServiceError =>
  notFound(code, message, { BucketName: bucket });

export const accessDenied = (): ServiceError => forbidden("AccessDenied", "Access Denied");

export const aclNotSupported = (): ServiceError =>
  badRequest("AccessControlListNotSupported", "The bucket does not allow ACLs");

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html */
export const invalidBucketAcl = (): ServiceError =>
  badRequest(
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );

export const malformedPolicy = (message: string): ServiceError => badRequest("MalformedPolicy", message);

// Objects

export const noSuchKey = (key: string): ServiceError =>
  notFound("NoSuchKey", "The specified key does not exist.", { Key: key });

export const keyTooLong = (sizeBytes: number): ServiceError =>
  badRequest("KeyTooLongError", "Your key is too long", { Size: sizeBytes, MaxSizeAllowed: KEY_MAXIMUM_BYTES });

export const invalidUri = (key: string): ServiceError =>
  badRequest("InvalidURI", "Couldn't parse the specified URI.", { URI: key });

export const metadataTooLarge = (sizeBytes: number): ServiceError =>
  badRequest("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
    Size: sizeBytes,
    MaxSizeAllowed: USER_METADATA_MAXIMUM_BYTES,
  });

export const entityTooLarge = (proposedBytes: number): ServiceError =>
  badRequest("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    ProposedSize: proposedBytes,
    MaxSizeAllowed: UPLOAD_MAXIMUM_BYTES,
  });

export const preconditionFailed = (condition: string): ServiceError =>
  conditionFailed("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    Condition: condition,
  });

/** Answered without a body: the client's copy is still good. */
export const notModified = (members: Members): ServiceError => unchanged("NotModified", "Not Modified", members);

export const conditionalRequestConflict = (condition: string, key: string): ServiceError =>
  conflict(
    "ConditionalRequestConflict",
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    { Condition: condition, Key: key },
  );

export const headerNotImplemented = (header: string, additionalMessage: string): ServiceError =>
  notOffered("NotImplemented", "A header you provided implies functionality that is not implemented", {
    Header: header,
    additionalMessage,
  });

export const invalidRange = (sizeBytes: number, range: string): ServiceError =>
  outOfRange("InvalidRange", "The requested range is not satisfiable", {
    ActualObjectSize: sizeBytes,
    RangeRequested: range,
  });

export const invalidPartNumber = (partsCount: number, partNumber: number): ServiceError =>
  outOfRange("InvalidPartNumber", "The requested partnumber is not satisfiable", {
    ActualPartCount: partsCount,
    PartNumberRequested: partNumber,
  });

export const invalidStorageClass = (storageClass: string): ServiceError =>
  badRequest("InvalidStorageClass", "The storage class you specified is not valid", {
    StorageClassRequested: storageClass,
  });

export const invalidVersionId = (versionId: string): ServiceError =>
  invalidArgument("Invalid version id specified", "versionId", versionId);

export const operationAborted = (): ServiceError =>
  new ServiceError(
    "OperationAborted",
    "A conflicting conditional operation is currently in progress against this resource. Please try again.",
    { statusCode: 409, retryable: true },
  );

export const copyToItself = (): ServiceError =>
  badRequest(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      "metadata, storage class, website redirect location or encryption attributes.",
  );

export const copySourceTooLarge = (): ServiceError =>
  badRequest(
    "InvalidRequest",
    `The specified copy source is larger than the maximum allowable size for a copy source: ${UPLOAD_MAXIMUM_BYTES}`,
  );

// Bodies and their checksums

export const invalidDigest = (contentMd5: string): ServiceError =>
  badRequest("InvalidDigest", "The Content-MD5 you specified was invalid.", { "Content-MD5": contentMd5 });

export const badContentMd5 = (expectedHex: string, calculatedBase64: string): ServiceError =>
  badRequest("BadDigest", "The Content-MD5 you specified did not match what we received.", {
    ExpectedDigest: expectedHex,
    CalculatedDigest: calculatedBase64,
  });

export const badChecksum = (algorithm: string): ServiceError =>
  badRequest("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);

export const badPartChecksum = (algorithm: string, partNumber: number): ServiceError =>
  badRequest("BadDigest", `The ${algorithm} you specified for part ${partNumber} did not match what we received.`);

// Multipart uploads

export const noSuchUpload = (uploadId: string): ServiceError =>
  notFound(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId: uploadId },
  );

export const invalidPart = (part: { etag: string; partNumber: number; uploadId: string }): ServiceError =>
  badRequest(
    "InvalidPart",
    // The two spaces are AWS's.
    "One or more of the specified parts could not be found.  The part may not have been uploaded, " +
      "or the specified entity tag may not match the part's entity tag.",
    { ETag: part.etag, PartNumber: part.partNumber, UploadId: part.uploadId },
  );

export const invalidPartOrder = (uploadId: string): ServiceError =>
  badRequest(
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
    { UploadId: uploadId },
  );

export const entityTooSmall = (part: { etag: string; partNumber: number; sizeBytes: number }): ServiceError =>
  badRequest("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    ETag: part.etag,
    MinSizeAllowed: PART_MINIMUM_BYTES,
    PartNumber: part.partNumber,
    ProposedSize: part.sizeBytes,
  });

// Tags

export const invalidTag = (message: string, tagKey?: string): ServiceError =>
  badRequest("InvalidTag", message, tagKey === undefined ? {} : { TagKey: tagKey });

export const tooManyObjectTags = (): ServiceError => badRequest("BadRequest", "Object tags cannot be greater than 10");

export const tooManyBucketTags = (): ServiceError =>
  badRequest("BadRequest", "Bucket tag count cannot be greater than 50");

// Requests

export const invalidRequest = (message: string): ServiceError => badRequest("InvalidRequest", message);

export const invalidArgument = (message: string, name?: string, value?: string): ServiceError =>
  badRequest("InvalidArgument", message, {
    ...(name === undefined ? {} : { ArgumentName: name }),
    ...(value === undefined ? {} : { ArgumentValue: value }),
  });

export const malformedXml = (): ServiceError =>
  badRequest(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

/** Every destination that failed, numbered as AWS does. */
export const invalidDestinations = (failures: readonly { arn: string; reason: string }[]): ServiceError => {
  const members: Record<string, string> = {};
  for (const [index, failure] of failures.entries()) {
    members[`ArgumentName${index + 1}`] = failure.arn;
    members[`ArgumentValue${index + 1}`] = failure.reason;
  }
  return badRequest("InvalidArgument", "Unable to validate the following destination configurations", members);
};
