/** AWS::ApiGatewayV2::Integration: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
import type { ResourceInstance, ResourceProperties, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { numberOf, requiredText, textOf } from "../../../platform/template-values.ts";
import { ApiGatewayV2, type CreateIntegrationRequest } from "../../../schema/generated/apigatewayv2.ts";
import { INTEGRATION_MEMBERS } from "../integration/integration-record.ts";
import { integrations } from "../keyspaces.ts";
import { TIMEOUT_MILLISECONDS_MAX } from "../limits.ts";

export const integrationResource: ResourceType = {
  type: "AWS::ApiGatewayV2::Integration",
  properties: INTEGRATION_MEMBERS,
  required: ["ApiId", "IntegrationType"],
  replacedBy: ["ApiId"],

  async create(properties, at) {
    const input = inputOf(properties);
    const before = madeBefore({ among: integrations, within: [input.ApiId] }, at);
    if (before !== undefined) return instanceOf(before.integrationId);
    const { IntegrationId = "" } = await at.call(ApiGatewayV2.CreateIntegration, input, asResource(at));
    return instanceOf(IntegrationId);
  },

  async update(instance, { properties }, at) {
    const { Description = "", TimeoutInMillis = TIMEOUT_MILLISECONDS_MAX, ...rest } = inputOf(properties);
    const IntegrationId = instance.physicalId;
    await at.call(
      ApiGatewayV2.UpdateIntegration,
      { ...rest, Description, TimeoutInMillis, IntegrationId },
      asResource(at),
    );
    return instance;
  },

  async delete(instance, properties, at) {
    const ApiId = requiredText(properties["ApiId"]);
    await unlessGone(
      at.call(ApiGatewayV2.DeleteIntegration, { ApiId, IntegrationId: instance.physicalId }, asResource(at)),
    );
  },
};

function inputOf(properties: ResourceProperties): CreateIntegrationRequest {
  return {
    ApiId: requiredText(properties["ApiId"]),
    // The operation checks both against its model.
    ConnectionType: textOf(properties["ConnectionType"]) as CreateIntegrationRequest["ConnectionType"],
    IntegrationType: textOf(properties["IntegrationType"]) as CreateIntegrationRequest["IntegrationType"],
    Description: textOf(properties["Description"]),
    IntegrationMethod: textOf(properties["IntegrationMethod"]),
    IntegrationUri: textOf(properties["IntegrationUri"]),
    PayloadFormatVersion: textOf(properties["PayloadFormatVersion"]),
    TimeoutInMillis: numberOf(properties["TimeoutInMillis"]),
  };
}

function instanceOf(integrationId: string): ResourceInstance {
  return { physicalId: integrationId, attributes: { IntegrationId: integrationId } };
}
