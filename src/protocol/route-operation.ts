/** Which operation of a REST service a method, path and query mean: compiled once for each model from its request URIs. */
import { invariant } from "../kernel/invariant.ts";
import type { OperationModel, ServiceModel } from "../schema/model.ts";
import type { WireRequest } from "./wire.ts";

/** An operation and the labels of its path, still percent-encoded, by wire name. */
export interface RoutedOperation {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

/** What routing looks at. */
export type RoutedRequest = Pick<WireRequest, "method" | "path" | "query" | "headers">;

/** The operation that `request` means; undefined where the service has none there. */
export function routeOperation(model: ServiceModel, request: RoutedRequest): RoutedOperation | undefined {
  let table = tables.get(model);
  if (table === undefined) tables.set(model, (table = compile(model)));
  const segments = request.path.split("/").slice(1);
  return find(table, segments, { request, parameters: parameterNames(request.query) });
}

const tables = new WeakMap<ServiceModel, PathNode>();

/** One place in the tree of paths. */
interface PathNode {
  readonly literals: Map<string, PathNode>;
  label: PathNode | undefined;
  /** Operations whose path ends here. */
  readonly routes: Route[];
  /** Operations whose path ends in a label that takes the rest, slashes and all. */
  readonly greedy: Route[];
}

interface Route {
  readonly operation: OperationModel;
  /** The names of the labels, in the order of the path. */
  readonly labelNames: readonly string[];
  /** Query parameters that the request URI itself states; a value of undefined allows any. */
  readonly literals: readonly (readonly [name: string, value: string | undefined])[];
  /** Query parameters and headers that the input requires: what tells UploadPart from PutObject. */
  readonly requiredParameters: readonly string[];
  readonly requiredHeaders: readonly string[];
}

interface Sought {
  readonly request: RoutedRequest;
  readonly parameters: ReadonlyMap<string, string>;
}

function compile(model: ServiceModel): PathNode {
  const root = pathNode();
  for (const operation of Object.values(model.operations)) {
    const [path = "", query = ""] = operation.http.requestUri.split("?");
    const labelNames: string[] = [];
    let node = root;
    let isGreedy = false;
    for (const segment of withoutLastEmpty(path.split("/").slice(1))) {
      const label = /^\{([^}+]+)(\+)?\}$/.exec(segment);
      if (label === null) node = literalChild(node, segment);
      else if (label[2] === undefined) node = labelChild(node);
      else isGreedy = true;
      if (label !== null) labelNames.push(label[1] ?? "");
    }
    (isGreedy ? node.greedy : node.routes).push({
      operation,
      labelNames,
      literals: literalsOf(query),
      ...requiredOf(model, operation),
    });
  }
  return root;
}

function pathNode(): PathNode {
  return { literals: new Map(), label: undefined, routes: [], greedy: [] };
}

function literalChild(node: PathNode, segment: string): PathNode {
  const known = node.literals.get(segment);
  if (known !== undefined) return known;
  const child = pathNode();
  node.literals.set(segment, child);
  return child;
}

function labelChild(node: PathNode): PathNode {
  node.label ??= pathNode();
  return node.label;
}

function literalsOf(query: string): Route["literals"] {
  if (query === "") return [];
  return query.split("&").map((pair) => {
    const [name = "", value] = pair.split("=");
    return [name, value] as const;
  });
}

function requiredOf(
  model: ServiceModel,
  operation: OperationModel,
): Pick<Route, "requiredParameters" | "requiredHeaders"> {
  const shape = model.shapes[operation.input?.shape ?? ""];
  if (shape === undefined) return { requiredParameters: [], requiredHeaders: [] };
  invariant(shape.type === "structure", "inputs are structures");
  const at = (location: string): string[] =>
    (shape.required ?? [])
      .filter((name) => shape.members[name]?.location === location)
      .map((name) => shape.members[name]?.locationName ?? name);
  return { requiredParameters: at("querystring"), requiredHeaders: at("header").map((name) => name.toLowerCase()) };
}

/** `/bucket/` is `/bucket`: an empty last segment is none, except to a greedy label. */
function withoutLastEmpty(segments: readonly string[]): readonly string[] {
  return segments.at(-1) === "" ? segments.slice(0, -1) : segments;
}

function find(root: PathNode, segments: readonly string[], sought: Sought): RoutedOperation | undefined {
  const plain = withoutLastEmpty(segments);
  const walk = (node: PathNode, index: number, labels: readonly string[]): RoutedOperation | undefined => {
    const segment = plain[index];
    if (segment === undefined) return routed(best(node.routes, sought), labels);
    const literal = node.literals.get(segment);
    const byLiteral = literal && walk(literal, index + 1, labels);
    if (byLiteral !== undefined) return byLiteral;
    const byLabel = node.label && segment !== "" ? walk(node.label, index + 1, [...labels, segment]) : undefined;
    if (byLabel !== undefined) return byLabel;
    const rest = segments.slice(index).join("/");
    return rest === "" ? undefined : routed(best(node.greedy, sought), [...labels, rest]);
  };
  return walk(root, 0, []);
}

function routed(route: Route | undefined, labels: readonly string[]): RoutedOperation | undefined {
  if (route === undefined) return undefined;
  return {
    operation: route.operation,
    labels: Object.fromEntries(route.labelNames.map((name, index) => [name, labels[index] ?? ""])),
  };
}

/**
 * Of the routes at one path the one that states most query parameters, then the one of whose required parameters and
 * headers fewest are missing, then the one of whose required ones most are there.
 */
function best(routes: readonly Route[], { request, parameters }: Sought): Route | undefined {
  let found: Route | undefined;
  let bestScore = -Infinity;
  for (const route of routes) {
    if (route.operation.http.method !== request.method) continue;
    if (
      !route.literals.every(([name, value]) =>
        value === undefined ? parameters.has(name) : parameters.get(name) === value,
      )
    ) {
      continue;
    }
    const required = route.requiredParameters.length + route.requiredHeaders.length;
    const present =
      route.requiredParameters.filter((name) => parameters.has(name)).length +
      route.requiredHeaders.filter((name) => request.headers[name] !== undefined).length;
    const stated = route.literals.length * 10_000 - (required - present) * 100 + present;
    const score = route.operation.deprecated ? stated - 0.5 : stated;
    if (score > bestScore) {
      bestScore = score;
      found = route;
    }
  }
  return found;
}

/** The parameters of a raw query string; their names and literal values never need decoding. */
function parameterNames(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  if (query === "") return parameters;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    if (equals === -1) parameters.set(pair, "");
    else parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return parameters;
}
