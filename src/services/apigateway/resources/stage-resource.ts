/** AWS::ApiGateway::Stage: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { requiredText, textMapOf, textOf } from "../../../platform/template-values.ts";
import { ApiGateway, type PatchOperation } from "../../../schema/generated/apigateway.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { stages } from "../keyspaces.ts";
import { retag, tagsOf } from "./tag-list.ts";

export const stageResource: ResourceType = {
  type: "AWS::ApiGateway::Stage",
  properties: ["DeploymentId", "Description", "RestApiId", "StageName", "Tags", "Variables"],
  required: ["DeploymentId", "RestApiId", "StageName"],
  replacedBy: ["RestApiId", "StageName"],

  async create(properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const stageName = requiredText(properties["StageName"]);
    const before = madeBefore(
      { among: stages, within: [restApiId], isIt: (stage) => stage.stageName === stageName },
      at,
    );
    if (before !== undefined) return instanceOf(stageName);
    await at.call(
      ApiGateway.CreateStage,
      {
        restApiId,
        stageName,
        deploymentId: requiredText(properties["DeploymentId"]),
        description: textOf(properties["Description"]),
        variables: textMapOf(properties["Variables"]),
        tags: tagsOf(properties, at),
      },
      asResource(at),
    );
    return instanceOf(stageName);
  },

  async update(instance, { properties, previous }, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const stageName = instance.physicalId;
    const variables = Object.entries(textMapOf(properties["Variables"]) ?? {});
    const dropped = Object.keys(textMapOf(previous["Variables"]) ?? {}).filter(
      (name) => !variables.some(([kept]) => kept === name),
    );
    const patchOperations: PatchOperation[] = [
      { op: "replace", path: "/deploymentId", value: requiredText(properties["DeploymentId"]) },
      { op: "replace", path: "/description", value: textOf(properties["Description"]) ?? "" },
      ...variables.map(([name, value]) => ({ op: "replace", path: `/variables/${name}`, value }) as const),
      ...dropped.map((name) => ({ op: "remove", path: `/variables/${name}` }) as const),
    ];
    await at.call(ApiGateway.UpdateStage, { restApiId, stageName, patchOperations }, asResource(at));
    await retag(restApiArn(at, restApiId, `/stages/${stageName}`), properties, at);
    return instance;
  },

  async delete(instance, properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    await unlessGone(at.call(ApiGateway.DeleteStage, { restApiId, stageName: instance.physicalId }, asResource(at)));
  },
};

function instanceOf(stageName: string): ResourceInstance {
  return { physicalId: stageName, attributes: {} };
}
