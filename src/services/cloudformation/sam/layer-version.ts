/** AWS::Serverless::LayerVersion: a layer version whose logical id changes with it, so that older ones stay. */
import { canonical } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { codeLocation } from "./code-location.ts";
import { digest } from "./digest.ts";
import { addResource, checkNames, inherited, invalidResource, mapOf, pick } from "./draft.ts";
import type { Draft } from "./draft.ts";

const PASSED = ["Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"];
const HASH_CHARACTERS = 10;

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html */
export function expandLayerVersion(id: string, resource: Tree, draft: Draft): void {
  const properties = mapOf(resource["Properties"]);
  const own = ["LayerName", "ContentUri", "RetentionPolicy"];
  checkNames(properties, [...PASSED, ...own], `AWS::Serverless::LayerVersion (${id})`);
  const { LayerName: name = id, ContentUri: uri, RetentionPolicy: retention = "Retain" } = properties;
  if (retention !== "Retain" && retention !== "Delete") {
    throw invalidResource(id, "'RetentionPolicy' must be one of the following options: ['Retain', 'Delete'].");
  }
  const made = { LayerName: name, Content: codeLocation(id, { name: "ContentUri", uri }), ...pick(properties, PASSED) };
  const versionId = id + digest(canonical(made)).slice(0, HASH_CHARACTERS);
  addResource(draft, versionId, {
    Type: "AWS::Lambda::LayerVersion",
    ...pick(resource, ["DependsOn", "Metadata"]),
    ...inherited(resource),
    DeletionPolicy: retention,
    Properties: made,
  });
  draft.renamed.set(id, versionId);
}
