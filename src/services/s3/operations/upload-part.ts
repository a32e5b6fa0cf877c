/** UploadPart. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import {
  CHECKSUM_MEMBERS,
  checksumMembers,
  claimedChecksum,
  claimedMd5,
  requestedAlgorithm,
} from "../checksum/claimed-checksum.ts";
import { meterRequest } from "../metering.ts";
import { announcedAlgorithm } from "../object/body-intake.ts";
import { objectArn } from "../object/object-key.ts";
import { findUpload } from "../upload/find-upload.ts";
import { checkAlgorithm, checkPartNumber, storePart } from "../upload/store-part.ts";

export const uploadPart = operation.stream(S3.UploadPart, {
  honours: [
    ...([
      "Bucket",
      "Key",
      "UploadId",
      "PartNumber",
      "Body",
      "ContentLength",
      "ContentMD5",
      "ChecksumAlgorithm",
    ] as const),
    ...CHECKSUM_MEMBERS,
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  async run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const claim = claimedChecksum(input);
    const { upload } = at.read(({ tx }) => {
      checkPartNumber(input.PartNumber);
      const found = findUpload(tx, input);
      checkAlgorithm(found.upload, claim?.algorithm ?? announcedAlgorithm(input.Body));
      return found;
    });
    const { received } = await storePart(at, input, {
      body: input.Body,
      claims: {
        checksum: claim,
        md5: claimedMd5(input.ContentMD5),
        algorithm: requestedAlgorithm(input.ChecksumAlgorithm),
        sizeBytes: input.ContentLength,
      },
      algorithm: upload.checksumAlgorithm,
    });
    const shown = { ...received.checksum, type: "FULL_OBJECT" as const };
    return { ETag: `"${received.md5Hex}"`, ServerSideEncryption: "AES256" as const, ...checksumMembers(shown) };
  },
});
