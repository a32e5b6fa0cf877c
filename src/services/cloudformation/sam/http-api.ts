/**
 * AWS::Serverless::HttpApi and the events that are its routes. SAM writes the routes into an OpenAPI body; here they are
 * resources of their own, with the same effect: an integration and a route for each event.
 */
import { functionOf, isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { addResource, checkNames, inherited, invalidEvent, mapOf, pick, refName } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { addPermission, eventProperties } from "./event.ts";
import type { FunctionEvent } from "./event.ts";

export const IMPLICIT_HTTP_API = "ServerlessHttpApi";

const STAGE_SETTINGS = ["StageVariables", "DefaultRouteSettings", "RouteSettings", "AccessLogSettings"];
const API_SETTINGS = ["Description", "DisableExecuteApiEndpoint"];

export function expandHttpApi(id: string, resource: Tree, draft: Draft): void {
  const properties = mapOf(resource["Properties"]);
  const own = ["StageName", "Name", "CorsConfiguration", "Tags"];
  checkNames(properties, [...own, ...STAGE_SETTINGS, ...API_SETTINGS], `AWS::Serverless::HttpApi (${id})`);
  const { StageName: stage = "$default", CorsConfiguration: cors, Tags: tags } = properties;
  const allTags = { "httpapi:createdBy": "SAM", ...mapOf(tags) };
  addResource(draft, id, {
    Type: "AWS::ApiGatewayV2::Api",
    ...pick(resource, ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy"]),
    ...inherited(resource),
    Properties: {
      Name: properties["Name"] ?? { Ref: "AWS::StackName" },
      ProtocolType: "HTTP",
      ...pick(properties, API_SETTINGS),
      ...(cors === undefined ? {} : { CorsConfiguration: cors === true ? { AllowOrigins: ["*"] } : cors }),
      Tags: allTags,
    },
  });
  addResource(draft, stageId(id, stage), {
    Type: "AWS::ApiGatewayV2::Stage",
    ...inherited(resource),
    Properties: {
      ApiId: { Ref: id },
      StageName: stage,
      AutoDeploy: true,
      ...pick(properties, STAGE_SETTINGS),
      Tags: allTags,
    },
  });
}

function stageId(id: string, stage: unknown): string {
  if (stage === "$default") return `${id}ApiGatewayDefaultStage`;
  return typeof stage === "string" ? `${id}${stage.replace(/[^A-Za-z0-9]/g, "")}Stage` : `${id}Stage`;
}

export function expandHttpApiEvent(source: FunctionEvent, draft: Draft): void {
  const properties = eventProperties(
    source,
    ["ApiId", "Path", "Method", "PayloadFormatVersion", "TimeoutInMillis"],
    [],
  );
  const { functionId, eventId, resource } = source;
  const { ApiId: api = { Ref: IMPLICIT_HTTP_API }, Path: path, Method: method } = properties;
  if ((path === undefined) !== (method === undefined)) {
    throw invalidEvent(functionId, eventId, "Must define both Path and Method, or neither of them.");
  }
  const name = refName(api);
  if (isTree(api) && name === undefined && functionOf(api) === undefined) {
    throw invalidEvent(functionId, eventId, "ApiId must be a string or reference an API.");
  }
  const timeout = properties["TimeoutInMillis"];
  const id = `${functionId}${eventId}`;
  addResource(draft, `${id}Integration`, {
    Type: "AWS::ApiGatewayV2::Integration",
    ...inherited(resource),
    Properties: {
      ApiId: api,
      IntegrationType: "AWS_PROXY",
      IntegrationMethod: "POST",
      IntegrationUri: invocationUri(source),
      PayloadFormatVersion: properties["PayloadFormatVersion"] ?? "2.0",
      ...(timeout === undefined ? {} : { TimeoutInMillis: timeout }),
    },
  });
  const verb = String(method).toUpperCase() === "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : String(method).toUpperCase();
  addResource(draft, `${id}Route`, {
    Type: "AWS::ApiGatewayV2::Route",
    ...inherited(resource),
    Properties: {
      ApiId: api,
      RouteKey: path === undefined ? "$default" : `${verb} ${String(path)}`,
      Target: { "Fn::Sub": ["integrations/${__Integration__}", { __Integration__: { Ref: `${id}Integration` } }] },
    },
  });
  const pattern = path === undefined ? "*" : methodPattern(verb, String(path));
  const grant = { Principal: "apigateway.amazonaws.com", SourceArn: executeArn(api, pattern) };
  addPermission(source, { grant }, draft);
}

/** Where API Gateway invokes a function. */
export function invocationUri({ functionId, alias }: FunctionEvent): Tree {
  const invoked = alias?.id ?? `${functionId}.Arn`;
  const text = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${invoked}}/invocations`;
  return { "Fn::Sub": text };
}

/** Method and path as a permission's source names them: whatever may stand for a part of the path is `*`. */
export function methodPattern(verb: string, path: string): string {
  return `${verb === "ANY" ? "*" : verb}${path.replace(/\{[^}]*\}/g, "*")}`;
}

/** Any stage of the API, and the methods that `pattern` names. */
export function executeArn(api: unknown, pattern: string): Tree {
  const text = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${pattern}`;
  return { "Fn::Sub": [text, { __ApiId__: api, __Stage__: "*" }] };
}
