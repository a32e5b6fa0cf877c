/** Typed values out of XML and into XML, compiled once for each shape: rest-xml both ways, query responses one way. */
import { invariant } from "../kernel/invariant.ts";
import type { ListShape, MapShape, Member, ServiceModel, Shape, StructureShape } from "../schema/model.ts";
import { asList, asValues, setEntry } from "./tree-codec.ts";
import { textReader, textWriter, type TimestampDefaults } from "./text-scalar.ts";
import { malformedXml, type XmlElement } from "./xml-document.ts";
import { escapeXml } from "./xml-escape.ts";

/** How names are chosen: the query protocol has some of its own. */
export type XmlNames = "rest" | "query";

/** An element as a typed value. */
export type XmlReader = (element: XmlElement) => unknown;
/** A typed value as the elements that stand for it. */
export type XmlWriter = (value: unknown) => string;

const codecs: Record<XmlNames, WeakMap<ServiceModel, XmlCodec>> = { rest: new WeakMap(), query: new WeakMap() };

/** The compiled XML codecs of a model. */
export function xmlCodecOf(model: ServiceModel, names: XmlNames): XmlCodec {
  let codec = codecs[names].get(model);
  if (codec === undefined) codecs[names].set(model, (codec = new XmlCodec(model, names)));
  return codec;
}

export class XmlCodec {
  readonly #model: ServiceModel;
  readonly #names: XmlNames;
  readonly #timestamps: TimestampDefaults;
  readonly #readers = new Map<string, XmlReader>();
  readonly #contents = new Map<string, XmlWriter>();

  constructor(model: ServiceModel, names: XmlNames) {
    this.#model = model;
    this.#names = names;
    // S3 writes 2026-01-12T10:00:00.000Z, the query services 2026-01-12T10:00:00Z.
    this.#timestamps = { format: "iso8601", withMilliseconds: names === "rest" };
  }

  /** Reads an element that stands for one use of a shape. */
  readerOf(use: Member): XmlReader {
    const shape = this.#shape(use.shape);
    if (isScalar(shape)) {
      const read = textReader(shape);
      return (element) => read(element.text) ?? refuse();
    }
    const known = this.#readers.get(use.shape);
    if (known !== undefined) return known;
    this.#readers.set(use.shape, (element) => this.readerOf(use)(element));
    const reader = this.#compileReader(shape);
    this.#readers.set(use.shape, reader);
    return reader;
  }

  #compileReader(shape: Shape): XmlReader {
    if (shape.type === "structure") return this.structureReader(shape);
    if (shape.type === "list") return this.#listReader(shape);
    invariant(shape.type === "map", "only structures, lists and maps hold other values");
    return this.#mapReader(shape);
  }

  /** Reads the members of `shape` that `isIncluded` names. */
  structureReader(
    shape: StructureShape,
    isIncluded: (use: Member) => boolean = () => true,
  ): (element: XmlElement) => Record<string, unknown> {
    const elements = new Map<string, (element: XmlElement, result: Record<string, unknown>) => void>();
    const attributes: { readonly name: string; readonly attribute: string }[] = [];
    for (const [name, use] of Object.entries(shape.members)) {
      if (!isIncluded(use)) continue;
      if (use.xmlAttribute) attributes.push({ name, attribute: localName(this.#wireName(name, use)) });
      else this.#addMemberReader(elements, name, use);
    }
    return (element) => {
      const result: Record<string, unknown> = {};
      for (const { name, attribute } of attributes) {
        if (element.attributes[attribute] !== undefined) result[name] = element.attributes[attribute];
      }
      for (const child of element.children) elements.get(child.name)?.(child, result);
      return result;
    };
  }

  #addMemberReader(
    elements: Map<string, (element: XmlElement, result: Record<string, unknown>) => void>,
    name: string,
    use: Member,
  ): void {
    const shape = this.#shape(use.shape);
    const isFlat = isFlattened(shape, use);
    if (isFlat && shape.type === "list") {
      const read = this.readerOf(shape.member);
      elements.set(this.#flatName(name, use, shape), (element, result) => {
        // Only this function writes this member.
        const list = (result[name] ??= []) as unknown[];
        list.push(read(element));
      });
    } else if (isFlat && shape.type === "map") {
      const readEntry = this.#entryReader(shape);
      elements.set(this.#wireName(name, use), (element, result) => {
        // Only this function writes this member.
        readEntry(element, (result[name] ??= {}) as Record<string, unknown>);
      });
    } else {
      const read = this.readerOf(use);
      elements.set(localName(this.#wireName(name, use)), (element, result) => {
        result[name] = read(element);
      });
    }
  }

  #listReader(shape: ListShape): XmlReader {
    const read = this.readerOf(shape.member);
    const name = shape.member.locationName ?? "member";
    return (element) => element.children.filter((child) => child.name === name).map(read);
  }

  #mapReader(shape: MapShape): XmlReader {
    const readEntry = this.#entryReader(shape);
    return (element) => {
      const result: Record<string, unknown> = {};
      for (const child of element.children) if (child.name === "entry") readEntry(child, result);
      return result;
    };
  }

  #entryReader(shape: MapShape): (element: XmlElement, result: Record<string, unknown>) => void {
    const keyName = this.#wireName("key", shape.key);
    const valueName = this.#wireName("value", shape.value);
    const read = this.readerOf(shape.value);
    return (element, result) => {
      const key = element.children.find((child) => child.name === keyName);
      const value = element.children.find((child) => child.name === valueName);
      if (key === undefined || value === undefined) throw malformedXml();
      setEntry(result, key.text, read(value));
    };
  }

  /** Writes a use of a shape as an element called `name`; a flattened list as one element for each of its own. */
  elementWriter(name: string, use: Member): XmlWriter {
    const shape = this.#shape(use.shape);
    if (isFlattened(shape, use) && shape.type === "list") {
      const write = this.elementWriter(this.#flatName(name, use, shape), shape.member);
      return (value) =>
        asList(value)
          .map((each) => write(each))
          .join("");
    }
    if (isFlattened(shape, use) && shape.type === "map") {
      const content = this.#entryWriter(shape);
      return (value) =>
        entriesOf(value)
          .map((entry) => wrap(name, content(entry)))
          .join("");
    }
    const open = `${name}${namespaceText(use, shape)}`;
    const content = this.#contentWriter(use, shape);
    const attributes = shape.type === "structure" ? this.#attributeWriter(shape) : undefined;
    return (value) => {
      const inner = content(value);
      const head = attributes === undefined ? open : `${open}${attributes(value)}`;
      return inner === "" ? `<${head}/>` : `<${head}>${inner}</${name}>`;
    };
  }

  /** Writes the members of `shape` that `isIncluded` names, without an element around them. */
  contentWriterOf(shape: StructureShape, isIncluded: (use: Member) => boolean = () => true): XmlWriter {
    const order = shape.xmlOrder ?? [];
    const names = [...order, ...Object.keys(shape.members).filter((name) => !order.includes(name))];
    const members = names.flatMap((name) => {
      const use = shape.members[name];
      if (use === undefined || use.xmlAttribute || !isIncluded(use)) return [];
      return [{ name, write: this.elementWriter(this.#wireName(name, use), use) }];
    });
    return (value) => {
      const values = asValues(value);
      let content = "";
      for (const member of members) {
        const present = values[member.name];
        if (present !== undefined && present !== null) content += member.write(present);
      }
      return content;
    };
  }

  #contentWriter(use: Member, shape: Shape): XmlWriter {
    if (isScalar(shape)) {
      const write = textWriter(shape, use, this.#timestamps);
      return shape.type === "string" ? (value) => escapeXml(String(value)) : write;
    }
    const known = this.#contents.get(use.shape);
    if (known !== undefined) return known;
    this.#contents.set(use.shape, (value) => this.#contentWriter(use, shape)(value));
    const writer = this.#compileContent(shape);
    this.#contents.set(use.shape, writer);
    return writer;
  }

  #compileContent(shape: Shape): XmlWriter {
    if (shape.type === "structure") return this.contentWriterOf(shape);
    if (shape.type === "list") {
      const write = this.elementWriter(shape.member.locationName ?? "member", shape.member);
      return (value) =>
        asList(value)
          .map((each) => write(each))
          .join("");
    }
    invariant(shape.type === "map", "only structures, lists and maps hold other values");
    const content = this.#entryWriter(shape);
    return (value) =>
      entriesOf(value)
        .map((entry) => wrap("entry", content(entry)))
        .join("");
  }

  #entryWriter(shape: MapShape): (entry: readonly [string, unknown]) => string {
    const writeKey = this.elementWriter(this.#wireName("key", shape.key), shape.key);
    const writeValue = this.elementWriter(this.#wireName("value", shape.value), shape.value);
    return ([key, value]) => `${writeKey(key)}${writeValue(value)}`;
  }

  #attributeWriter(shape: StructureShape): ((value: unknown) => string) | undefined {
    const attributes = Object.entries(shape.members)
      .filter(([, use]) => use.xmlAttribute)
      .map(([name, use]) => ({ name, attribute: this.#wireName(name, use) }));
    if (attributes.length === 0) return undefined;
    return (value) =>
      attributes
        .filter(({ name }) => asValues(value)[name] !== undefined)
        .map(({ name, attribute }) => ` ${attribute}="${escapeXml(String(asValues(value)[name]))}"`)
        .join("");
  }

  #wireName(name: string, use: Member): string {
    return (this.#names === "query" ? use.queryName : undefined) ?? use.locationName ?? name;
  }

  /** The name of each element of a flattened list: the list element's own where it has one. */
  #flatName(name: string, use: Member, shape: ListShape): string {
    return (
      (this.#names === "query" ? use.queryName : undefined) ?? shape.member.locationName ?? use.locationName ?? name
    );
  }

  #shape(name: string): Shape {
    const shape = this.#model.shapes[name];
    invariant(shape, `${this.#model.metadata.name} has no shape ${name}`);
    return shape;
  }
}

/** Whether the elements of a collection stand directly in the structure that holds it. */
export function isFlattened(shape: Shape, use: Member): boolean {
  return use.flattened === true || ((shape.type === "list" || shape.type === "map") && shape.flattened === true);
}

function namespaceText(use: Member, shape: Shape): string {
  const namespace = use.xmlNamespace ?? (shape.type === "structure" ? shape.xmlNamespace : undefined);
  if (namespace === undefined) return "";
  return ` xmlns${namespace.prefix === undefined ? "" : `:${namespace.prefix}`}="${escapeXml(namespace.uri)}"`;
}

function entriesOf(value: unknown): (readonly [string, unknown])[] {
  return Object.entries(asValues(value)).filter(([, each]) => each !== undefined && each !== null);
}

function wrap(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function isScalar(shape: Shape): boolean {
  return shape.type !== "structure" && shape.type !== "list" && shape.type !== "map";
}

function refuse(): never {
  throw malformedXml();
}
