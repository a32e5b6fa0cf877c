/** AWS::ApiGatewayV2::Deployment: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html */
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { requiredText, textOf } from "../../../platform/template-values.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { deployments } from "../keyspaces.ts";

export const deploymentResource: ResourceType = {
  type: "AWS::ApiGatewayV2::Deployment",
  properties: ["ApiId", "Description", "StageName"],
  required: ["ApiId"],
  replacedBy: ["ApiId", "StageName"],

  async create(properties, at) {
    const ApiId = requiredText(properties["ApiId"]);
    const Description = textOf(properties["Description"]);
    const before = madeBefore({ among: deployments, within: [ApiId] }, at);
    if (before !== undefined) return instanceOf(before.deploymentId);
    const StageName = textOf(properties["StageName"]);
    const { DeploymentId = "" } = await at.call(
      ApiGatewayV2.CreateDeployment,
      { ApiId, Description, StageName },
      asResource(at),
    );
    return instanceOf(DeploymentId);
  },

  async update(instance, { properties }, at) {
    const ApiId = requiredText(properties["ApiId"]);
    const Description = textOf(properties["Description"]) ?? "";
    await at.call(
      ApiGatewayV2.UpdateDeployment,
      { ApiId, DeploymentId: instance.physicalId, Description },
      asResource(at),
    );
    return instance;
  },

  async delete(instance, properties, at) {
    const ApiId = requiredText(properties["ApiId"]);
    const DeploymentId = instance.physicalId;
    await unlessGone(at.call(ApiGatewayV2.DeleteDeployment, { ApiId, DeploymentId }, asResource(at)));
  },
};

function instanceOf(deploymentId: string): ResourceInstance {
  return { physicalId: deploymentId, attributes: { DeploymentId: deploymentId } };
}
