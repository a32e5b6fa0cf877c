/** Every bound of HTTP APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */

/** Routes of one API. */
export const ROUTES_AN_API = 300;
/** Integrations of one API. */
export const INTEGRATIONS_AN_API = 300;
/** Stages of one API. */
export const STAGES_AN_API = 10;
/** Shortest and longest wait for an integration, and the wait where none is given. */
export const TIMEOUT_MILLISECONDS_MIN = 50;
export const TIMEOUT_MILLISECONDS_MAX = 30_000;
/** Characters of an integration's, route's and deployment's id, as AWS makes them. */
export const PART_ID_CHARACTERS = 7;
export const DEPLOYMENT_ID_CHARACTERS = 6;
/** Entries of one page of a list. */
export const PAGE_ENTRIES = 500;
/** Seconds for which a browser may keep the answer to a preflight request. */
export const CORS_MAX_AGE_SECONDS_MIN = -1;
export const CORS_MAX_AGE_SECONDS_MAX = 86_400;
/** What one billed request carries, request and response together: https://aws.amazon.com/api-gateway/pricing/ */
export const METERED_CHUNK_BYTES = 512 * 1024;
