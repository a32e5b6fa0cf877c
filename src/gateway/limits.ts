/** The gateway's own bounds. */

/** Largest body of a request that is read whole: Lambda's 50 MB zip in base64 with its JSON is the largest that AWS takes. */
export const WHOLE_BODY_BYTES = 70_167_211;
/**
 * Largest body of a request to an API of the user's own: API Gateway's 10 MB.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const ROUTE_BODY_BYTES = 10 * 1024 ** 2;
/** Largest body of a streamed request: one S3 part or object, 5 GiB. */
export const STREAMED_BODY_BYTES = 5 * 1024 ** 3;
/** Headers of one request, all names and values together: what S3 allows for metadata, with room for the rest. */
export const HEADER_BYTES = 32 * 1024;
/** Head and body of a request that is read without Node's general parser, and how many fields it may have. */
export const PLAIN_HEAD_BYTES = 16 * 1024;
export const PLAIN_BODY_BYTES = 2 * 1024 ** 2;
export const PLAIN_HEADERS = 100;
/** Connections at once; more are refused by the operating system's queue. */
export const CONNECTIONS = 10_000;
/** How long an idle connection is kept. Longer than clients keep theirs, so that the server never closes one in use. */
export const KEEP_ALIVE_MILLISECONDS = 75_000;
/** How long a client may take to send its headers, and a new connection to send its first byte. */
export const HEADERS_MILLISECONDS = 60_000;
/** How often connections are looked at for that. */
export const HEADERS_CHECK_MILLISECONDS = 10_000;
/** How often a server that closes looks for connections that have been answered since. */
export const CLOSE_CHECK_MILLISECONDS = 20;
/** How long closing waits for requests that are being answered. */
export const CLOSE_PATIENCE_MILLISECONDS = 3_000;
/** Bytes of an outside endpoint's answer that are read; the rest is discarded with the connection. */
export const OUTBOUND_ANSWER_BYTES = 64 * 1024;
/** How long the local certificate is valid: the longest that browsers and clients accept. */
export const CERTIFICATE_DAYS = 397;
