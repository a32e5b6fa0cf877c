/** The package's public door: a cloud in the caller's own process. */
export { createCloud, type Cloud, type CloudOptions } from "./server/create-cloud.ts";
