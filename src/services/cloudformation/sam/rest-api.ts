/**
 * AWS::Serverless::Api and the events that are its methods. SAM writes the methods into an OpenAPI body; here they are
 * resources of their own, with the same effect: a resource for each part of a path and a method for each event.
 */
import { notImplemented } from "../../../platform/service-error.ts";
import { canonical } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { digest } from "./digest.ts";
import {
  addResource,
  checkNames,
  inherited,
  invalidEvent,
  invalidResource,
  listOf,
  mapOf,
  pick,
  refName,
} from "./draft.ts";
import type { Draft } from "./draft.ts";
import { addPermission, eventProperties } from "./event.ts";
import type { FunctionEvent } from "./event.ts";
import { executeArn, invocationUri, methodPattern } from "./http-api.ts";

export const IMPLICIT_REST_API = "ServerlessRestApi";

/** Takes the place of the deployment while it is not known what it deploys. */
const PENDING_DEPLOYMENT = "Sluice::PendingDeployment";

export function expandRestApi(id: string, resource: Tree, draft: Draft): void {
  const properties = mapOf(resource["Properties"]);
  const known = ["StageName", "Name", "Description", "Variables", "EndpointConfiguration", "BinaryMediaTypes", "Tags"];
  checkNames(properties, known, `AWS::Serverless::Api (${id})`);
  const { StageName: stage, BinaryMediaTypes: types, EndpointConfiguration: endpoint, Tags: tags } = properties;
  if (stage === undefined) throw invalidResource(id, "Missing required property 'StageName'.");
  if (typeof stage !== "string") throw notImplemented("functions in StageName of AWS::Serverless::Api");
  const endpointType = mapOf(endpoint)["Type"] ?? endpoint;
  const tagged =
    tags === undefined ? {} : { Tags: Object.entries(mapOf(tags)).map(([Key, Value]) => ({ Key, Value })) };
  addResource(draft, id, {
    Type: "AWS::ApiGateway::RestApi",
    ...pick(resource, ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy"]),
    ...inherited(resource),
    Properties: {
      Name: properties["Name"] ?? { Ref: "AWS::StackName" },
      ...pick(properties, ["Description"]),
      ...(endpoint === undefined ? {} : { EndpointConfiguration: { Types: [endpointType] } }),
      // In templates `~1` stands for the slash of a media type.
      ...(types === undefined
        ? {}
        : { BinaryMediaTypes: listOf(types).map((type) => String(type).replaceAll("~1", "/")) }),
      ...tagged,
    },
  });
  draft.restMethods.set(id, []);
  addResource(draft, `${id}${stage.replace(/[^A-Za-z0-9]/g, "")}Stage`, {
    Type: "AWS::ApiGateway::Stage",
    ...inherited(resource),
    Properties: {
      DeploymentId: PENDING_DEPLOYMENT,
      RestApiId: { Ref: id },
      StageName: stage,
      ...pick(properties, ["Variables"]),
      ...tagged,
    },
  });
}

export function expandRestApiEvent(source: FunctionEvent, draft: Draft): void {
  const properties = eventProperties(source, ["RestApiId", "Path", "Method"], ["Path", "Method"]);
  const { functionId, eventId, resource } = source;
  const api = refName(properties["RestApiId"] ?? { Ref: IMPLICIT_REST_API }) ?? "";
  const methods = draft.restMethods.get(api);
  if (methods === undefined) {
    throw invalidEvent(
      functionId,
      eventId,
      "RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same template.",
    );
  }
  const path = String(properties["Path"]);
  const verb = String(properties["Method"]).toUpperCase();
  const methodId = `${functionId}${eventId}Method`;
  addResource(draft, methodId, {
    Type: "AWS::ApiGateway::Method",
    ...inherited(resource),
    Properties: {
      RestApiId: { Ref: api },
      ResourceId: addPath(api, path, draft),
      HttpMethod: verb,
      AuthorizationType: "NONE",
      Integration: { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri: invocationUri(source) },
    },
  });
  methods.push(methodId);
  const stage = stageOf(api, draft);
  const SourceArn = executeArn({ Ref: api }, methodPattern(verb, path));
  addPermission(source, { suffix: stage, grant: { Principal: "apigateway.amazonaws.com", SourceArn } }, draft);
}

/** Adds the resources that lead to a path, unless they are there; answers the id of the last one. */
function addPath(api: string, path: string, draft: Draft): Tree {
  let parent: Tree = { "Fn::GetAtt": [api, "RootResourceId"] };
  let walked = "";
  for (const part of path.split("/").filter((each) => each !== "")) {
    walked += `/${part}`;
    const id = `${api}Resource${part.replace(/[^A-Za-z0-9]/g, "")}${digest(walked).slice(0, 6)}`;
    if (!draft.resources.has(id)) {
      const Properties = { RestApiId: { Ref: api }, ParentId: parent, PathPart: part };
      draft.resources.set(id, { Type: "AWS::ApiGateway::Resource", Properties });
    }
    parent = { Ref: id };
  }
  return parent;
}

function stageOf(api: string, draft: Draft): string {
  for (const { Type: type, Properties: properties } of draft.resources.values()) {
    const { RestApiId: owner, StageName: stage } = mapOf(properties);
    if (type === "AWS::ApiGateway::Stage" && refName(owner) === api) return String(stage).replace(/[^A-Za-z0-9]/g, "");
  }
  return "";
}

/** Once every method is known: a deployment whose logical id changes with what it deploys, as SAM's does. */
export function finishRestApis(draft: Draft): void {
  for (const [api, methods] of draft.restMethods) {
    const parts = [...draft.resources].filter(([id]) => methods.includes(id) || id.startsWith(`${api}Resource`));
    const hash = digest(canonical([draft.resources.get(api), parts]));
    const deploymentId = `${api}Deployment${hash.slice(0, 10)}`;
    addResource(draft, deploymentId, {
      Type: "AWS::ApiGateway::Deployment",
      ...(methods.length === 0 ? {} : { DependsOn: methods }),
      ...inherited(mapOf(draft.resources.get(api))),
      Properties: { Description: `RestApi deployment id: ${hash}`, RestApiId: { Ref: api } },
    });
    for (const [id, resource] of draft.resources) {
      const properties = mapOf(resource["Properties"]);
      if (properties["DeploymentId"] !== PENDING_DEPLOYMENT || refName(properties["RestApiId"]) !== api) continue;
      draft.resources.set(id, { ...resource, Properties: { ...properties, DeploymentId: { Ref: deploymentId } } });
    }
  }
}
