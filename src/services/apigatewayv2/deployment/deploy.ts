/** Deploys an API: by request, and by itself after each change where a stage says so. */
import type { WriteScope } from "../../../platform/scope.ts";
import { newId } from "../../../platform/proxy/api-id.ts";
import type { ApiRecord } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { badRequest, noRoutes } from "../errors.ts";
import { deployments, integrations, routes, stages } from "../keyspaces.ts";
import { DEPLOYMENT_ID_CHARACTERS } from "../limits.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { DeployedRoute, DeploymentRecord } from "./deployment-record.ts";

/** Makes a deployment of what the API is now. @throws BadRequestException when it has no routes */
export function deploy(api: ApiRecord, description: string | undefined, at: WriteScope): DeploymentRecord {
  const made = snapshot(api, { description, isAutomatic: false }, at);
  if (made === undefined) throw badRequest(noRoutes);
  return made;
}

/** Has a stage serve a deployment. */
export function pointStage(stage: StageRecord, deploymentId: string, at: WriteScope): StageRecord {
  return {
    ...stage,
    deploymentId,
    lastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deploymentId}'`,
    updatedAt: at.now,
  };
}

/**
 * After a change: deploys the API to the stages that follow it. An automatic deployment that no stage serves any more is
 * removed: there is one for each change, and nobody can have a use for them all.
 */
export function deployAutomatically(apiId: string, at: WriteScope): void {
  const following = [...stages.range(at.tx, [apiId])].map(({ value }) => value).filter((stage) => stage.autoDeploy);
  if (following.length === 0) return;
  const made = snapshot(findApi(at, apiId), { description: AUTOMATIC_DESCRIPTION, isAutomatic: true }, at);
  for (const stage of following) {
    const next =
      made === undefined
        ? { ...stage, lastDeploymentStatusMessage: `Deployment attempt failed: ${noRoutes}`, updatedAt: at.now }
        : pointStage(stage, made.deploymentId, at);
    stages.put(at.tx, [apiId, stage.stageName], next);
  }
  removeUnserved(apiId, at);
}

const AUTOMATIC_DESCRIPTION = "Automatic deployment triggered by changes to the Api configuration";

function snapshot(
  api: ApiRecord,
  { description, isAutomatic }: { readonly description: string | undefined; readonly isAutomatic: boolean },
  at: WriteScope,
): DeploymentRecord | undefined {
  const { apiId } = api;
  const deployed = [...routes.range(at.tx, [apiId])].map(({ value }): DeployedRoute => {
    const { routeKey, integrationId } = value;
    const integration = integrationId === undefined ? undefined : integrations.get(at.tx, [apiId, integrationId]);
    return { routeKey, ...(integration === undefined ? {} : { integration }) };
  });
  if (deployed.length === 0) return undefined;
  const made: DeploymentRecord = {
    deploymentId: newId(at.random, DEPLOYMENT_ID_CHARACTERS),
    isAutomatic,
    createdAt: at.now,
    routes: deployed,
    ...(isAutomatic ? {} : maker(at.caller)),
    ...(description === undefined ? {} : { description }),
    ...(api.cors === undefined ? {} : { cors: api.cors }),
  };
  deployments.put(at.tx, [apiId, made.deploymentId], made);
  return made;
}

function removeUnserved(apiId: string, at: WriteScope): void {
  const served = new Set([...stages.range(at.tx, [apiId])].map(({ value }) => value.deploymentId));
  for (const { key, value } of deployments.range(at.tx, [apiId])) {
    if (value.isAutomatic && !served.has(value.deploymentId)) deployments.delete(at.tx, key);
  }
}
