/** Writes a stage and sees to what it serves: the deployment that the request names, or the API as it is now. */
import { invariant } from "../../../kernel/invariant.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { findDeployment } from "../api/find-api.ts";
import { deployAutomatically, pointStage } from "../deployment/deploy.ts";
import { badRequest } from "../errors.ts";
import { routes, stages } from "../keyspaces.ts";
import type { StageRecord } from "./stage-record.ts";

/** @returns the stage as it is afterwards. @throws BadRequestException, NotFoundException */
export function settledStage(
  stage: StageRecord,
  deploymentId: string | undefined,
  { apiId, at }: { readonly apiId: string; readonly at: WriteScope },
): StageRecord {
  if (deploymentId !== undefined && stage.autoDeploy) {
    throw badRequest("Stage's deployment cannot be set when autoDeploy is enabled");
  }
  const pointed =
    deploymentId === undefined ? stage : pointStage(stage, findDeployment(at, apiId, deploymentId).deploymentId, at);
  stages.put(at.tx, [apiId, stage.stageName], pointed);
  if (!pointed.autoDeploy) return pointed;
  deployAutomatically(apiId, at);
  const settled = stages.get(at.tx, [apiId, stage.stageName]);
  invariant(settled !== undefined, "a stage that was written in this transaction is there");
  return settled;
}

/** The keys of an API's routes: what settings can name. */
export function routeKeysOf(apiId: string, at: ReadScope): ReadonlySet<string> {
  return new Set([...routes.range(at.tx, [apiId])].map(({ value }) => value.routeKey));
}
