/** The sections of a template and the form that each must have. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
import { notImplemented } from "../../../platform/service-error.ts";
import { templateFormatError } from "../errors.ts";
import {
  DESCRIPTION_MAXIMUM_BYTES,
  LOGICAL_ID_MAXIMUM_CHARACTERS,
  MAPPINGS_MAXIMUM,
  OUTPUTS_MAXIMUM,
  PARAMETERS_MAXIMUM,
  RESOURCES_MAXIMUM,
} from "../limits.ts";
import { readParameters } from "./parameter-declaration.ts";
import type { ParameterDeclaration } from "./parameter-declaration.ts";
import { isList, isTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";
export type ReplacePolicy = "Delete" | "Retain";

export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Tree;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly metadata: unknown;
  readonly deletionPolicy: DeletionPolicy;
  readonly replacePolicy: ReplacePolicy;
}

export interface OutputDeclaration {
  readonly name: string;
  readonly value: unknown;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  /** The export's name, not resolved. */
  readonly exportName: unknown;
}

/** A template whose form is right; what its values mean is another question. */
export interface Template {
  readonly description: string | undefined;
  readonly metadata: unknown;
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: ReadonlyMap<string, Tree>;
  readonly conditions: ReadonlyMap<string, unknown>;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const SECTIONS = new Set([
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Parameters",
  "Mappings",
  "Conditions",
  "Transform",
  "Resources",
  "Outputs",
]);
const REFUSED_SECTIONS = new Set(["Rules", "Hooks"]);
const RESOURCE_ATTRIBUTES = new Set([
  "Type",
  "Properties",
  "DependsOn",
  "Condition",
  "Metadata",
  "DeletionPolicy",
  "UpdateReplacePolicy",
]);
const REFUSED_ATTRIBUTES = new Set(["CreationPolicy", "UpdatePolicy"]);

/** @throws ValidationError, or NotImplemented for sections and attributes that AWS has and Sluice has not */
export function readTemplate(tree: unknown): Template {
  if (!isTree(tree)) throw templateFormatError("unsupported structure.");
  checkSections(tree);
  const description = tree["Description"];
  if (description !== undefined && typeof description !== "string") {
    throw templateFormatError("Every Description member must be a string.");
  }
  if (Buffer.byteLength(description ?? "") > DESCRIPTION_MAXIMUM_BYTES) {
    throw templateFormatError(`'Description' length is greater than ${DESCRIPTION_MAXIMUM_BYTES}.`);
  }
  return {
    description,
    metadata: tree["Metadata"],
    transforms: transformsOf(tree),
    parameters: readParameters(section(tree, "Parameters", PARAMETERS_MAXIMUM)),
    mappings: readMappings(section(tree, "Mappings", MAPPINGS_MAXIMUM)),
    conditions: new Map(Object.entries(section(tree, "Conditions"))),
    resources: readResources(tree),
    outputs: readOutputs(section(tree, "Outputs", OUTPUTS_MAXIMUM)),
  };
}

/** The transforms that a template declares for itself as a whole. */
export function transformsOf(tree: Tree): readonly string[] {
  const { Transform: transform } = tree;
  if (transform === undefined) return [];
  const all = isList(transform) ? transform : [transform];
  return all.map((each) => {
    if (typeof each === "string") return each;
    throw notImplemented("transforms with parameters (AWS::Include, macros)");
  });
}

function checkSections(tree: Tree): void {
  const unknown = Object.keys(tree).filter((name) => !SECTIONS.has(name));
  for (const name of unknown) if (REFUSED_SECTIONS.has(name)) throw notImplemented(`the template section ${name}`);
  if (unknown.length > 0) throw templateFormatError(`Invalid template property or properties [${unknown.join(", ")}]`);
  const version = tree["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== "2010-09-09") {
    throw templateFormatError(`Template format version not supported: ${JSON.stringify(version)}`);
  }
}

function section(tree: Tree, name: string, maximum = Number.MAX_SAFE_INTEGER): Tree {
  const value = tree[name] ?? {};
  if (!isTree(value)) throw templateFormatError(`${name} section must be a map.`);
  const count = Object.keys(value).length;
  if (count > maximum) {
    throw templateFormatError(`Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${maximum}`);
  }
  return value;
}

function readMappings(mappings: Tree): ReadonlyMap<string, Tree> {
  const read = new Map<string, Tree>();
  for (const [name, mapping] of Object.entries(mappings)) {
    if (!isTree(mapping)) throw templateFormatError(`Every Mappings member ${name} must be a map`);
    for (const attributes of Object.values(mapping)) {
      if (!isTree(attributes)) throw templateFormatError(`Every Mappings member ${name} must be a map`);
      const isPlain = Object.values(attributes).every(
        (value) => isList(value) || (value !== null && typeof value !== "object"),
      );
      if (!isPlain) throw templateFormatError("Every Mappings attribute must be a String or a List.");
    }
    read.set(name, mapping);
  }
  return read;
}

function readResources(tree: Tree): ReadonlyMap<string, ResourceDeclaration> {
  const resources = section(tree, "Resources", RESOURCES_MAXIMUM);
  if (Object.keys(resources).length === 0) throw templateFormatError("At least one Resources member must be defined.");
  return new Map(Object.entries(resources).map(([id, value]) => [id, readResource(id, value)]));
}

function readResource(logicalId: string, value: unknown): ResourceDeclaration {
  checkName(logicalId, "Resource");
  if (!isTree(value)) throw templateFormatError("Any Resources member must be an object.");
  const { Type: type, Properties: properties, Condition: condition } = value;
  if (typeof type !== "string") {
    throw templateFormatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  for (const name of Object.keys(value)) {
    if (REFUSED_ATTRIBUTES.has(name)) throw notImplemented(`the resource attribute ${name} (of ${logicalId})`);
    if (!RESOURCE_ATTRIBUTES.has(name)) throw templateFormatError(`Invalid template resource property '${name}'`);
  }
  if (properties !== undefined && properties !== null && !isTree(properties)) {
    throw templateFormatError(`[/Resources/${logicalId}/Properties] must be an object.`);
  }
  if (condition !== undefined && typeof condition !== "string") {
    throw templateFormatError(`Every Condition member must be a string.`);
  }
  return {
    logicalId,
    type,
    properties: isTree(properties) ? properties : {},
    dependsOn: readDependsOn(value["DependsOn"], logicalId),
    condition,
    metadata: value["Metadata"],
    deletionPolicy: readPolicy(value["DeletionPolicy"], "DeletionPolicy", ["Delete", "Retain", "RetainExceptOnCreate"]),
    replacePolicy: readPolicy(value["UpdateReplacePolicy"], "UpdateReplacePolicy", ["Delete", "Retain"]),
  };
}

function readDependsOn(value: unknown, logicalId: string): readonly string[] {
  const names = value === undefined ? [] : isList(value) ? value : [value];
  return names.map((name) => {
    if (typeof name === "string") return name;
    throw templateFormatError(`DependsOn must be a string or a list of strings (of ${logicalId}).`);
  });
}

function readPolicy<T extends string>(value: unknown, attribute: string, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((each) => each === value);
  if (found === undefined && value === "Snapshot") throw notImplemented(`${attribute} Snapshot`);
  if (found === undefined) throw templateFormatError(`Unrecognized ${attribute} ${JSON.stringify(value)}`);
  return found;
}

function readOutputs(outputs: Tree): ReadonlyMap<string, OutputDeclaration> {
  return new Map(Object.entries(outputs).map(([name, value]) => [name, readOutput(name, value)]));
}

function readOutput(name: string, output: unknown): OutputDeclaration {
  checkName(name, "Output");
  if (!isTree(output) || !("Value" in output)) {
    throw templateFormatError("Every Outputs member must contain a Value object");
  }
  const { Value: value, Description: description, Condition: condition, Export: exported } = output;
  if (value === null) throw templateFormatError(`[/Outputs/${name}/Value] 'null' values are not allowed in templates`);
  const unknown = Object.keys(output).filter(
    (member) => !["Value", "Description", "Condition", "Export"].includes(member),
  );
  if (unknown.length > 0) throw templateFormatError(`Invalid template output property '${unknown[0]}'`);
  if (exported !== undefined && (!isTree(exported) || !("Name" in exported))) {
    throw templateFormatError(`Output ${name} is malformed. The Name field of every Export member must be specified.`);
  }
  return {
    name,
    value,
    description: typeof description === "string" ? description : undefined,
    condition: typeof condition === "string" ? condition : undefined,
    exportName: isTree(exported) ? exported["Name"] : undefined,
  };
}

export function checkName(name: string, what: "Resource" | "Output" | "Parameter"): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw templateFormatError(`${what} name ${name} is non alphanumeric.`);
  if (name.length > LOGICAL_ID_MAXIMUM_CHARACTERS) {
    throw templateFormatError(`${what} name ${name} is longer than ${LOGICAL_ID_MAXIMUM_CHARACTERS} characters.`);
  }
}
