/** AWS::ApiGatewayV2::Route: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
import type { ResourceInstance, ResourceProperties, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { booleanOf, requiredText, textOf } from "../../../platform/template-values.ts";
import { ApiGatewayV2, type CreateRouteRequest } from "../../../schema/generated/apigatewayv2.ts";
import { routes } from "../keyspaces.ts";
import { ROUTE_MEMBERS } from "../route/route-record.ts";

export const routeResource: ResourceType = {
  type: "AWS::ApiGatewayV2::Route",
  properties: ROUTE_MEMBERS,
  required: ["ApiId", "RouteKey"],
  replacedBy: ["ApiId"],

  async create(properties, at) {
    const input = inputOf(properties);
    const before = madeBefore({ among: routes, within: [input.ApiId] }, at);
    if (before !== undefined) return instanceOf(before.routeId);
    const { RouteId = "" } = await at.call(ApiGatewayV2.CreateRoute, input, asResource(at));
    return instanceOf(RouteId);
  },

  async update(instance, { properties }, at) {
    const { Target = "", ...rest } = inputOf(properties);
    await at.call(ApiGatewayV2.UpdateRoute, { ...rest, Target, RouteId: instance.physicalId }, asResource(at));
    return instance;
  },

  async delete(instance, properties, at) {
    const ApiId = requiredText(properties["ApiId"]);
    await unlessGone(at.call(ApiGatewayV2.DeleteRoute, { ApiId, RouteId: instance.physicalId }, asResource(at)));
  },
};

function inputOf(properties: ResourceProperties): CreateRouteRequest {
  return {
    ApiId: requiredText(properties["ApiId"]),
    ApiKeyRequired: booleanOf(properties["ApiKeyRequired"]),
    // The operation checks it against its model.
    AuthorizationType: textOf(properties["AuthorizationType"]) as CreateRouteRequest["AuthorizationType"],
    OperationName: textOf(properties["OperationName"]),
    RouteKey: requiredText(properties["RouteKey"]),
    Target: textOf(properties["Target"]),
  };
}

function instanceOf(routeId: string): ResourceInstance {
  return { physicalId: routeId, attributes: { RouteId: routeId } };
}
