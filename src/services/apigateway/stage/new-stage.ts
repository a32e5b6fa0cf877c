/** A stage as it begins. */
import type { WriteScope } from "../../../platform/scope.ts";
import { limitExceeded } from "../errors.ts";
import { stages } from "../keyspaces.ts";
import { STAGES_AN_API } from "../limits.ts";
import { checkStageName, type StageRecord } from "./stage-record.ts";

export interface NewStage {
  readonly restApiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
}

/** @throws BadRequestException, LimitExceededException */
export function newStage({ restApiId, stageName, deploymentId }: NewStage, at: WriteScope): StageRecord {
  checkStageName(stageName);
  if ([...stages.keys(at.tx, [restApiId])].length >= STAGES_AN_API) {
    throw limitExceeded(`Maximum number of stages for this API has been reached: ${STAGES_AN_API}`);
  }
  return { stageName, deploymentId, variables: {}, createdAt: at.now, updatedAt: at.now, tags: {} };
}
