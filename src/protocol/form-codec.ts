/** Inputs out of the parameters of a query request, compiled once for each shape. */
import { invariant } from "../kernel/invariant.ts";
import type { ListShape, MapShape, Member, ServiceModel, StructureShape } from "../schema/model.ts";
import type { FormNode } from "./form.ts";
import { malformed } from "./protocol.ts";
import { textReader } from "./text-scalar.ts";
import { setEntry } from "./tree-codec.ts";
import { isFlattened } from "./xml-codec.ts";

/** A node of the parameter tree as a typed value; undefined where it holds none. */
export type FormReader = (node: FormNode) => unknown;

const readersByModel = new WeakMap<ServiceModel, Map<string, FormReader>>();

/** The reader of the structure named `shapeName`. */
export function formReaderOf(model: ServiceModel, shapeName: string): FormReader {
  let readers = readersByModel.get(model);
  if (readers === undefined) readersByModel.set(model, (readers = new Map()));
  return new Compiler(model, readers).readerOf({ shape: shapeName }, shapeName);
}

class Compiler {
  readonly #model: ServiceModel;
  readonly #structures: Map<string, FormReader>;

  constructor(model: ServiceModel, structures: Map<string, FormReader>) {
    this.#model = model;
    this.#structures = structures;
  }

  readerOf(use: Member, name: string): FormReader {
    const shape = this.#model.shapes[use.shape];
    invariant(shape, `${this.#model.metadata.name} has no shape ${use.shape}`);
    if (shape.type === "structure") return this.#structureOf(use.shape, shape);
    if (shape.type === "list") return this.#list(shape, use, name);
    if (shape.type === "map") return this.#map(shape, use, name);
    const read = textReader(shape);
    return ({ value }) => {
      if (value === undefined) return undefined;
      const result = read(value);
      // Java's words for a text that is no number, which the query services pass on.
      if (result === undefined) throw malformed(`For input string: "${value}"`);
      return result;
    };
  }

  #structureOf(shapeName: string, shape: StructureShape): FormReader {
    const known = this.#structures.get(shapeName);
    if (known !== undefined) return known;
    this.#structures.set(shapeName, (node) => this.#structures.get(shapeName)?.(node));
    const members = Object.entries(shape.members).map(([name, use]) => {
      const wireName = this.#wireName(name, use);
      return { name, wireName, read: this.readerOf(use, wireName), isAlwaysPresent: use.queryAlwaysPresent === true };
    });
    const reader: FormReader = (node) => {
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const child = node.children?.get(member.wireName);
        const value = child === undefined ? undefined : member.read(child);
        if (value !== undefined) result[member.name] = value;
        else if (member.isAlwaysPresent) result[member.name] = [];
      }
      return result;
    };
    this.#structures.set(shapeName, reader);
    return reader;
  }

  #wireName(name: string, use: Member): string {
    const shape = this.#model.shapes[use.shape];
    if (use.queryName !== undefined || shape?.type !== "list" || !isFlattened(shape, use)) {
      return use.queryName ?? use.locationName ?? name;
    }
    return shape.member.locationName ?? use.locationName ?? name;
  }

  #list(shape: ListShape, use: Member, name: string): FormReader {
    const isFlat = isFlattened(shape, use);
    const elementName = shape.member.locationName ?? "member";
    const read = this.readerOf(shape.member, name);
    return (node) => {
      // `Names=` is how clients send an empty list.
      const elements = isFlat ? node : (node.children?.get(elementName) ?? (node.value === "" ? {} : undefined));
      if (elements === undefined) return undefined;
      return inOrder(elements)
        .map((element) => read(element))
        .filter((value) => value !== undefined);
    };
  }

  #map(shape: MapShape, use: Member, name: string): FormReader {
    const isFlat = isFlattened(shape, use);
    const keyName = shape.key.queryName ?? shape.key.locationName ?? "key";
    const valueName = shape.value.queryName ?? shape.value.locationName ?? "value";
    const read = this.readerOf(shape.value, name);
    return (node) => {
      const entries = isFlat ? node : (node.children?.get("entry") ?? (node.value === "" ? {} : undefined));
      if (entries === undefined) return undefined;
      const result: Record<string, unknown> = {};
      for (const entry of inOrder(entries)) {
        const key = entry.children?.get(keyName)?.value;
        const valueNode = entry.children?.get(valueName);
        if (key === undefined) throw malformed(`An entry of ${name} has no ${keyName}`);
        const value = valueNode === undefined ? undefined : read(valueNode);
        if (value !== undefined) setEntry(result, key, value);
      }
      return result;
    };
  }
}

const INDEX = /^\d{1,9}$/;

/** The children under numbers, by number: clients need neither start at 1 nor leave no gap. */
function inOrder(node: FormNode): FormNode[] {
  if (node.children === undefined) return [];
  const indexed: [number, FormNode][] = [];
  for (const [name, child] of node.children) {
    if (!INDEX.test(name)) throw malformed(`"${name}" is not the number of a list element`);
    indexed.push([Number(name), child]);
  }
  return indexed.sort(([a], [b]) => a - b).map(([, child]) => child);
}
