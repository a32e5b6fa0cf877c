/** AWS::ApiGatewayV2::Api: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { apiEndpoint } from "../../../platform/proxy/api-address.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { droppedTags, tagsWith } from "../../../platform/stack-tags.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import {
  booleanOf,
  given,
  membersOf,
  numberOf,
  requiredText,
  textMapOf,
  textOf,
  textsOf,
} from "../../../platform/template-values.ts";
import { ApiGatewayV2, type Cors } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { apis } from "../keyspaces.ts";

export const apiResource: ResourceType = {
  type: "AWS::ApiGatewayV2::Api",
  properties: [
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "IpAddressType",
    "Name",
    "ProtocolType",
    "RouteKey",
    "RouteSelectionExpression",
    "Tags",
    "Target",
    "Version",
  ],
  required: ["Name", "ProtocolType"],
  replacedBy: ["ProtocolType", "RouteKey", "Target"],

  async create(properties, at) {
    const before = madeBefore({ among: apis, within: [at.account, at.region] }, at);
    if (before !== undefined) return instanceOf(before.apiId, at);
    const { ApiId = "" } = await at.call(
      ApiGatewayV2.CreateApi,
      {
        ...settingsOf(properties),
        Name: requiredText(properties["Name"]),
        // The operation refuses whatever is not HTTP.
        ProtocolType: textOf(properties["ProtocolType"]) as "HTTP",
        RouteKey: textOf(properties["RouteKey"]),
        Target: textOf(properties["Target"]),
        Tags: tagsWith(textMapOf(properties["Tags"]) ?? {}, at),
      },
      asResource(at),
    );
    return instanceOf(ApiId, at);
  },

  async update(instance, { properties, previous }, at) {
    const ApiId = instance.physicalId;
    if (properties["CorsConfiguration"] === undefined && previous["CorsConfiguration"] !== undefined) {
      await at.call(ApiGatewayV2.DeleteCorsConfiguration, { ApiId }, asResource(at));
    }
    const defaults = { Description: "", Version: "", DisableExecuteApiEndpoint: false };
    await at.call(ApiGatewayV2.UpdateApi, { ...defaults, ...given(settingsOf(properties)), ApiId }, asResource(at));
    await retag(apiArn(at, ApiId), properties, at);
    return instanceOf(ApiId, at);
  },

  async delete(instance, _properties, at) {
    await unlessGone(at.call(ApiGatewayV2.DeleteApi, { ApiId: instance.physicalId }, asResource(at)));
  },
};

/** Gives an API or stage the tags of its template. */
export async function retag(ResourceArn: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const wanted = tagsWith(textMapOf(properties["Tags"]) ?? {}, at);
  const { Tags: current = {} } = await at.call(ApiGatewayV2.GetTags, { ResourceArn }, asResource(at));
  const TagKeys = droppedTags(current, wanted);
  if (TagKeys.length > 0) await at.call(ApiGatewayV2.UntagResource, { ResourceArn, TagKeys }, asResource(at));
  await at.call(ApiGatewayV2.TagResource, { ResourceArn, Tags: wanted }, asResource(at));
}

function instanceOf(apiId: string, at: ResourceScope): ResourceInstance {
  return { physicalId: apiId, attributes: { ApiEndpoint: apiEndpoint(apiId, at.endpoint), ApiId: apiId } };
}

function settingsOf(properties: ResourceProperties) {
  return {
    ApiKeySelectionExpression: textOf(properties["ApiKeySelectionExpression"]),
    CorsConfiguration: corsOf(properties["CorsConfiguration"]),
    Description: textOf(properties["Description"]),
    DisableExecuteApiEndpoint: booleanOf(properties["DisableExecuteApiEndpoint"]),
    // The operation refuses whatever is not ipv4.
    IpAddressType: textOf(properties["IpAddressType"]) as "ipv4" | undefined,
    Name: textOf(properties["Name"]),
    RouteSelectionExpression: textOf(properties["RouteSelectionExpression"]),
    Version: textOf(properties["Version"]),
  };
}

const CORS_MEMBERS = [
  "AllowCredentials",
  "AllowHeaders",
  "AllowMethods",
  "AllowOrigins",
  "ExposeHeaders",
  "MaxAge",
] as const;

function corsOf(value: unknown): Cors | undefined {
  if (value === undefined) return undefined;
  const cors = membersOf(value, CORS_MEMBERS);
  return {
    AllowCredentials: booleanOf(cors["AllowCredentials"]),
    AllowHeaders: textsOf(cors["AllowHeaders"]),
    AllowMethods: textsOf(cors["AllowMethods"]),
    AllowOrigins: textsOf(cors["AllowOrigins"]),
    ExposeHeaders: textsOf(cors["ExposeHeaders"]),
    MaxAge: numberOf(cors["MaxAge"]),
  };
}
