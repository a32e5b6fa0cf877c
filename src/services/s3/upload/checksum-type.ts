/** Which checksums a multipart upload can have. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
import type { ChecksumAlgorithmName, ChecksumTypeName } from "../checksum/checksum.ts";
import { invalidRequest } from "../errors.ts";

/** The type to use for `algorithm`, given what the creator asked for. @throws InvalidRequest */
export function checksumTypeFor(
  algorithm: ChecksumAlgorithmName | undefined,
  asked: ChecksumTypeName | undefined,
): ChecksumTypeName | undefined {
  if (algorithm === undefined) {
    if (asked === undefined) return undefined;
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  const isLinear = algorithm === "CRC32" || algorithm === "CRC32C" || algorithm === "CRC64NVME";
  const isRefused = asked === "FULL_OBJECT" ? !isLinear : asked === "COMPOSITE" && algorithm === "CRC64NVME";
  if (isRefused) {
    throw invalidRequest(
      `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
}
