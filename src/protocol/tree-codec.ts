/** Typed values out of trees and into trees: what JSON and CBOR have in common. Compiled once for each shape. */
import { InvariantViolation, invariant } from "../kernel/invariant.ts";
import type { Member, ServiceModel, Shape, StructureShape } from "../schema/model.ts";
import { DEPTH_MAX } from "./limits.ts";
import { malformed } from "./protocol.ts";

/** How one notation names members and holds scalars. */
export interface TreeNotation {
  wireName(name: string, use: Member): string;
  /** Reads a scalar, or throws a ProtocolError. */
  scalarReader(shape: Shape, use: Member): (value: unknown) => unknown;
  /** Writes a scalar; undefined where the value can stand in the tree as it is. */
  scalarWriter(shape: Shape, use: Member): ((value: never) => unknown) | undefined;
}

/** A node of a tree as a typed value. `depth` counts the levels above it. */
export type TreeReader = (value: unknown, depth: number) => unknown;
/** A node of a tree as the members of a structure. */
export type StructureReader = (value: unknown, depth: number) => Record<string, unknown>;
/** A typed value as a node of a tree. */
export type TreeWriter = (value: unknown) => unknown;

type Tree = Readonly<Record<string, unknown>>;

/** The compiled codecs of one model in one notation. */
export class TreeCodec {
  readonly #model: ServiceModel;
  readonly #notation: TreeNotation;
  readonly #readers = new Map<string, TreeReader>();
  readonly #writers = new Map<string, TreeWriter>();

  constructor(model: ServiceModel, notation: TreeNotation) {
    this.#model = model;
    this.#notation = notation;
  }

  /** Reads a use of a shape. */
  readerOf(use: Member): TreeReader {
    const shape = this.#shape(use.shape);
    if (isScalar(shape)) return this.#notation.scalarReader(shape, use);
    const known = this.#readers.get(use.shape);
    if (known !== undefined) return known;
    // A shape that contains itself finds this reader, which looks the finished one up.
    this.#readers.set(use.shape, (value, depth) => this.readerOf(use)(value, depth));
    const reader = this.#compileReader(shape);
    this.#readers.set(use.shape, reader);
    return reader;
  }

  /** Writes a use of a shape. */
  writerOf(use: Member): TreeWriter {
    const shape = this.#shape(use.shape);
    // Every scalar writer takes what its shape's type says that it is given.
    if (isScalar(shape)) return (this.#notation.scalarWriter(shape, use) as TreeWriter | undefined) ?? asItIs;
    const known = this.#writers.get(use.shape);
    if (known !== undefined) return known;
    this.#writers.set(use.shape, (value) => this.writerOf(use)(value));
    const writer = this.#compileWriter(shape);
    this.#writers.set(use.shape, writer);
    return writer;
  }

  /** Reads the members of `shape` that `isIncluded` names. */
  structureReader(shape: StructureShape, isIncluded: (use: Member) => boolean = () => true): StructureReader {
    const members = this.#members(shape, isIncluded).map(({ name, wireName, use }) => ({
      name,
      wireName,
      read: this.readerOf(use),
    }));
    return (value, depth) => {
      const tree = asTree(value, depth);
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const present = tree[member.wireName];
        if (present !== undefined && present !== null) result[member.name] = member.read(present, depth + 1);
      }
      return result;
    };
  }

  /** Writes the members of `shape` that `isIncluded` names, and nothing that the model does not. */
  structureWriter(shape: StructureShape, isIncluded: (use: Member) => boolean = () => true): TreeWriter {
    const members = this.#members(shape, isIncluded).map(({ name, wireName, use }) => ({
      name,
      wireName,
      write: this.writerOf(use),
      isOmittedWhenEmpty: use.omittedWhenEmpty === true,
    }));
    return (value) => {
      const values = asValues(value);
      const tree: Record<string, unknown> = {};
      for (const member of members) {
        const present = values[member.name];
        if (present === undefined || present === null) continue;
        if (member.isOmittedWhenEmpty && asList(present).length === 0) continue;
        tree[member.wireName] = member.write(present);
      }
      return tree;
    };
  }

  #members(shape: StructureShape, isIncluded: (use: Member) => boolean) {
    return Object.entries(shape.members)
      .filter(([, use]) => isIncluded(use))
      .map(([name, use]) => ({ name, use, wireName: this.#notation.wireName(name, use) }));
  }

  #compileReader(shape: Shape): TreeReader {
    if (shape.type === "structure") return this.structureReader(shape);
    if (shape.type === "list") return listReader(this.readerOf(shape.member));
    invariant(shape.type === "map", "only structures, lists and maps hold other values");
    return mapReader(this.readerOf(shape.key), this.readerOf(shape.value));
  }

  #compileWriter(shape: Shape): TreeWriter {
    if (shape.type === "structure") return this.structureWriter(shape);
    if (shape.type === "list") {
      const write = this.writerOf(shape.member);
      return write === asItIs ? asItIs : (value) => asList(value).map((each) => write(each));
    }
    invariant(shape.type === "map", "only structures, lists and maps hold other values");
    const write = this.writerOf(shape.value);
    return (value) => {
      const tree: Record<string, unknown> = {};
      for (const [key, each] of Object.entries(asValues(value))) {
        if (each !== undefined && each !== null) setEntry(tree, key, write(each));
      }
      return tree;
    };
  }

  #shape(name: string): Shape {
    const shape = this.#model.shapes[name];
    // Asked for each call: the sentence is made only when it is told.
    if (shape === undefined) throw new InvariantViolation(`${this.#model.metadata.name} has no shape ${name}`);
    return shape;
  }
}

/** A structure or map that is written: outputs are typed by the schema, and this is where the types end. */
export function asValues(value: unknown): Tree {
  // See above: the schema's type of the output says so.
  return value as Tree;
}

/** A list that is written. */
export function asList(value: unknown): readonly unknown[] {
  // As with structures, the schema's type of the output says so.
  return value as readonly unknown[];
}

/** Sets an entry whose key a client chose: `__proto__` is a key as any other. */
export function setEntry(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

function listReader(read: TreeReader): TreeReader {
  return (value, depth) => {
    if (!Array.isArray(value)) throw malformed(isTree(value) ? STRUCTURE_NOT_EXPECTED : "Expected list or null");
    if (depth > DEPTH_MAX) throw malformed(TOO_DEEP);
    const result: unknown[] = [];
    for (const each of value) if (each !== null && each !== undefined) result.push(read(each, depth + 1));
    return result;
  };
}

function mapReader(readKey: TreeReader, readValue: TreeReader): TreeReader {
  return (value, depth) => {
    const tree = asTree(value, depth);
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(tree)) {
      const each = tree[key];
      if (each !== undefined && each !== null) {
        setEntry(result, String(readKey(key, depth)), readValue(each, depth + 1));
      }
    }
    return result;
  };
}

/** AWS's sentence for an object where a scalar or list belongs. */
export const STRUCTURE_NOT_EXPECTED = "Start of structure or map found where not expected.";
const TOO_DEEP = `the value is nested more than ${DEPTH_MAX} levels deep`;

function asTree(value: unknown, depth: number): Tree {
  if (!isTree(value)) {
    throw malformed(Array.isArray(value) ? "Start of list found where not expected" : "Expected structure or null");
  }
  if (depth > DEPTH_MAX) throw malformed(TOO_DEEP);
  return value;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isScalar(shape: Shape): boolean {
  return shape.type !== "structure" && shape.type !== "list" && shape.type !== "map";
}

function asItIs(value: unknown): unknown {
  return value;
}
