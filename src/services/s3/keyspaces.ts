/** What S3 stores. Bucket names are unique in the whole partition of AWS, so rows begin with the bucket, not the account. */
import { keyspace } from "../../store/keyspace.ts";
import { number, text } from "../../store/key.ts";
import { record } from "../../store/value-codec.ts";
import type { BlobId } from "../../store/blobs.ts";
import type { ChecksumAlgorithmName, ChecksumTypeName } from "./checksum/checksum.ts";
import type { SystemMetadata } from "./object/metadata.ts";
import type { NotificationRule } from "./notification/notification-rule.ts";

/** A tag as it is kept. */
export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

export interface BucketRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  /** As the creator gave it: `EU` stays `EU`. Absent in us-east-1. */
  readonly locationConstraint?: string;
  readonly tags?: readonly StoredTag[];
}

/** A checksum of a whole object or part, in base64; that of a composite object ends with `-N`. */
export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithmName;
  readonly type: ChecksumTypeName;
  readonly value: string;
}

/** An object but for its bytes, so that a listing reads no bodies. */
export interface ObjectRecord {
  /** Row of `bodies` that holds the bytes. */
  readonly body: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Whole seconds, in milliseconds since the epoch: the precision that S3 shows. */
  readonly lastModified: number;
  readonly system: SystemMetadata;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum: StoredChecksum;
  /** How many parts it was uploaded in; absent when it was not a multipart upload. */
  readonly partsCount?: number;
  readonly tags?: readonly StoredTag[];
}

/** A run of bytes of a body: in a file, or in the row itself when they are few. In a multipart object each part is one. */
export type Segment = {
  readonly sizeBytes: number;
  /** In multipart objects, the part's number and checksum. */
  readonly partNumber?: number;
  readonly checksum?: StoredChecksum;
} & ({ readonly blob: BlobId } | { readonly bytes: Uint8Array });

/** The bytes of objects and parts. They never change; copies of an object share them. */
export interface BodyRecord {
  /** How many objects and parts refer to this body; it goes with the last. */
  readonly references: number;
  readonly segments: readonly Segment[];
}

export interface UploadRecord {
  readonly initiatedAt: number;
  readonly system: SystemMetadata;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags?: readonly StoredTag[];
  /** Absent when the creator chose none. */
  readonly checksumAlgorithm?: ChecksumAlgorithmName;
  readonly checksumType?: ChecksumTypeName;
  /** True once the key was written or deleted since: a conditional completion is then refused. */
  readonly keyChanged: boolean;
}

export interface PartRecord {
  readonly body: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly checksum: StoredChecksum;
}

/** What a bucket holds, for metering; and the last sequencer that its events were given. */
export interface TallyRecord {
  readonly bytes: number;
  readonly objects: number;
  readonly sequencer: number;
}

/** Buckets, whose names are unique whoever owns them: [bucket] */
export const buckets = keyspace("s3/buckets", { key: [text] as const, value: record<BucketRecord>() });

/** Which buckets an account owns: [account, bucket]. */
export const accountBuckets = keyspace("s3/account-buckets", {
  key: [text, text] as const,
  value: record<{ readonly region: string }>(),
});

/** [bucket, key] */
export const objects = keyspace("s3/objects", { key: [text, text] as const, value: record<ObjectRecord>() });

/** [body id] */
export const bodies = keyspace("s3/bodies", { key: [text] as const, value: record<BodyRecord>() });

/** [bucket, key, upload id]; upload ids order by the time of initiation. */
export const uploads = keyspace("s3/uploads", { key: [text, text, text] as const, value: record<UploadRecord>() });

/** [upload id, part number] */
export const parts = keyspace("s3/parts", { key: [text, number] as const, value: record<PartRecord>() });

/** [bucket] */
export const notifications = keyspace("s3/notifications", {
  key: [text] as const,
  value: record<readonly NotificationRule[]>(),
});

/** [bucket]: the policy's text as it was put. */
export const policies = keyspace("s3/policies", { key: [text] as const, value: record<string>() });

/** [bucket] */
export const tallies = keyspace("s3/tallies", { key: [text] as const, value: record<TallyRecord>() });
