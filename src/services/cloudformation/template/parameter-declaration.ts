/** The Parameters section: what a template asks of whoever deploys it. */
import { notImplemented } from "../../../platform/service-error.ts";
import { templateFormatError } from "../errors.ts";
import { isList, isTree, scalarText } from "./tree.ts";
import type { Tree } from "./tree.ts";

export type ParameterType = "String" | "Number" | "List<Number>" | "List<String>" | "CommaDelimitedList";

export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly defaultValue: string | undefined;
  readonly allowedValues: readonly string[] | undefined;
  readonly allowedPattern: string | undefined;
  readonly constraintDescription: string | undefined;
  readonly description: string | undefined;
  readonly minimumLength: number | undefined;
  readonly maximumLength: number | undefined;
  readonly minimumValue: number | undefined;
  readonly maximumValue: number | undefined;
  readonly noEcho: boolean;
}

const TYPES: readonly ParameterType[] = ["String", "Number", "List<Number>", "List<String>", "CommaDelimitedList"];
const MEMBERS = new Set([
  "Type",
  "Default",
  "AllowedValues",
  "AllowedPattern",
  "ConstraintDescription",
  "Description",
  "MinLength",
  "MaxLength",
  "MinValue",
  "MaxValue",
  "NoEcho",
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
export function readParameters(section: Tree): ReadonlyMap<string, ParameterDeclaration> {
  return new Map(Object.entries(section).map(([name, value]) => [name, readParameter(name, value)]));
}

function readParameter(name: string, value: unknown): ParameterDeclaration {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw templateFormatError(`Parameter name ${name} is non alphanumeric.`);
  if (!isTree(value)) throw templateFormatError("Any Parameters member must be an object.");
  if (value["Type"] === undefined) throw templateFormatError("Every Parameters object must contain a Type member.");
  const unknown = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw templateFormatError(`Invalid template parameter property '${unknown}'`);
  const allowed = value["AllowedValues"];
  if (allowed !== undefined && !isList(allowed)) {
    throw templateFormatError(`Every AllowedValues member must be a list (of ${name}).`);
  }
  return {
    name,
    type: typeOf(name, value["Type"]),
    defaultValue: defaultOf(name, value["Default"]),
    allowedValues: allowed?.map((each) => scalarText(each) ?? ""),
    allowedPattern: scalarText(value["AllowedPattern"]),
    constraintDescription: scalarText(value["ConstraintDescription"]),
    description: scalarText(value["Description"]),
    minimumLength: bound(name, value["MinLength"]),
    maximumLength: bound(name, value["MaxLength"]),
    minimumValue: bound(name, value["MinValue"]),
    maximumValue: bound(name, value["MaxValue"]),
    noEcho: scalarText(value["NoEcho"])?.toLowerCase() === "true",
  };
}

function typeOf(name: string, value: unknown): ParameterType {
  const found = TYPES.find((type) => type === value);
  if (found !== undefined) return found;
  if (typeof value === "string" && /^(List<)?AWS::/.test(value)) {
    throw notImplemented(`the parameter type ${value} (of ${name})`);
  }
  throw templateFormatError(`Unrecognized parameter type: ${JSON.stringify(value)}`);
}

function defaultOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = scalarText(value);
  if (text === undefined) throw templateFormatError(`Every Default member must be a string (of ${name}).`);
  return text;
}

function bound(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(scalarText(value));
  if (Number.isNaN(number)) throw templateFormatError(`Every bound of a parameter must be a number (of ${name}).`);
  return number;
}
