/** Deploys a REST API: keeps a copy of its resources, methods and integrations. */
import { newId } from "../../../platform/proxy/api-id.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import type { RestApiRecord } from "../api/rest-api-record.ts";
import { badRequest } from "../errors.ts";
import { apiResources, deployments } from "../keyspaces.ts";
import { DEPLOYMENT_ID_CHARACTERS } from "../limits.ts";
import type { DeploymentRecord } from "./deployment-record.ts";

/** @throws BadRequestException when the API has no methods, or one of them has no integration */
export function deploy(api: RestApiRecord, description: string | undefined, at: WriteScope): DeploymentRecord {
  const resources = [...apiResources.range(at.tx, [api.id])]
    .map(({ value: { id, path, methods } }) => ({ id, path, methods }))
    .filter(({ methods }) => Object.keys(methods).length > 0);
  if (resources.length === 0) throw badRequest("The REST API doesn't contain any methods");
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.some((method) => method.integration === undefined)) {
    throw badRequest("No integration defined for method");
  }
  const made: DeploymentRecord = {
    id: newId(at.random, DEPLOYMENT_ID_CHARACTERS),
    createdAt: at.now,
    resources,
    binaryMediaTypes: api.binaryMediaTypes,
    ...(description === undefined ? {} : { description }),
    ...maker(at.caller),
  };
  deployments.put(at.tx, [api.id, made.id], made);
  return made;
}
