/** AutoPublishAlias: a version whenever the code changes, and an alias that follows it and is what events invoke. */
import { notImplemented } from "../../../platform/service-error.ts";
import { canonical } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { digest } from "./digest.ts";
import { addResource, inherited, invalidResource, mapOf, pick } from "./draft.ts";
import type { Draft } from "./draft.ts";

/** What a function's own properties say of its alias. */
export const ALIAS_PROPERTIES = [
  "AutoPublishAlias",
  "AutoPublishAliasAllProperties",
  "AutoPublishCodeSha256",
  "VersionDescription",
  "ProvisionedConcurrencyConfig",
];

export interface PublishedAlias {
  readonly id: string;
  readonly name: string;
}

const HASH_CHARACTERS = 10;

/**
 * Adds them; undefined for a function without an alias.
 * @param made the properties of the function that the transform makes
 * @see https://github.com/aws/serverless-application-model/blob/develop/docs/safe_lambda_deployments.rst
 */
export function expandAlias(
  { id, resource, made }: { readonly id: string; readonly resource: Tree; readonly made: Tree },
  draft: Draft,
): PublishedAlias | undefined {
  const properties = mapOf(resource["Properties"]);
  const name = properties["AutoPublishAlias"];
  if (name === undefined) {
    if (properties["ProvisionedConcurrencyConfig"] !== undefined) {
      throw invalidResource(id, "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function");
    }
    return undefined;
  }
  // SAM puts the value of a parameter in; logical ids are made of it, so it must be known here.
  if (typeof name !== "string") throw notImplemented(`an AutoPublishAlias that is no text (of ${id})`);
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw invalidResource(id, "AutoPublishAlias must be letters, digits, hyphens and underscores.");
  }
  const versionId = `${id}Version${codeHash(properties, made)}`;
  addResource(draft, versionId, {
    Type: "AWS::Lambda::Version",
    // Whoever still uses an older version finds it.
    DeletionPolicy: "Retain",
    ...inherited(resource),
    Properties: {
      FunctionName: { Ref: id },
      ...(properties["VersionDescription"] === undefined ? {} : { Description: properties["VersionDescription"] }),
    },
  });
  const aliasId = `${id}Alias${name.replaceAll("-", "D").replaceAll("_", "U")}`;
  addResource(draft, aliasId, {
    Type: "AWS::Lambda::Alias",
    ...inherited(resource),
    Properties: {
      Name: name,
      FunctionName: { Ref: id },
      FunctionVersion: { "Fn::GetAtt": [versionId, "Version"] },
      ...pick(properties, ["ProvisionedConcurrencyConfig"]),
    },
  });
  draft.renamed.set(`${id}.Alias`, aliasId);
  draft.renamed.set(`${id}.Version`, versionId);
  return { id: aliasId, name };
}

/** What a new version is made for: other code, or any other property where the template asks for that. */
function codeHash(properties: Tree, made: Tree): string {
  const given = properties["AutoPublishCodeSha256"];
  const isOfAll = properties["AutoPublishAliasAllProperties"] === true;
  const subject = isOfAll ? [made, given] : (given ?? made["Code"]);
  return digest(canonical(subject)).slice(0, HASH_CHARACTERS);
}
