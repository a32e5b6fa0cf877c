/** Every bound of REST APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */

/** Resources of one API. */
export const RESOURCES_AN_API = 300;
/** Stages of one API. */
export const STAGES_AN_API = 10;
/** Shortest and longest wait for an integration; the longest is also the wait where none is given. */
export const TIMEOUT_MILLISECONDS_MIN = 50;
export const TIMEOUT_MILLISECONDS_MAX = 29_000;
/** Characters of a resource's and a deployment's id, as AWS makes them. */
export const RESOURCE_ID_CHARACTERS = 6;
export const DEPLOYMENT_ID_CHARACTERS = 6;
/** Characters of the id of an API's root resource. */
export const ROOT_RESOURCE_ID_CHARACTERS = 10;
/** Entries of one page of a list: where the request says nothing, and at most. */
export const PAGE_ENTRIES = 25;
export const PAGE_ENTRIES_MAX = 500;
