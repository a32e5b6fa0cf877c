/** AWS::ApiGateway::Method: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html */
import type { ResourceProperties, ResourceScope, ResourceType } from "../../../platform/resource-type.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import {
  booleanOf,
  listOf,
  membersOf,
  numberOf,
  recordOf,
  requiredText,
  textOf,
} from "../../../platform/template-values.ts";
import { ApiGateway, type PutIntegrationRequest } from "../../../schema/generated/apigateway.ts";

export const methodResource: ResourceType = {
  type: "AWS::ApiGateway::Method",
  properties: [
    "ApiKeyRequired",
    "AuthorizationType",
    "HttpMethod",
    "Integration",
    "MethodResponses",
    "OperationName",
    "RequestParameters",
    "ResourceId",
    "RestApiId",
  ],
  required: ["HttpMethod", "ResourceId", "RestApiId"],
  replacedBy: ["HttpMethod", "ResourceId", "RestApiId"],

  async create(properties, at) {
    await put(properties, at);
    const { restApiId, resourceId, httpMethod } = addressOf(properties);
    return { physicalId: `${restApiId}|${resourceId}|${httpMethod}`, attributes: {} };
  },

  async update(instance, { properties }, at) {
    await put(properties, at);
    return instance;
  },

  async delete(_instance, properties, at) {
    await unlessGone(at.call(ApiGateway.DeleteMethod, addressOf(properties), asResource(at)));
  },
};

/** A method cannot be changed, only made anew; that is also what a creation does that was cut short. */
async function put(properties: ResourceProperties, at: ResourceScope): Promise<void> {
  // Tools write the empty list for proxy integrations, whose answers are the function's own.
  if ((listOf(properties["MethodResponses"]) ?? []).length > 0) {
    throw notImplemented("MethodResponses of AWS::ApiGateway::Method");
  }
  const address = addressOf(properties);
  await unlessGone(at.call(ApiGateway.DeleteMethod, address, asResource(at)));
  const parameters = recordOf(properties["RequestParameters"]);
  await at.call(
    ApiGateway.PutMethod,
    {
      ...address,
      apiKeyRequired: booleanOf(properties["ApiKeyRequired"]),
      authorizationType: textOf(properties["AuthorizationType"]) ?? "NONE",
      operationName: textOf(properties["OperationName"]),
      requestParameters:
        parameters &&
        Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, booleanOf(value) ?? false])),
    },
    asResource(at),
  );
  if (properties["Integration"] === undefined) return;
  await at.call(ApiGateway.PutIntegration, { ...address, ...integrationOf(properties["Integration"]) }, asResource(at));
}

function addressOf(
  properties: ResourceProperties,
): Pick<PutIntegrationRequest, "restApiId" | "resourceId" | "httpMethod"> {
  return {
    restApiId: requiredText(properties["RestApiId"]),
    resourceId: requiredText(properties["ResourceId"]),
    httpMethod: requiredText(properties["HttpMethod"]),
  };
}

function integrationOf(value: unknown): Omit<PutIntegrationRequest, "restApiId" | "resourceId" | "httpMethod"> {
  const integration = membersOf(value, [
    "ConnectionType",
    "IntegrationHttpMethod",
    "PassthroughBehavior",
    "TimeoutInMillis",
    "Type",
    "Uri",
  ]);
  return {
    // The operation checks both against its model.
    connectionType: textOf(integration["ConnectionType"]) as PutIntegrationRequest["connectionType"],
    type: textOf(integration["Type"]) as PutIntegrationRequest["type"],
    integrationHttpMethod: textOf(integration["IntegrationHttpMethod"]),
    passthroughBehavior: textOf(integration["PassthroughBehavior"]),
    timeoutInMillis: numberOf(integration["TimeoutInMillis"]),
    uri: textOf(integration["Uri"]),
  };
}
