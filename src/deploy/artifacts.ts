/** The bucket for code and templates that are being deployed. */
import type { CreateBucketCommandInput } from "@aws-sdk/client-s3";
import type { DeployClients } from "./deploy-clients.ts";
import type { Upload } from "./package-template.ts";

/** Makes the bucket where it is missing; uploads what is not there yet. */
export async function artifactBucket({ account, region, s3 }: DeployClients): Promise<Upload> {
  const client = await s3();
  const bucket = `sluice-artifacts-${account}-${region}`;
  try {
    await client.createBucket(bucketInput(bucket, region));
  } catch (error) {
    const isThere = error instanceof Error && error.name === "BucketAlreadyOwnedByYou";
    if (!isThere) throw error;
  }
  return async (key, bytes) => {
    if (!(await exists(client, bucket, key))) {
      await client.putObject({ Bucket: bucket, Key: key, Body: bytes });
    }
    return { bucket, key };
  };
}

function bucketInput(bucket: string, region: string): CreateBucketCommandInput {
  if (region === "us-east-1") return { Bucket: bucket };
  // The client's type lists the regions that it knew when it was made; any region is one here.
  return { Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region as never } };
}

type Client = Awaited<ReturnType<DeployClients["s3"]>>;

/** Keys are hashes of what they hold: what is there need not be sent again. */
async function exists(client: Client, Bucket: string, Key: string): Promise<boolean> {
  try {
    await client.headObject({ Bucket, Key });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** The answer to HEAD has no body that could name the error: its status is all that there is. */
function isNotFound(error: unknown): boolean {
  if (!(error instanceof Error && "$metadata" in error)) return false;
  // Errors of the SDK's clients have this.
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode === 404;
}
