/** S3's virtual-hosted addresses: a bucket's name in the Host header becomes the first segment of the path. */
import { latest } from "../kernel/latest.ts";
import type { WireRequest } from "../protocol/wire.ts";

/**
 * `bucket.s3.localhost`, `bucket.s3.us-east-1.localhost`, and the same below other names of this machine; and what clients
 * make of the address of a cloud without a port.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
const BUCKET_HOST =
  /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:s3[.-](?:[a-z0-9-]+\.)*(?:localhost|localstack\.cloud|amazonaws\.com)|sluice\.localhost)(?::\d+)?$/;

/** The request as it would be in path style; the same object when it is already. */
export function pathStyle(request: WireRequest): WireRequest {
  const bucket = bucketIn(request.headers.host ?? "");
  return bucket === undefined ? request : { ...request, path: `/${bucket}${request.path}` };
}

const bucketIn = latest((host: string) => BUCKET_HOST.exec(host)?.[1]);
