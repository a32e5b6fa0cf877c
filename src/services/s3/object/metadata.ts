/** What is kept with an object beside its bytes: system metadata, user metadata, and the settings that are refused. */
import { notImplemented } from "../../../platform/service-error.ts";
import { aclNotSupported, metadataTooLarge } from "../errors.ts";
import { USER_METADATA_MAXIMUM_BYTES } from "../limits.ts";

/** The headers that are given back as they were put. */
export interface SystemMetadata {
  readonly ContentType: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly Expires?: string;
}

const DEFAULT_CONTENT_TYPE = "binary/octet-stream";

/** What a request that writes an object says about it, in the members that PutObject, CopyObject and uploads share. */
export interface MetadataInput {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly Expires?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

/** The system metadata of a request. The token `aws-chunked` tells how the body travelled and is not kept. */
export function systemMetadata(input: MetadataInput): SystemMetadata {
  const encoding = input.ContentEncoding?.split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "aws-chunked" && token !== "")
    .join(",");
  return {
    ContentType: input.ContentType || DEFAULT_CONTENT_TYPE,
    ...(input.CacheControl === undefined ? {} : { CacheControl: input.CacheControl }),
    ...(input.ContentDisposition === undefined ? {} : { ContentDisposition: input.ContentDisposition }),
    ...(encoding ? { ContentEncoding: encoding } : {}),
    ...(input.ContentLanguage === undefined ? {} : { ContentLanguage: input.ContentLanguage }),
    ...(input.Expires === undefined ? {} : { Expires: input.Expires }),
  };
}

/** The user metadata of a request, names in lower case. @throws MetadataTooLarge */
export function userMetadata(input: MetadataInput): Readonly<Record<string, string>> {
  const entries = Object.entries(input.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const sizeBytes = entries.reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (sizeBytes > USER_METADATA_MAXIMUM_BYTES) throw metadataTooLarge(sizeBytes);
  return Object.fromEntries(entries);
}

/** Settings with one value that is acted upon. */
export interface SettledInput {
  readonly ACL?: string | undefined;
  readonly StorageClass?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
}

/** Passes the values that are what happens anyway; everything else is refused by name. */
export function refuseOtherSettings(input: SettledInput): void {
  // Buckets are in the state that AWS makes them in, with ACLs off, where this is the only ACL that is taken:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  if (input.ACL !== undefined && input.ACL !== "bucket-owner-full-control") throw aclNotSupported();
  if (input.StorageClass !== undefined && input.StorageClass !== "STANDARD") {
    throw notImplemented(`the storage class ${input.StorageClass}`);
  }
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== "AES256") {
    throw notImplemented(`the server-side encryption ${input.ServerSideEncryption}`);
  }
}
