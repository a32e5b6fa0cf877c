/** AWS::ApiGatewayV2::Stage: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
import type { ResourceInstance, ResourceProperties, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { tagsWith } from "../../../platform/stack-tags.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { booleanOf, numberOf, recordOf, requiredText, textMapOf, textOf } from "../../../platform/template-values.ts";
import { ApiGatewayV2, type CreateStageRequest, type RouteSettings } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { stages } from "../keyspaces.ts";
import { STAGE_MEMBERS } from "../stage/stage-record.ts";
import { retag } from "./api-resource.ts";

export const stageResource: ResourceType = {
  type: "AWS::ApiGatewayV2::Stage",
  properties: [...STAGE_MEMBERS, "Tags"],
  required: ["ApiId", "StageName"],
  replacedBy: ["ApiId", "StageName"],

  async create(properties, at) {
    const input = inputOf(properties);
    const before = madeBefore(
      { among: stages, within: [input.ApiId], isIt: (stage) => stage.stageName === input.StageName },
      at,
    );
    if (before !== undefined) return instanceOf(before.stageName);
    const Tags = tagsWith(textMapOf(properties["Tags"]) ?? {}, at);
    await at.call(ApiGatewayV2.CreateStage, { ...input, Tags }, asResource(at));
    return instanceOf(input.StageName);
  },

  async update(instance, { properties, previous }, at) {
    const { AutoDeploy = false, Description = "", DefaultRouteSettings, ...input } = inputOf(properties);
    const { ApiId, StageName } = input;
    for (const RouteKey of Object.keys(recordOf(previous["RouteSettings"]) ?? {})) {
      if (recordOf(properties["RouteSettings"])?.[RouteKey] !== undefined) continue;
      await unlessGone(at.call(ApiGatewayV2.DeleteRouteSettings, { ApiId, StageName, RouteKey }, asResource(at)));
    }
    // An empty value removes a variable.
    const dropped = Object.keys(recordOf(previous["StageVariables"]) ?? {}).map((name) => [name, ""] as const);
    const StageVariables = { ...Object.fromEntries(dropped), ...input.StageVariables };
    const settings = { DetailedMetricsEnabled: false, ...DefaultRouteSettings };
    await at.call(
      ApiGatewayV2.UpdateStage,
      { ...input, AutoDeploy, Description, DefaultRouteSettings: settings, StageVariables },
      asResource(at),
    );
    await retag(apiArn(at, ApiId, `/stages/${encodeURIComponent(StageName)}`), properties, at);
    return instance;
  },

  async delete(instance, properties, at) {
    const ApiId = requiredText(properties["ApiId"]);
    await unlessGone(at.call(ApiGatewayV2.DeleteStage, { ApiId, StageName: instance.physicalId }, asResource(at)));
  },
};

function inputOf(properties: ResourceProperties): CreateStageRequest {
  const byRoute = recordOf(properties["RouteSettings"]);
  const byDefault = properties["DefaultRouteSettings"];
  return {
    ApiId: requiredText(properties["ApiId"]),
    StageName: requiredText(properties["StageName"]),
    AutoDeploy: booleanOf(properties["AutoDeploy"]),
    DefaultRouteSettings: byDefault === undefined ? undefined : settingsOf(byDefault),
    DeploymentId: textOf(properties["DeploymentId"]),
    Description: textOf(properties["Description"]),
    RouteSettings: byRoute && Object.fromEntries(Object.entries(byRoute).map(([key, each]) => [key, settingsOf(each)])),
    StageVariables: textMapOf(properties["StageVariables"]),
  };
}

function settingsOf(value: unknown): RouteSettings {
  const settings = recordOf(value) ?? {};
  return {
    DataTraceEnabled: booleanOf(settings["DataTraceEnabled"]),
    DetailedMetricsEnabled: booleanOf(settings["DetailedMetricsEnabled"]),
    // The operation checks it against its model.
    LoggingLevel: textOf(settings["LoggingLevel"]) as RouteSettings["LoggingLevel"],
    ThrottlingBurstLimit: numberOf(settings["ThrottlingBurstLimit"]),
    ThrottlingRateLimit: numberOf(settings["ThrottlingRateLimit"]),
  };
}

function instanceOf(stageName: string): ResourceInstance {
  return { physicalId: stageName, attributes: {} };
}
