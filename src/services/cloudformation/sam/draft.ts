/** A template on its way through the SAM transform: the resources so far, and what goes wrong with the document. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { validationError } from "../errors.ts";
import { isList, isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";

/** One resource as templates write it. */
export type ResourceTree = Tree;

/** The resources of the template that the transform makes; each step adds to them. */
export interface Draft {
  readonly resources: Map<string, ResourceTree>;
  /** Paths and methods of REST APIs, by the API's logical id: their deployments depend on them. */
  readonly restMethods: Map<string, string[]>;
  /** Names by which the template refers to something, and the logical id that it has in the end. */
  readonly renamed: Map<string, string>;
}

/** The attributes that what a resource generates takes over from it. */
export function inherited(resource: Tree): Tree {
  return resource["Condition"] === undefined ? {} : { Condition: resource["Condition"] };
}

/** @throws ValidationError when the transform would overwrite a resource that the template has */
export function addResource(draft: Draft, logicalId: string, resource: ResourceTree): void {
  if (draft.resources.has(logicalId)) {
    throw invalidResource(logicalId, "The transform generates a resource with this logical id, too.");
  }
  draft.resources.set(logicalId, resource);
}

/** What the service says of a document that breaks SAM's rules. */
export function invalidResource(logicalId: string, sentence: string): ServiceError {
  return validationError(
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [${logicalId}] is invalid. ${sentence}`,
  );
}

export function invalidEvent(functionId: string, eventId: string, sentence: string): ServiceError {
  return invalidResource(functionId, `Event with id [${eventId}] is invalid. ${sentence}`);
}

/** Refuses by name every property that is not acted upon. @throws NotImplemented */
export function checkNames(properties: Tree, known: readonly string[], owner: string): void {
  for (const name of Object.keys(properties)) {
    if (!known.includes(name)) throw notImplemented(`the property ${name} of ${owner}`);
  }
}

/** The named properties as they are, those that are absent left out. */
export function pick(properties: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(
    names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
  );
}

/** A map, or an empty one where the template has none. */
export function mapOf(value: unknown): Tree {
  return isTree(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

/** The logical id that a `Ref` names, or undefined for anything else. */
export function refName(value: unknown): string | undefined {
  const name = isTree(value) ? value["Ref"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** CloudFormation's list of tags from SAM's map. */
export function tagList(tags: Tree): readonly Tree[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
