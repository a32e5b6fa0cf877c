/** The SAM transform: a pure function from a template with AWS::Serverless types to one without them. */
import { notImplemented } from "../../../platform/service-error.ts";
import { templateFormatError } from "../errors.ts";
import { isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { mapOf } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { expandFunction } from "./function.ts";
import { checkGlobals, withGlobals } from "./globals.ts";
import { expandHttpApi, IMPLICIT_HTTP_API } from "./http-api.ts";
import { expandLayerVersion } from "./layer-version.ts";
import { renameReferences } from "./rename-references.ts";
import { expandRestApi, finishRestApis, IMPLICIT_REST_API } from "./rest-api.ts";

export const SAM_TRANSFORM = "AWS::Serverless-2016-10-31";

/**
 * @throws ValidationError for a document that breaks SAM's rules
 * @throws NotImplemented for types, events and properties of SAM that are not here
 * @see https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst
 */
export function transformSam(tree: Tree): Tree {
  const { Transform: _transform, Globals: givenGlobals, Resources: givenResources, ...rest } = tree;
  if (!isTree(givenResources)) throw templateFormatError("At least one Resources member must be defined.");
  const globals = mapOf(givenGlobals);
  checkGlobals(globals);
  const draft: Draft = { resources: new Map(), restMethods: new Map(), renamed: new Map() };
  const serverless: [id: string, resource: Tree, type: string][] = [];
  for (const [id, resource] of Object.entries(givenResources)) {
    const type = isTree(resource) && typeof resource["Type"] === "string" ? resource["Type"] : "";
    if (!isTree(resource) || !type.startsWith("AWS::Serverless::")) {
      // What is no resource at all is refused where resources are read.
      draft.resources.set(id, mapOf(resource));
    } else {
      serverless.push([id, { ...resource, Properties: withGlobals(resource, type, globals) }, type]);
    }
  }
  // APIs first: the events of functions refer to them.
  for (const [id, resource, type] of serverless) {
    if (type === "AWS::Serverless::HttpApi") expandHttpApi(id, resource, draft);
    else if (type === "AWS::Serverless::Api") expandRestApi(id, resource, draft);
    else if (type === "AWS::Serverless::LayerVersion") expandLayerVersion(id, resource, draft);
    else if (type !== "AWS::Serverless::Function") throw notImplemented(`the resource type ${type}`);
  }
  const functions = serverless.filter(([, , type]) => type === "AWS::Serverless::Function");
  const events = functions.flatMap(([, resource]) =>
    Object.values(mapOf(mapOf(resource["Properties"])["Events"])).map(mapOf),
  );
  const isImplicit = (type: string, api: string): boolean =>
    events.some((event) => event["Type"] === type && mapOf(event["Properties"])[api] === undefined);
  if (isImplicit("HttpApi", "ApiId")) {
    const Properties = withGlobals({}, "AWS::Serverless::HttpApi", globals);
    expandHttpApi(IMPLICIT_HTTP_API, { Properties }, draft);
  }
  if (isImplicit("Api", "RestApiId")) {
    const Properties = withGlobals({ Properties: { StageName: "Prod" } }, "AWS::Serverless::Api", globals);
    expandRestApi(IMPLICIT_REST_API, { Properties }, draft);
  }
  for (const [id, resource] of functions) expandFunction(id, resource, draft);
  finishRestApis(draft);
  return renameReferences({ ...rest, Resources: Object.fromEntries(draft.resources) }, draft.renamed);
}
