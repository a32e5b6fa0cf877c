/** The bucket for code and templates that are being deployed. */
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { ClientOptions } from "./client-options.ts";
import type { Upload } from "./package-template.ts";

/** Makes the bucket where it is missing; uploads what is not there yet. */
export async function artifactBucket(options: ClientOptions): Promise<Upload> {
  const client = new S3Client({ ...options, forcePathStyle: true });
  const bucket = `sluice-artifacts-${options.credentials.accessKeyId}-${options.region}`;
  try {
    await client.send(new CreateBucketCommand(bucketInput(bucket, options.region)));
  } catch (error) {
    const isThere = error instanceof S3ServiceException && error.name === "BucketAlreadyOwnedByYou";
    if (!isThere) throw error;
  }
  return async (key, bytes) => {
    if (!(await exists(client, bucket, key))) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    }
    return { bucket, key };
  };
}

function bucketInput(bucket: string, region: string): ConstructorParameters<typeof CreateBucketCommand>[0] {
  if (region === "us-east-1") return { Bucket: bucket };
  // The client's type lists the regions that it knew when it was made; any region is one here.
  return { Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region as never } };
}

/** Keys are hashes of what they hold: what is there need not be sent again. */
async function exists(client: S3Client, bucket: string, key: string): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
    throw error;
  }
}
