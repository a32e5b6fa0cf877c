/** AWS::ApiGateway::Resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { requiredText } from "../../../platform/template-values.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { apiResources } from "../keyspaces.ts";

export const pathResource: ResourceType = {
  type: "AWS::ApiGateway::Resource",
  properties: ["ParentId", "PathPart", "RestApiId"],
  required: ["ParentId", "PathPart", "RestApiId"],
  replacedBy: ["ParentId", "PathPart", "RestApiId"],

  async create(properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    const parentId = requiredText(properties["ParentId"]);
    const pathPart = requiredText(properties["PathPart"]);
    const before = madeBefore(
      {
        among: apiResources,
        within: [restApiId],
        isIt: (resource) => resource.parentId === parentId && resource.pathPart === pathPart,
      },
      at,
    );
    if (before !== undefined) return instanceOf(before.id);
    const { id = "" } = await at.call(ApiGateway.CreateResource, { restApiId, parentId, pathPart }, asResource(at));
    return instanceOf(id);
  },

  // Every property replaces it.
  update: async (instance) => instance,

  async delete(instance, properties, at) {
    const restApiId = requiredText(properties["RestApiId"]);
    await unlessGone(
      at.call(ApiGateway.DeleteResource, { restApiId, resourceId: instance.physicalId }, asResource(at)),
    );
  },
};

function instanceOf(resourceId: string): ResourceInstance {
  return { physicalId: resourceId, attributes: { ResourceId: resourceId } };
}
