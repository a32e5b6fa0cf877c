/**
 * Filter policies once more, as slowly and plainly as can be: what AWS documents and what was recorded, written down
 * without a thought for cost, and without anything of the real matcher.
 *
 * Below an array all keys must be met by one element. So a body is replaced by everything that it could be if each of its
 * arrays were only one of its elements; a policy is met if it is met by one of those.
 */

export type Scalar = string | number | boolean | null;
export type Json = Scalar | readonly Json[] | { readonly [name: string]: Json };
export interface PolicyDocument {
  readonly [name: string]: PolicyDocument | readonly unknown[];
}

/** An attribute's data type and what it stands for; undefined for what nobody can read. */
export type ReferenceAttribute =
  | { readonly type: "String"; readonly value: string }
  | { readonly type: "Number"; readonly value: number | undefined }
  | { readonly type: "String.Array"; readonly value: readonly Scalar[] | undefined }
  | { readonly type: "Binary" };

/** Whether a policy of the scope MessageBody accepts a message with this body. */
export function acceptsBody(policy: PolicyDocument, body: Json): boolean {
  if (!isObject(body)) return false;
  const everywhere = membersOf(body);
  return worldsOf(body).some((world) => {
    const members = membersOf(world);
    return holds(policy, [], {
      valuesOf: (path) => members.filter((each) => each.path === path).map((each) => each.value),
      // Absent is what is nowhere, in no element of any array.
      isAbsent: (path) => !everywhere.some((each) => each.path === path),
    });
  });
}

/** Whether a policy of the scope MessageAttributes accepts a message with these attributes. */
export function acceptsAttributes(
  policy: PolicyDocument,
  attributes: Readonly<Record<string, ReferenceAttribute>>,
): boolean {
  const all = Object.values(attributes);
  if (all.some((each) => each.type !== "Binary" && each.value === undefined)) return false;
  return holds(policy, [], {
    valuesOf: (name) => scalarsOf(attributes[name]),
    isAbsent: (name) => !Object.hasOwn(attributes, name),
    isPresent: (name) => Object.hasOwn(attributes, name),
  });
}

/** What a policy can ask of a message. */
interface Facts {
  valuesOf(path: string): readonly Scalar[];
  isAbsent(path: string): boolean;
  /** Where something can be there without having a value. */
  isPresent?(path: string): boolean;
}

function scalarsOf(attribute: ReferenceAttribute | undefined): readonly Scalar[] {
  if (attribute === undefined || attribute.type === "Binary") return [];
  const values = attribute.type === "String.Array" ? (attribute.value ?? []) : [attribute.value ?? null];
  // Text is compared in the form that it has inside JSON.
  return values.map((each) => (typeof each === "string" ? JSON.stringify(each).slice(1, -1) : each));
}

function holds(policy: PolicyDocument, around: readonly string[], facts: Facts): boolean {
  return Object.entries(policy).every(([name, value]) => {
    const path = [...around, name];
    if (name === "$or" && isAlternatives(value)) return value.some((each) => holds(each, around, facts));
    // The type says so: what is no list of conditions is a policy.
    if (!Array.isArray(value)) return holds(value as PolicyDocument, path, facts);
    return value.some((condition) => conditionHolds(condition, path.join("."), facts));
  });
}

const KEYWORDS = ["prefix", "suffix", "equals-ignore-case", "cidr", "anything-but", "exists", "wildcard", "numeric"];

function isAlternatives(value: unknown): value is readonly PolicyDocument[] {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((each: unknown) => isObject(each) && KEYWORDS.every((keyword) => !Object.hasOwn(each, keyword)))
  );
}

function conditionHolds(condition: unknown, path: string, facts: Facts): boolean {
  const values = facts.valuesOf(path);
  if (isObject(condition) && Object.hasOwn(condition, "exists")) {
    if (condition.exists === false) return facts.isAbsent(path);
    return facts.isPresent?.(path) ?? values.length > 0;
  }
  return values.some((value) => valueHolds(condition, value));
}

function valueHolds(condition: unknown, value: Scalar): boolean {
  if (!isObject(condition)) return equal(condition, value);
  const [[keyword, operand] = ["", null]] = Object.entries(condition);
  switch (keyword) {
    case "numeric":
      return typeof value === "number" && inRange(operand, value);
    case "anything-but":
      return !(Array.isArray(operand) ? operand : [operand]).some((each: unknown) => valueHolds(each, value));
    case "cidr":
      return typeof value === "string" && inBlock(String(operand), value);
    default:
      return typeof value === "string" && textHolds(keyword, operand, value);
  }
}

function textHolds(keyword: string, operand: unknown, value: string): boolean {
  if (isObject(operand)) {
    return textHolds(keyword, String(operand["equals-ignore-case"]).toUpperCase(), value.toUpperCase());
  }
  if (Array.isArray(operand)) return operand.some((each) => textHolds(keyword, each, value));
  const text = String(operand);
  switch (keyword) {
    case "prefix":
      return value.slice(0, text.length) === text;
    case "suffix":
      return text === "" || value.slice(-text.length) === text;
    case "equals-ignore-case":
      return value.toUpperCase() === text.toUpperCase();
    case "wildcard":
      return fits([...text], [...value]);
    default:
      throw new Error(`${keyword} is no condition`);
  }
}

function fits(pattern: readonly string[], value: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return value.length === 0;
  if (first === "*") return fits(rest, value) || (value.length > 0 && fits(pattern, value.slice(1)));
  const literal = first === "\\" ? rest[0] : first;
  const behind = first === "\\" ? rest.slice(1) : rest;
  return value[0] === literal && fits(behind, value.slice(1));
}

function inRange(operand: unknown, value: number): boolean {
  const ends = [...(operand as readonly (string | number)[])]; // What `numeric` holds, by its grammar.
  for (let index = 0; index < ends.length; index += 2) {
    const end = hundredThousandths(Number(ends[index + 1]));
    const given = hundredThousandths(value);
    const isMet = { "=": given === end, "<": given < end, "<=": given <= end, ">": given > end, ">=": given >= end };
    if (!Object.entries(isMet).some(([operator, met]) => operator === ends[index] && met)) return false;
  }
  return true;
}

function inBlock(block: string, address: string): boolean {
  const [base = "", bits = ""] = block.split("/");
  const [first, second] = [addressBits(base), addressBits(address)];
  return first !== undefined && second?.slice(0, Number(bits)) === first.slice(0, Number(bits));
}

function addressBits(address: string): string | undefined {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return undefined;
  return address
    .split(".")
    .map((each) => Number(each).toString(2).padStart(8, "0"))
    .join("");
}

function equal(wanted: unknown, value: Scalar): boolean {
  if (typeof wanted === "number" && typeof value === "number") {
    return hundredThousandths(wanted) === hundredThousandths(value);
  }
  return wanted === value;
}

/** Five digits after the point are what is compared. */
function hundredThousandths(value: number): bigint {
  const [whole = "0", digits = ""] = Math.abs(value).toFixed(5).split(".");
  return BigInt(whole + digits) * (value < 0 ? -1n : 1n);
}

/** Everything that a value could be if each array in it were one of its elements; an empty array is nothing. */
function worldsOf(value: Json): readonly Json[] {
  if (isArray(value)) return value.length === 0 ? [{}] : value.flatMap(worldsOf);
  if (!isObject(value)) return [value];
  let worlds: readonly { readonly [name: string]: Json }[] = [{}];
  for (const [name, member] of Object.entries(value)) {
    worlds = worlds.flatMap((world) => worldsOf(member).map((each) => ({ ...world, [name]: each })));
  }
  return worlds;
}

interface Member {
  readonly path: string;
  readonly value: Scalar;
}

/** The scalars in a value, with the names on the way to each. */
function membersOf(value: Json, names: readonly string[] = []): readonly Member[] {
  if (isArray(value)) return value.flatMap((each) => membersOf(each, names));
  if (!isObject(value)) return [{ path: names.join("."), value }];
  return Object.entries(value).flatMap(([name, member]) => membersOf(member, [...names, name]));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject<T>(value: T): value is T & { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
