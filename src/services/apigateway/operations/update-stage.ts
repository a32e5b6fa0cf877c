/** UpdateStage: the deployment that it serves, its description and its variables. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findDeployment, findStage } from "../api/find-api.ts";
import { patched, type PatchRules } from "../api/patch.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { stages } from "../keyspaces.ts";
import { checkVariables, shownStage, type StageRecord } from "../stage/stage-record.ts";

export const updateStage = operation.write(ApiGateway.UpdateStage, {
  honours: ["patchOperations", "restApiId", "stageName"],
  on: (input, place) => restApiArn(place, input.restApiId, `/stages/${input.stageName}`),
  run(input, at) {
    const before = findStage(at, input.restApiId, input.stageName);
    const stage = { ...patched(before, input.patchOperations ?? [], RULES), updatedAt: at.now };
    findDeployment(at, input.restApiId, stage.deploymentId);
    checkVariables(stage.variables);
    stages.put(at.tx, [input.restApiId, stage.stageName], stage);
    return shownStage(stage);
  },
});

const RULES: PatchRules<StageRecord> = {
  deploymentId: { ops: ["replace"], apply: (stage, { value }) => ({ ...stage, deploymentId: value }) },
  description: { ops: ["replace"], apply: (stage, { value }) => ({ ...stage, description: value }) },
  variables: {
    ops: ["add", "replace", "remove"],
    isNamed: true,
    apply(stage, { op, parts: [, name = ""], value }) {
      const { [name]: _before, ...others } = stage.variables;
      return { ...stage, variables: op === "remove" ? others : { ...others, [name]: value } };
    },
  },
};
