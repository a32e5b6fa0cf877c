/** Inputs of REST operations: from path labels, query string, headers and body. Compiled once for each operation. */
import { invariant } from "../kernel/invariant.ts";
import type { Member, OperationModel, ServiceModel, Shape, StructureShape } from "../schema/model.ts";
import { decodePercent, parseForm } from "./form.ts";
import { utf8 } from "./json-notation.ts";
import { ProtocolError } from "./protocol.ts";
import { isInBody, type RestBodies } from "./rest-body.ts";
import { textReader } from "./text-scalar.ts";
import { setEntry } from "./tree-codec.ts";
import type { WireRequest } from "./wire.ts";

/** Where the members of one input are looked for. */
interface Sources {
  readonly request: WireRequest;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

type Input = Record<string, unknown>;
type Binding = (sources: Sources, input: Input) => void;

/** Reads the input of `operation`. */
export type RestRequestReader = (request: WireRequest, labels: Readonly<Record<string, string>>) => Input;

/** Compiles the reader of the inputs of `operation`. */
export function restRequestReader(
  model: ServiceModel,
  operation: OperationModel,
  bodies: RestBodies,
): RestRequestReader {
  const shape = operation.input === undefined ? undefined : model.shapes[operation.input.shape];
  if (shape?.type !== "structure") return () => ({});
  const bindings: Binding[] = [bodyBinding(model, shape, bodies)];
  const [, ownQuery = ""] = operation.http.requestUri.split("?");
  const queryNames = new Set(parseForm(ownQuery).map(([name]) => name));
  for (const [name, use] of Object.entries(shape.members)) {
    const memberShape = shapeOf(model, use);
    if (use.location === "querystring" && memberShape.type !== "map") queryNames.add(use.locationName ?? name);
  }
  for (const [name, use] of Object.entries(shape.members)) {
    const binding = memberBinding(model, name, { use, queryNames });
    if (binding !== undefined) bindings.push(binding);
  }
  return (request, labels) => {
    const sources: Sources = { request, labels, query: queryOf(request.query) };
    const input: Input = {};
    for (const bind of bindings) bind(sources, input);
    return input;
  };
}

const NO_PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map();

function queryOf(query: string): ReadonlyMap<string, readonly string[]> {
  if (query === "") return NO_PARAMETERS;
  const values = new Map<string, string[]>();
  for (const [name, value] of parseForm(query)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

function bodyBinding(model: ServiceModel, shape: StructureShape, bodies: RestBodies): Binding {
  const payload = shape.payload;
  if (payload === undefined) {
    if (!Object.values(shape.members).some(isInBody)) return () => undefined;
    const read = bodies.readMembers(model, shape);
    return ({ request }, input) => {
      if (request.body.byteLength > 0) Object.assign(input, read(request.body));
    };
  }
  const use = shape.members[payload];
  invariant(use, `the payload member ${payload} is a member`);
  const memberShape = shapeOf(model, use);
  if (memberShape.type === "blob" && (use.streaming || memberShape.streaming)) {
    return ({ request }, input) => {
      input[payload] = request.bodyStream ?? oneChunk(request.body);
    };
  }
  const read = payloadReader(model, use, bodies);
  return ({ request }, input) => {
    if (request.body.byteLength > 0) input[payload] = read(request.body);
  };
}

function payloadReader(model: ServiceModel, use: Member, bodies: RestBodies): (body: Uint8Array) => unknown {
  const shape = shapeOf(model, use);
  if (shape.type === "blob") return (body) => body;
  if (shape.type === "string") return utf8;
  return bodies.readPayload(model, use);
}

async function* oneChunk(body: Uint8Array): AsyncGenerator<Uint8Array> {
  if (body.byteLength > 0) yield body;
}

function memberBinding(
  model: ServiceModel,
  name: string,
  { use, queryNames }: { readonly use: Member; readonly queryNames: ReadonlySet<string> },
): Binding | undefined {
  const wireName = use.locationName ?? name;
  switch (use.location) {
    case "uri":
      return labelBinding(model, name, use);
    case "querystring":
      return queryBinding(model, name, { use, queryNames });
    case "header":
      return headerBinding(model, name, use);
    case "headers":
      return prefixBinding(name, wireName.toLowerCase());
    default:
      return undefined;
  }
}

function labelBinding(model: ServiceModel, name: string, use: Member): Binding {
  const wireName = use.locationName ?? name;
  const read = scalar(textReader(shapeOf(model, use)), wireName);
  return ({ labels }, input) => {
    const label = labels[wireName];
    if (label !== undefined) input[name] = read(decodePercent(label));
  };
}

function queryBinding(
  model: ServiceModel,
  name: string,
  { use, queryNames }: { readonly use: Member; readonly queryNames: ReadonlySet<string> },
): Binding {
  const wireName = use.locationName ?? name;
  const shape = shapeOf(model, use);
  if (shape.type === "map") {
    // A map takes every parameter that no other member is named after.
    return ({ query }, input) => {
      const map: Record<string, unknown> = {};
      for (const [key, values] of query) if (!queryNames.has(key)) setEntry(map, key, values[0]);
      if (Object.keys(map).length > 0) input[name] = map;
    };
  }
  if (shape.type === "list") {
    const read = scalar(textReader(shapeOf(model, shape.member)), wireName);
    return ({ query }, input) => {
      const values = query.get(wireName);
      if (values !== undefined) input[name] = values.map(read);
    };
  }
  const read = scalar(textReader(shape), wireName);
  return ({ query }, input) => {
    const value = query.get(wireName)?.[0];
    if (value !== undefined) input[name] = read(value);
  };
}

function headerBinding(model: ServiceModel, name: string, use: Member): Binding {
  const wireName = use.locationName ?? name;
  const header = wireName.toLowerCase();
  const shape = shapeOf(model, use);
  const isList = shape.type === "list";
  const read = scalar(textReader(isList ? shapeOf(model, shape.member) : shape), wireName);
  return ({ request }, input) => {
    const value = request.headers[header];
    if (value === undefined) return;
    input[name] = isList ? value.split(",").map((each) => read(each.trim())) : read(value);
  };
}

function prefixBinding(name: string, prefix: string): Binding {
  return ({ request }, input) => {
    let map: Record<string, unknown> | undefined;
    for (const header in request.headers) {
      if (header.startsWith(prefix)) setEntry((map ??= {}), header.slice(prefix.length), request.headers[header]);
    }
    if (map !== undefined) input[name] = map;
  };
}

function scalar(read: (text: string) => unknown, wireName: string): (text: string) => unknown {
  return (text) => {
    const value = read(text);
    if (value === undefined) {
      throw new ProtocolError(
        "ValidationException",
        `The value of ${wireName} is not of the type that this parameter has: ${text}`,
      );
    }
    return value;
  };
}

function shapeOf(model: ServiceModel, use: Member): Shape {
  const shape = model.shapes[use.shape];
  invariant(shape, `${model.metadata.name} has no shape ${use.shape}`);
  return shape;
}
