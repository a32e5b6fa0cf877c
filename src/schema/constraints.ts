/** Checks values against the limits that an API model states; what is broken is data, since each service words it its own way. */
import { invariant } from "../kernel/invariant.ts";
import { fullMatch } from "./full-match.ts";
import type { Member, ServiceModel, Shape, StructureShape } from "./model.ts";

/** One step on the way from an input to a value in it. */
export type PathSegment =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "element"; readonly index: number }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "value"; readonly key: string };

interface ViolationPlace {
  /** The way from the input to the value; ends with the missing member where `kind` is `required`. */
  readonly path: readonly PathSegment[];
  /** The value as it came; null where it is missing. */
  readonly value: unknown;
  /** The list or map whose element, key or value this is, where it is one: AWS's sentence names the whole of it. */
  readonly container?: unknown;
  /** The shape whose limit is broken. */
  readonly shape: Shape;
}

/** A limit of the model that a value does not keep. `bound` is the model's own limit. */
export type Violation = ViolationPlace &
  (
    | { readonly kind: "required"; readonly bound: true }
    | { readonly kind: "length"; readonly limit: "min" | "max"; readonly bound: number }
    | { readonly kind: "range"; readonly limit: "min" | "max"; readonly bound: number }
    | { readonly kind: "enum"; readonly bound: readonly string[] }
    | { readonly kind: "pattern"; readonly bound: string }
  );

/** Tells what is wrong with one value; nothing is wrong with it when the result is empty. */
export type ConstraintCheck = (value: unknown) => readonly Violation[];

/** How many violations are collected from one input, so that a large bad input costs no more than a small one. */
export const VIOLATIONS_MAX = 100;

const NONE: readonly Violation[] = [];
const checksByModel = new WeakMap<ServiceModel, Map<string, ConstraintCheck>>();

/** The violations in `value` as an instance of the shape named `shapeName`; the check is compiled once and kept. */
export function violationsOf(model: ServiceModel, shapeName: string, value: unknown): readonly Violation[] {
  return constraintsOf(model, shapeName)(value);
}

/** The compiled check of the shape named `shapeName`. */
export function constraintsOf(model: ServiceModel, shapeName: string): ConstraintCheck {
  let checks = checksByModel.get(model);
  if (checks === undefined) checksByModel.set(model, (checks = new Map()));
  let check = checks.get(shapeName);
  if (check === undefined) checks.set(shapeName, (check = compile(model, shapeName)));
  return check;
}

/** What a check in progress knows: where it is and what it has found. */
interface Walk {
  readonly path: PathSegment[];
  readonly found: Violation[];
}

/** Checks a value that is there. `container` is the list or map that holds it, where one does. */
type Check = (value: unknown, walk: Walk, container?: unknown) => void;

function compile(model: ServiceModel, shapeName: string): ConstraintCheck {
  const check = new Compiler(model).checkOf({ shape: shapeName });
  if (check === undefined) return () => NONE;
  return (value) => {
    const walk: Walk = { path: [], found: [] };
    check(value, walk);
    return walk.found;
  };
}

/** Compiles the shapes below one shape, each once; a shape that contains itself refers to its own check. */
class Compiler {
  readonly #model: ServiceModel;
  readonly #checks = new Map<string, Check | undefined>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  /** The check of a use of a shape; undefined when there is nothing to check. */
  checkOf(use: Member): Check | undefined {
    const shape = this.#model.shapes[use.shape];
    invariant(shape, `${this.#model.metadata.name} has no shape ${use.shape}`);
    // An enumeration on the use is told apart from the shape's own; only scalar shapes have one.
    if (use.enum !== undefined) return enumCheck(shape, use.enum);
    if (this.#checks.has(use.shape)) return this.#checks.get(use.shape);
    // While a shape is being compiled, a use of it inside itself calls whatever the compilation ends with.
    this.#checks.set(use.shape, (value, walk, container) => this.#checks.get(use.shape)?.(value, walk, container));
    const check = this.#compile(shape);
    this.#checks.set(use.shape, check);
    return check;
  }

  #compile(shape: Shape): Check | undefined {
    switch (shape.type) {
      case "structure":
        return this.#structure(shape);
      case "list":
        return both(lengthCheck(shape, lengthOfList), this.#elements(shape.member));
      case "map":
        return both(lengthCheck(shape, sizeOfMap), this.#entries(shape.key, shape.value));
      case "string":
        return both(both(lengthCheck(shape, lengthOfText), patternCheck(shape)), enumCheck(shape, shape.enum));
      case "blob":
        return lengthCheck(shape, lengthOfBlob);
      case "integer":
      case "long":
      case "float":
      case "double":
        return rangeCheck(shape);
      default:
        return undefined;
    }
  }

  #structure(shape: StructureShape): Check | undefined {
    if (shape.document || shape.eventstream) return undefined;
    const required = new Set(shape.required);
    const members = Object.entries(shape.members)
      .map(([name, use]) => ({
        name,
        segment: { kind: "member", name } as const,
        required: required.has(name),
        check: this.checkOf(use),
        shape: this.#model.shapes[use.shape] ?? shape,
      }))
      .filter((member) => member.required || member.check !== undefined);
    if (members.length === 0) return undefined;
    return (value, walk) => {
      // The codecs have made an object of every structure by now.
      const values = value as Readonly<Record<string, unknown>>;
      for (const member of members) {
        const present = values[member.name];
        if (present === undefined || present === null) {
          if (!member.required) continue;
          walk.path.push(member.segment);
          report(walk, { kind: "required", bound: true, value: null, shape: member.shape });
          walk.path.pop();
        } else if (member.check !== undefined) {
          walk.path.push(member.segment);
          member.check(present, walk);
          walk.path.pop();
        }
      }
    };
  }

  #elements(element: Member): Check | undefined {
    const check = this.checkOf(element);
    if (check === undefined) return undefined;
    return (value, walk) => {
      // The codecs have made an array of every list by now.
      const elements = value as readonly unknown[];
      for (let index = 0; index < elements.length; index++) {
        if (elements[index] === null || elements[index] === undefined) continue;
        walk.path.push({ kind: "element", index });
        check(elements[index], walk, value);
        walk.path.pop();
      }
    };
  }

  #entries(keyUse: Member, valueUse: Member): Check | undefined {
    const keyCheck = this.checkOf(keyUse);
    const valueCheck = this.checkOf(valueUse);
    if (keyCheck === undefined && valueCheck === undefined) return undefined;
    return (value, walk) => {
      // The codecs have made an object of every map by now.
      const entries = value as Readonly<Record<string, unknown>>;
      for (const key of Object.keys(entries)) {
        walk.path.push({ kind: "key", key });
        keyCheck?.(key, walk, value);
        walk.path[walk.path.length - 1] = { kind: "value", key };
        const present = entries[key];
        if (present !== null && present !== undefined) valueCheck?.(present, walk, value);
        walk.path.pop();
      }
    };
  }
}

/** A violation without its place, which the walk knows. */
type Finding = Violation extends infer Each ? (Each extends Violation ? Omit<Each, "path"> : never) : never;

function report(walk: Walk, finding: Finding): void {
  if (walk.found.length >= VIOLATIONS_MAX) return;
  walk.found.push({ ...finding, path: [...walk.path] });
}

function both(first: Check | undefined, second: Check | undefined): Check | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (value, walk, container) => {
    first(value, walk, container);
    second(value, walk, container);
  };
}

type BoundedShape = Extract<Shape, { readonly min?: number }>;

function lengthCheck(shape: BoundedShape, lengthOf: (value: never) => number): Check | undefined {
  const min = shape.min ?? 0;
  const max = shape.max ?? Infinity;
  if (min === 0 && max === Infinity) return undefined;
  return (value, walk, container) => {
    // Each measure goes with its type of shape, and the codecs have checked the type of the value.
    const length = lengthOf(value as never);
    if (length >= min && length <= max) return;
    const limit = length < min ? "min" : "max";
    report(walk, { kind: "length", limit, bound: length < min ? min : max, value, container, shape });
  };
}

function lengthOfText(text: string): number {
  // Smithy counts characters, not UTF-16 units: https://smithy.io/2.0/spec/constraint-traits.html#length-trait
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(index + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        length--;
        index++;
      }
    }
  }
  return length;
}

function lengthOfList(list: readonly unknown[]): number {
  return list.length;
}

function sizeOfMap(map: object): number {
  return Object.keys(map).length;
}

function lengthOfBlob(blob: { readonly byteLength?: number }): number {
  // A streaming blob has no length yet: the operation that reads it applies its own limit.
  return blob.byteLength ?? 0;
}

function rangeCheck(shape: BoundedShape): Check | undefined {
  const min = shape.min ?? -Infinity;
  const max = shape.max ?? Infinity;
  if (min === -Infinity && max === Infinity) return undefined;
  return (value, walk, container) => {
    // The codecs have checked the types of scalars.
    const number = value as number;
    if (number >= min && number <= max) return;
    const limit = number < min ? "min" : "max";
    report(walk, { kind: "range", limit, bound: number < min ? min : max, value, container, shape });
  };
}

function patternCheck(shape: Shape & { readonly pattern?: string }): Check | undefined {
  const pattern = shape.pattern;
  if (pattern === undefined) return undefined;
  const matches = fullMatch(pattern);
  return (value, walk, container) => {
    if (!matches(String(value))) report(walk, { kind: "pattern", bound: pattern, value, container, shape });
  };
}

function enumCheck(shape: Shape, values: readonly string[] | undefined): Check | undefined {
  if (values === undefined) return undefined;
  const allowed = new Set(values);
  return (value, walk, container) => {
    if (!allowed.has(String(value))) report(walk, { kind: "enum", bound: values, value, container, shape });
  };
}
