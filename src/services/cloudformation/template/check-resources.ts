/** Everything about resources that can be wrong and be known before one is made. */
import type { ResourceType } from "../../../platform/resource-type.ts";
import { propertiesInvalid, templateFormatError } from "../errors.ts";
import type { Environment } from "./environment.ts";
import type { EvaluatedTemplate } from "./evaluated.ts";
import { resolveValue } from "./intrinsics.ts";
import type { Template } from "./template.ts";
import { isTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

type ResourceTypes = ReadonlyMap<string, ResourceType>;

/** @throws ValidationError naming every type that nobody here makes */
export function checkTypes(template: Template, types: ResourceTypes): void {
  const unknown = new Set<string>();
  for (const { type } of template.resources.values()) if (!types.has(type)) unknown.add(type);
  if (unknown.size > 0) throw templateFormatError(`Unrecognized resource types: [${[...unknown].join(", ")}]`);
}

/**
 * Resolves the properties of every resource as far as they can be known, and checks their names.
 * @throws ValidationError for a property that the type does not act upon, one that is missing, or a function that fails
 */
export function previewProperties(
  evaluated: EvaluatedTemplate,
  environment: Environment,
  types: ResourceTypes,
): ReadonlyMap<string, Tree> {
  const previews = new Map<string, Tree>();
  for (const id of evaluated.order) {
    const resource = evaluated.resources.get(id);
    const type = types.get(resource?.type ?? "");
    if (resource === undefined || type === undefined) continue;
    const properties = resolvedProperties(resource.properties, environment);
    checkProperties(id, properties, type);
    previews.set(id, properties);
  }
  for (const output of evaluated.outputs.values()) {
    resolveValue(output.value, environment);
    resolveValue(output.exportName, environment);
  }
  return previews;
}

export function resolvedProperties(properties: Tree, environment: Environment): Tree {
  const resolved = resolveValue(properties, environment);
  return isTree(resolved) ? resolved : {};
}

export function checkProperties(logicalId: string, properties: Tree, type: ResourceType): void {
  const findings = [
    ...type.required.filter((name) => properties[name] === undefined).map((name) => `required key [${name}] not found`),
    ...Object.keys(properties)
      .filter((name) => !type.properties.includes(name))
      .map((name) => `extraneous key [${name}] is not permitted`),
  ];
  if (findings.length > 0) throw propertiesInvalid(logicalId, findings);
}
