/** The test kit's public door. */
export { createCloud, type Cloud, type CloudOptions } from "../server/create-cloud.ts";
