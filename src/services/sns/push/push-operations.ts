/** The operations of mobile push: applications and the endpoints that are apps on devices. */
import { createPlatformApplication } from "../operations/create-platform-application.ts";
import { createPlatformEndpoint } from "../operations/create-platform-endpoint.ts";
import { deleteEndpoint } from "../operations/delete-endpoint.ts";
import { deletePlatformApplication } from "../operations/delete-platform-application.ts";
import { getEndpointAttributes } from "../operations/get-endpoint-attributes.ts";
import { getPlatformApplicationAttributes } from "../operations/get-platform-application-attributes.ts";
import { listEndpointsByPlatformApplication } from "../operations/list-endpoints-by-platform-application.ts";
import { listPlatformApplications } from "../operations/list-platform-applications.ts";
import { setEndpointAttributes } from "../operations/set-endpoint-attributes.ts";
import { setPlatformApplicationAttributes } from "../operations/set-platform-application-attributes.ts";

export const pushOperations = [
  createPlatformApplication,
  createPlatformEndpoint,
  deleteEndpoint,
  deletePlatformApplication,
  getEndpointAttributes,
  getPlatformApplicationAttributes,
  listEndpointsByPlatformApplication,
  listPlatformApplications,
  setEndpointAttributes,
  setPlatformApplicationAttributes,
] as const;
