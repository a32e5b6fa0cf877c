/** The only door of S3: its tables. */
import { defineService } from "../../platform/service.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { meterStorage } from "./metering.ts";
import { DELIVER, deliverNotification } from "./notification/deliver.ts";
import { heldBlobs, RELEASE_BLOBS, releaseBlobs } from "./object/body-store.ts";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import {
  putBucketNotificationConfiguration,
  getBucketNotificationConfiguration,
} from "./operations/bucket-notification.ts";
import { putBucketPolicy, getBucketPolicy, deleteBucketPolicy } from "./operations/bucket-policy.ts";
import {
  getBucketEncryption,
  putBucketEncryption,
  getPublicAccessBlock,
  putPublicAccessBlock,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
  getBucketAcl,
  getObjectAcl,
} from "./operations/bucket-settings.ts";
import { putBucketTagging, getBucketTagging, deleteBucketTagging } from "./operations/bucket-tagging.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getObject } from "./operations/get-object.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { neverConfigured } from "./operations/never-configured.ts";
import { putObjectTagging, getObjectTagging, deleteObjectTagging } from "./operations/object-tagging.ts";
import { putObject } from "./operations/put-object.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import { refuse } from "./refusal.ts";
import { bucketPolicyResource, bucketResource } from "./resources.ts";

export const s3 = defineService({
  heldBlobs,
  model: S3.model,
  operations: [
    createBucket,
    deleteBucket,
    headBucket,
    listBuckets,
    getBucketLocation,
    putObject,
    getObject,
    headObject,
    deleteObject,
    deleteObjects,
    copyObject,
    getObjectAttributes,
    listObjectsV2,
    listObjects,
    listObjectVersions,
    createMultipartUpload,
    uploadPart,
    uploadPartCopy,
    completeMultipartUpload,
    abortMultipartUpload,
    listParts,
    listMultipartUploads,
    putObjectTagging,
    getObjectTagging,
    deleteObjectTagging,
    putBucketTagging,
    getBucketTagging,
    deleteBucketTagging,
    putBucketPolicy,
    getBucketPolicy,
    deleteBucketPolicy,
    putBucketNotificationConfiguration,
    getBucketNotificationConfiguration,
    getBucketEncryption,
    putBucketEncryption,
    getPublicAccessBlock,
    putPublicAccessBlock,
    getBucketOwnershipControls,
    putBucketOwnershipControls,
    getBucketAcl,
    getObjectAcl,
    ...neverConfigured,
  ],
  unsupported: [
    "CreateBucketMetadataConfiguration",
    "CreateBucketMetadataTableConfiguration",
    "CreateSession",
    "DeleteBucketAnalyticsConfiguration",
    "DeleteBucketIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration",
    "DeleteBucketMetadataConfiguration",
    "DeleteBucketMetadataTableConfiguration",
    "DeleteBucketMetricsConfiguration",
    "DeleteBucketOwnershipControls",
    "DeleteObjectAnnotation",
    "DeletePublicAccessBlock",
    "GetBucketAbac",
    "GetBucketAnalyticsConfiguration",
    "GetBucketIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration",
    "GetBucketLifecycle",
    "GetBucketMetadataConfiguration",
    "GetBucketMetadataTableConfiguration",
    "GetBucketMetricsConfiguration",
    "GetBucketNotification",
    "GetBucketPolicyStatus",
    "GetObjectAnnotation",
    "GetObjectLegalHold",
    "GetObjectRetention",
    "GetObjectTorrent",
    "ListBucketAnalyticsConfigurations",
    "ListBucketIntelligentTieringConfigurations",
    "ListBucketInventoryConfigurations",
    "ListBucketMetricsConfigurations",
    "ListDirectoryBuckets",
    "ListObjectAnnotations",
    "PutBucketAbac",
    "PutBucketAccelerateConfiguration",
    "PutBucketAcl",
    "PutBucketAnalyticsConfiguration",
    "PutBucketCors",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration",
    "PutBucketLifecycle",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketMetricsConfiguration",
    "PutBucketNotification",
    "PutBucketReplication",
    "PutBucketRequestPayment",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutObjectAcl",
    "PutObjectAnnotation",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "RenameObject",
    "RestoreObject",
    "SelectObjectContent",
    "UpdateBucketMetadataAnnotationTableConfiguration",
    "UpdateBucketMetadataInventoryTableConfiguration",
    "UpdateBucketMetadataJournalTableConfiguration",
    "UpdateObjectEncryption",
    "WriteGetObjectResponse",
  ],
  refuse,
  effects: { [DELIVER]: deliverNotification, [RELEASE_BLOBS]: releaseBlobs },
  minutely: meterStorage,
  resources: [bucketResource, bucketPolicyResource],
});
