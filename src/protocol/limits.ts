/** The bounds of what a protocol reads. How large a body may be is the gateway's to say, before any of this runs. */

/** Levels of nesting in a request's value, whatever its protocol; the deepest modelled input has fewer than 20. */
export const DEPTH_MAX = 64;

/** Parameters of a query request. 10 messages with 10 attributes and four parameters for each are below 500. */
export const FORM_PARAMETERS_MAX = 20_000;

/** Elements of an XML body; 1,000 keys of DeleteObjects, the largest S3 list, have at most five elements each. */
export const XML_ELEMENTS_MAX = 100_000;

/** What a compressed body may grow to, in bytes: PutMetricData takes 1 MB uncompressed. */
export const DECOMPRESSED_BYTES_MAX = 8 * 1024 * 1024;

/** Bytes of a chunk's header line or of a trailer line in an aws-chunked body. */
export const CHUNK_LINE_BYTES_MAX = 4096;

/** Trailer lines after an aws-chunked body. */
export const CHUNK_TRAILERS_MAX = 16;

/** Bytes of a signed chunk: its signature is checked before any of it is passed on, so it is held in memory. */
export const SIGNED_CHUNK_BYTES_MAX = 16 * 1024 * 1024;

/** Derived signing keys that are remembered; each serves one secret for one day, region and service. */
export const SIGNING_KEYS_MAX = 1024;
