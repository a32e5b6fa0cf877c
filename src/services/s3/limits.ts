/** Every bound of the service, with its unit and where it comes from. */

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const GIBIBYTE = 1024 * MEBIBYTE;

/** Longest body that is kept in the store instead of a file of its own: ours, so that small objects cost no extra sync. */
export const INLINE_BODY_MAXIMUM_BYTES = 16 * KIBIBYTE;

/** Largest body of one PutObject, UploadPart or copy. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const UPLOAD_MAXIMUM_BYTES = 5 * GIBIBYTE;

/** Smallest part of a multipart upload, but for its last. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const PART_MINIMUM_BYTES = 5 * MEBIBYTE;

/** Highest part number. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const PART_NUMBER_MAXIMUM = 10_000;

/** Longest key, in bytes of UTF-8. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const KEY_MAXIMUM_BYTES = 1024;

/** All user metadata of an object, names and values. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const USER_METADATA_MAXIMUM_BYTES = 2 * KIBIBYTE;

/** Most entries of one page of a listing. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const LISTING_PAGE_MAXIMUM = 1000;

/** Most buckets on one page. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const BUCKETS_PAGE_MAXIMUM = 10_000;

/** Buckets of one account. @see https://docs.aws.amazon.com/general/latest/gr/s3.html */
export const BUCKETS_MAXIMUM = 10_000;

/** Most keys of one DeleteObjects. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const DELETE_KEYS_MAXIMUM = 1000;

/** Tags of an object. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const OBJECT_TAGS_MAXIMUM = 10;

/** Tags of a bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html */
export const BUCKET_TAGS_MAXIMUM = 50;

/** Characters of a tag's key and value. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const TAG_KEY_MAXIMUM_LENGTH = 128;
export const TAG_VALUE_MAXIMUM_LENGTH = 256;

/** Notification configurations of a bucket. @see https://docs.aws.amazon.com/general/latest/gr/s3.html */
export const NOTIFICATIONS_MAXIMUM = 100;

/** Characters of a filter's value. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_FilterRule.html */
export const FILTER_VALUE_MAXIMUM_LENGTH = 1024;

/** Bytes of a bucket policy. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
export const POLICY_MAXIMUM_BYTES = 20 * KIBIBYTE;

/**
 * How many notifications of one bucket to one destination are under way at once: ours. Those of one key always share a
 * lane, and so keep their order.
 */
export const NOTIFICATION_LANES = 8;

/** How often a notification is tried while its destination throttles: ours; AWS documents no number. */
export const NOTIFICATION_ATTEMPTS = 100;

/** The pause before the second try, and the longest: ours. Each pause is twice the one before. */
export const NOTIFICATION_FIRST_PAUSE_MILLISECONDS = 1_000;
export const NOTIFICATION_LONGEST_PAUSE_MILLISECONDS = 300_000;
