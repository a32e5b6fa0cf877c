/** The intrinsic functions. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
import { notImplemented } from "../../../platform/service-error.ts";
import { noExport, templateError } from "../errors.ts";
import { KNOWN_AFTER_APPLY, NO_VALUE } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { splitAttribute } from "./parse.ts";
import { functionOf, isList, isTree, scalarText } from "./tree.ts";

type Intrinsic = (argument: unknown, environment: Environment) => unknown;

/**
 * The value with all functions in it evaluated; NO_VALUE when nothing is left of it.
 * @throws ValidationError with AWS's sentence for a function that is malformed or has nothing to give
 */
export function resolveValue(value: unknown, environment: Environment): unknown {
  if (isList(value)) {
    return value.map((each) => resolveValue(each, environment)).filter((each) => each !== NO_VALUE);
  }
  if (!isTree(value)) return refuseDynamic(value);
  const call = functionOf(value);
  if (call === undefined) {
    const entries = Object.entries(value).map(([name, each]) => [name, resolveValue(each, environment)] as const);
    return Object.fromEntries(entries.filter(([, each]) => each !== NO_VALUE));
  }
  const [name, argument] = call;
  const intrinsic = INTRINSICS.get(name);
  if (intrinsic === undefined) throw unknownFunction(name);
  return intrinsic(argument, environment);
}

/** Why a name that begins with `Fn::` is no function here. */
export function unknownFunction(name: string): Error {
  if (REFUSED.has(name) || name.startsWith("Fn::ForEach")) return notImplemented(`the function ${name}`);
  return templateError(`Unrecognized function ${name}`);
}

export function isIntrinsic(name: string): boolean {
  return INTRINSICS.has(name);
}

const REFUSED = new Set(
  "Fn::Cidr Fn::GetAZs Fn::Transform Fn::GetStackOutput Fn::Length Fn::ToJsonString Fn::Contains Fn::EachMemberEquals Fn::EachMemberIn Fn::RefAll Fn::ValueOf Fn::ValueOfAll".split(
    " ",
  ),
);

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ["Ref", ref],
  ["Fn::GetAtt", getAtt],
  ["Fn::Sub", sub],
  ["Fn::Join", join],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::If", choose],
  ["Fn::FindInMap", findInMap],
  ["Fn::ImportValue", importValue],
  ["Fn::Base64", base64],
  ["Fn::Equals", (argument, environment) => conditionValue({ "Fn::Equals": argument }, environment)],
  ["Fn::Not", (argument, environment) => conditionValue({ "Fn::Not": argument }, environment)],
  ["Fn::And", (argument, environment) => conditionValue({ "Fn::And": argument }, environment)],
  ["Fn::Or", (argument, environment) => conditionValue({ "Fn::Or": argument }, environment)],
  // A property that is called Condition, such as a policy statement's, is no function.
  ["Condition", (argument, environment) => ({ Condition: resolveValue(argument, environment) })],
]);

function refuseDynamic(value: unknown): unknown {
  if (typeof value === "string" && value.includes("{{resolve:")) throw notImplemented(`the dynamic reference ${value}`);
  return value;
}

function ref(argument: unknown, environment: Environment): unknown {
  if (typeof argument !== "string") throw templateError("All Ref objects must contain a string parameter.");
  if (argument === "AWS::NoValue") return NO_VALUE;
  const plain = environment.pseudoParameters.get(argument) ?? environment.parameters.get(argument);
  return plain ?? environment.resource(argument)?.physicalId ?? KNOWN_AFTER_APPLY;
}

function getAtt(argument: unknown, environment: Environment): unknown {
  const [logicalId, given] = attributeParts(argument);
  const attribute = isTree(given) ? resolveValue(given, environment) : given;
  if (typeof attribute !== "string" || attribute === "") throw malformedGetAtt();
  const instance = environment.resource(logicalId);
  if (instance === undefined) return KNOWN_AFTER_APPLY;
  const value = Object.hasOwn(instance.attributes, attribute) ? instance.attributes[attribute] : undefined;
  if (value === undefined) {
    throw templateError(`resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`);
  }
  return value;
}

/** The resource and the attribute that a GetAtt names. @throws ValidationError when it names none */
export function attributeParts(argument: unknown): readonly [logicalId: string, attribute: unknown] {
  const parts: readonly unknown[] =
    typeof argument === "string" ? splitAttribute(argument) : isList(argument) ? argument : [];
  const [logicalId, ...rest] = parts;
  const attribute = rest.length > 1 && rest.every((part) => typeof part === "string") ? rest.join(".") : rest[0];
  if (typeof logicalId !== "string" || logicalId === "" || attribute === undefined || attribute === "") {
    throw malformedGetAtt();
  }
  return [logicalId, attribute];
}

function malformedGetAtt(): Error {
  return templateError(
    "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  );
}

/** `${Name}` in the text of a Sub; `${!Name}` stands for itself. */
const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

function sub(argument: unknown, environment: Environment): unknown {
  const { text, variables } = subParts(argument);
  const values = new Map(Object.entries(variables).map(([name, value]) => [name, resolveValue(value, environment)]));
  return text.replace(SUBSTITUTION, (_whole, literal: string, inner: string) => {
    if (literal !== "") return `\${${inner}}`;
    const name = inner.trim();
    const value = values.has(name) ? values.get(name) : subReference(name, environment);
    const found = scalarText(value);
    if (found === undefined) throw templateError(`Fn::Sub expression does not resolve to a string: ${name}`);
    return found;
  });
}

function subReference(name: string, environment: Environment): unknown {
  return name.includes(".") ? getAtt(name, environment) : ref(name, environment);
}

/** The text and the variables of a Sub. @throws ValidationError when it has another form */
export function subParts(argument: unknown): {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  if (typeof argument === "string") return { text: argument, variables: {} };
  if (isList(argument) && argument.length === 2) {
    const [text, variables] = argument;
    if (typeof text === "string" && isTree(variables)) return { text, variables };
  }
  throw templateError(
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  );
}

/** The names that the text of a Sub refers to, its own variables left out. */
export function subNames(argument: unknown): readonly string[] {
  const { text, variables } = subParts(argument);
  const names = Array.from(text.matchAll(SUBSTITUTION), ([, literal, inner]) =>
    literal === "" ? (inner ?? "").trim() : "",
  );
  return names.filter((name) => name !== "" && !Object.hasOwn(variables, name));
}

function join(argument: unknown, environment: Environment): unknown {
  const parts = isList(argument) && argument.length === 2 ? argument : undefined;
  const [delimiter, given] = parts ?? [];
  const items = resolveValue(given, environment);
  if (items === KNOWN_AFTER_APPLY) return KNOWN_AFTER_APPLY;
  const texts = isList(items) ? items.map((item) => scalarText(item)) : [undefined];
  if (typeof delimiter !== "string" || texts.includes(undefined)) {
    throw templateError(
      "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    );
  }
  return texts.join(delimiter);
}

function select(argument: unknown, environment: Environment): unknown {
  const [givenIndex, givenItems] = isList(argument) && argument.length === 2 ? argument : [];
  const index = Number(scalarText(resolveValue(givenIndex, environment)));
  const items = resolveValue(givenItems, environment);
  if (isUnknown(items)) return KNOWN_AFTER_APPLY;
  if (!Number.isInteger(index) || !isList(items)) {
    throw templateError("Fn::Select requires a list argument with two elements: an integer index and a list");
  }
  const found = items[index];
  if (found === undefined || found === null) {
    throw templateError(`Fn::Select cannot select nonexistent value at index ${index}`);
  }
  return found;
}

/** Parts of a value that is not known yet are not known either. */
function isUnknown(items: unknown): boolean {
  if (typeof items === "string") return items.includes(KNOWN_AFTER_APPLY);
  return isList(items) && items.length === 1 && typeof items[0] === "string" && items[0].includes(KNOWN_AFTER_APPLY);
}

function split(argument: unknown, environment: Environment): unknown {
  const [delimiter, given] = isList(argument) && argument.length === 2 ? argument : [];
  const text = resolveValue(given, environment);
  if (typeof delimiter !== "string" || delimiter === "" || typeof text !== "string") {
    throw templateError(
      "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
    );
  }
  return text.includes(KNOWN_AFTER_APPLY) ? [text] : text.split(delimiter);
}

function choose(argument: unknown, environment: Environment): unknown {
  return resolveValue(chosenBranch(argument, environment.conditions), environment);
}

/** The branch of an If that counts. @throws ValidationError when the condition is not declared */
export function chosenBranch(argument: unknown, conditions: ReadonlyMap<string, boolean>): unknown {
  if (!isList(argument) || argument.length !== 3 || typeof argument[0] !== "string") {
    throw templateError("Fn::If requires a list argument with three elements");
  }
  const [name, whenTrue, whenFalse] = argument;
  const holds = conditions.get(name);
  if (holds === undefined) throw templateError(`unresolved condition dependency ${name} in Fn::If`);
  return holds ? whenTrue : whenFalse;
}

function findInMap(argument: unknown, environment: Environment): unknown {
  if (!isList(argument) || argument.length !== 3) {
    throw templateError(
      "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
    );
  }
  const [map, key, attribute] = argument.map((each) => scalarText(resolveValue(each, environment)) ?? "");
  const attributes = Object.entries(environment.mappings.get(map ?? "") ?? {}).find(([name]) => name === key)?.[1];
  const found = isTree(attributes) ? Object.entries(attributes).find(([name]) => name === attribute)?.[1] : undefined;
  if (found === undefined) throw templateError(`Unable to get mapping for ${map}::${key}::${attribute}`);
  return found;
}

function importValue(argument: unknown, environment: Environment): unknown {
  const name = scalarText(resolveValue(argument, environment)) ?? "";
  const value = environment.exported(name);
  if (value === undefined) throw noExport(name);
  return value;
}

function base64(argument: unknown, environment: Environment): unknown {
  const text = resolveValue(argument, environment);
  if (typeof text !== "string") throw templateError("every Fn::Base64 object must have a String-typed value.");
  return Buffer.from(text).toString("base64");
}

/** Whether a condition holds. Conditions see parameters, mappings and other conditions, never resources. */
export function conditionValue(condition: unknown, environment: Environment): boolean {
  const [name, argument] = (isTree(condition) ? functionOf(condition) : undefined) ?? ["", undefined];
  const items = isList(argument) ? argument : [];
  switch (name) {
    case "Fn::Equals": {
      if (items.length !== 2) throw templateError("every Fn::Equals object requires a list of 2 string parameters.");
      const [left, right] = items.map((item) => resolveValue(item, environment));
      return (scalarText(left) ?? JSON.stringify(left)) === (scalarText(right) ?? JSON.stringify(right));
    }
    case "Fn::Not":
      if (items.length !== 1) throw templateError("every Fn::Not object requires a list of 1 condition.");
      return !conditionValue(items[0], environment);
    case "Fn::And":
    case "Fn::Or": {
      if (items.length < 2 || items.length > 10) {
        throw templateError(`every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`);
      }
      const holds = new Set(items.map((item) => conditionValue(item, environment)));
      return name === "Fn::And" ? !holds.has(false) : holds.has(true);
    }
    case "Condition": {
      const holds = environment.conditions.get(String(argument));
      if (holds === undefined) throw templateError(`unresolved condition dependency ${String(argument)}`);
      return holds;
    }
    default:
      throw templateError(
        "every Condition member must be a condition function (Fn::And, Fn::Equals, Fn::Not, Fn::Or).",
      );
  }
}
