/** AWS::ApiGateway::Deployment: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html */
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { requiredText, textOf } from "../../../platform/template-values.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { deployments } from "../keyspaces.ts";

export const deploymentResource: ResourceType = {
  type: "AWS::ApiGateway::Deployment",
  properties: ["Description", "RestApiId", "StageName"],
  required: ["RestApiId"],
  replacedBy: ["RestApiId"],

  async create(properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const before = madeBefore({ among: deployments, within: [restApiId] }, at);
    if (before !== undefined) return instanceOf(before.id);
    const { id = "" } = await at.call(
      ApiGateway.CreateDeployment,
      {
        restApiId,
        description: textOf(properties["Description"]),
        stageName: textOf(properties["StageName"]),
      },
      asResource(at),
    );
    return instanceOf(id);
  },

  async update(instance, { properties }, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const deploymentId = instance.physicalId;
    const value = textOf(properties["Description"]) ?? "";
    await at.call(
      ApiGateway.UpdateDeployment,
      { restApiId, deploymentId, patchOperations: [{ op: "replace", path: "/description", value }] },
      asResource(at),
    );
    return instance;
  },

  async delete(instance, properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const stageName = textOf(properties["StageName"]);
    // The stage that came with the deployment leaves with it, unless it serves another one by now.
    if (stageName !== undefined) {
      const deploymentId = instance.physicalId;
      const { item = [] } = await at.call(ApiGateway.GetStages, { restApiId, deploymentId }, asResource(at));
      if (item.some((stage) => stage.stageName === stageName)) {
        await unlessGone(at.call(ApiGateway.DeleteStage, { restApiId, stageName }, asResource(at)));
      }
    }
    await unlessGone(
      at.call(ApiGateway.DeleteDeployment, { restApiId, deploymentId: instance.physicalId }, asResource(at)),
    );
  },
};

function instanceOf(deploymentId: string): ResourceInstance {
  return { physicalId: deploymentId, attributes: { DeploymentId: deploymentId } };
}
