/** Makes pseudo-random values of modelled shapes, valid enough to travel: the material of the protocol round trips. */
import { bytes, type Random } from "../../src/kernel/random.ts";
import type { Member, ServiceModel, Shape, StructureShape } from "../../src/schema/model.ts";

/** Whether a member of a structure is left out; `depth` is 0 at the top of an input or output. */
export type IsExcluded = (member: {
  readonly shapeName: string;
  readonly name: string;
  readonly use: Member;
  readonly depth: number;
}) => boolean;

/** Levels below which only required members are made, so that recursive shapes end. */
const DEPTH_LIMIT = 4;

/** Characters that protocols are known to stumble over. */
const AWKWARD = [
  "a",
  "Z",
  "9",
  " ",
  "&",
  "<",
  ">",
  '"',
  "'",
  "\r",
  "\n",
  "\t",
  "%",
  "+",
  "/",
  "=",
  "é",
  "日",
  "🦉",
  "\\",
  "{",
  "]",
  ";",
  ",",
  "#",
];
/** What a header's value can hold without being encoded. */
const PLAIN = ["a", "Z", "9", "-", "_", ".", "b", "c"];

/** The values of one model, drawn from one source of chance. */
export class ShapeValues {
  readonly #model: ServiceModel;
  readonly #random: Random;
  readonly #isExcluded: IsExcluded;

  /** @param isExcluded names the members that are never made */
  constructor(model: ServiceModel, random: Random, isExcluded: IsExcluded) {
    this.#model = model;
    this.#random = random;
    this.#isExcluded = isExcluded;
  }

  /** A structure with its required members and about two thirds of the others. */
  structure(shapeName: string): Record<string, unknown> {
    const shape = this.#shape(shapeName);
    if (shape.type !== "structure") throw new Error(`${shapeName} is no structure`);
    return this.#structure(shapeName, shape, 0);
  }

  #structure(shapeName: string, shape: StructureShape, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const members = Object.entries(shape.members).filter(
      ([name, use]) => !this.#isExcluded({ shapeName, name, use, depth }),
    );
    const union = shape.union ? members[this.#below(members.length)]?.[0] : undefined;
    for (const [name, use] of members) {
      const isRequired = shape.required?.includes(name) === true || shape.payload === name || isAlwaysSent(use);
      const isWanted = union === undefined ? isRequired || (depth < DEPTH_LIMIT && this.#below(3) > 0) : name === union;
      if (isWanted) result[name] = use.location === "statusCode" ? 200 : this.#value(use, depth + 1);
    }
    // An empty structure leaves no trace in a query request, so there is something in each that can hold it.
    const [first] = members;
    if (depth > 0 && first !== undefined && Object.keys(result).length === 0) {
      result[first[0]] = this.#value(first[1], depth + 1);
    }
    return result;
  }

  #value(use: Member, depth: number): unknown {
    const shape = this.#shape(use.shape);
    switch (shape.type) {
      case "structure":
        return this.#structure(use.shape, shape, depth);
      case "list":
        return Array.from({ length: 1 + this.#below(2) }, () => this.#value(elementUse(shape.member, use), depth + 1));
      case "map":
        return Object.fromEntries(this.#entries(shape, use, depth));
      case "string":
        return this.#text(shape, use);
      case "integer":
        return this.#whole(shape, 0x7fffffff);
      case "long":
        return this.#whole(shape, 2 ** 52);
      case "float":
      case "double":
        return (this.#below(2000) - 1000) / 8;
      case "boolean":
        return this.#below(2) === 1;
      case "timestamp":
        return 1_600_000_000_000 + this.#below(400_000_000) * 1000;
      case "blob":
        return bytes(this.#random, 1 + this.#below(40));
      default:
        throw new Error("a shape of no known type");
    }
  }

  #entries(shape: Extract<Shape, { readonly type: "map" }>, use: Member, depth: number): [string, unknown][] {
    const keyShape = this.#shape(shape.key.shape);
    const isHeader = use.location === "headers";
    return Array.from({ length: 1 + this.#below(2) }, (_, index) => {
      const isEnum = keyShape.type === "string" && keyShape.enum !== undefined;
      const text = isHeader ? `k${index}-x` : `${index}${this.#characters(AWKWARD, 1 + this.#below(5))}`;
      return [
        isEnum ? String(this.#value(shape.key, depth)) : text,
        this.#value(elementUse(shape.value, use), depth + 1),
      ];
    });
  }

  #text(shape: Extract<Shape, { readonly type: "string" }>, use: Member): string {
    const values = use.enum ?? shape.enum;
    if (values !== undefined) return values[this.#below(values.length)] ?? "";
    const isHeader = use.location === "header" || use.location === "headers";
    return this.#characters(isHeader ? PLAIN : AWKWARD, Math.max(1, Math.min(shape.min ?? 1, 64) + this.#below(8)));
  }

  #characters(alphabet: readonly string[], length: number): string {
    // The SDK's XML reader drops text that is nothing but white space, so the first character is none.
    let text = "x";
    while (text.length < length) text += alphabet[this.#below(alphabet.length)] ?? "";
    return text;
  }

  #whole(shape: { readonly min?: number; readonly max?: number }, most: number): number {
    const min = Math.max(shape.min ?? -1000, -most);
    return min + this.#below(Math.max(1, Math.min((shape.max ?? most) - min, 2 ** 31)));
  }

  #below(bound: number): number {
    return this.#random.uint32() % bound;
  }

  #shape(name: string): Shape {
    const shape = this.#model.shapes[name];
    if (shape === undefined) throw new Error(`no shape ${name}`);
    return shape;
  }
}

/** What clients fill in themselves, or what a response always has. */
function isAlwaysSent(use: Member): boolean {
  return use.idempotencyToken === true || use.location === "uri" || use.locationName === "Content-Type";
}

/** An element is where its collection is. */
function elementUse(element: Member, collection: Member): Member {
  return collection.location === undefined ? element : { ...element, location: collection.location };
}

/**
 * The value of a shape with its timestamps as the AWS SDK for JavaScript has them, dates, or as we have them, numbers;
 * without what the model does not have.
 */
export function converted(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const shape = model.shapes[shapeName];
  if (value === undefined || value === null || shape === undefined) return undefined;
  switch (shape.type) {
    case "structure": {
      const values = value as Readonly<Record<string, unknown>>;
      const entries = Object.entries(shape.members)
        .map(([name, use]) => [name, converted(model, use.shape, values[name])] as const)
        .filter(([, each]) => each !== undefined);
      return Object.fromEntries(entries);
    }
    case "list":
      return (value as unknown[]).map((each) => converted(model, shape.member.shape, each));
    case "map":
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, converted(model, shape.value.shape, each)]),
      );
    case "timestamp":
      return value instanceof Date ? value.getTime() : new Date(value as number);
    case "blob":
      return value instanceof Uint8Array ? new Uint8Array(value) : value;
    default:
      return value;
  }
}
