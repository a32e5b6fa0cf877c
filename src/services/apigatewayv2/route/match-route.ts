/**
 * Which route takes a request: the one whose path says most, segment by segment; of two with the same path the one that
 * names the method; `$default` when there is no other.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
import { DEFAULT_ROUTE_KEY, routePattern, type RoutePattern, type RouteSegment } from "./route-key.ts";

export interface RouteMatch<R> {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The routes of a deployment, read once for many requests. */
export interface RouteTable<R> {
  readonly routes: readonly { readonly pattern: RoutePattern; readonly route: R }[];
  /** The `$default` route. */
  readonly fallback?: R;
}

export function routeTable<R extends { readonly routeKey: string }>(all: readonly R[]): RouteTable<R> {
  const fallback = all.find((route) => route.routeKey === DEFAULT_ROUTE_KEY);
  const routes = all
    .filter((route) => route.routeKey !== DEFAULT_ROUTE_KEY)
    .map((route) => ({ pattern: routePattern(route.routeKey), route }));
  return { routes, ...(fallback === undefined ? {} : { fallback }) };
}

/** `path` is decoded, and has no stage in it. */
export function matchRoute<R>(table: RouteTable<R>, method: string, path: string): RouteMatch<R> | undefined {
  const parts = path.replace(/^\//, "").split("/");
  let best: { readonly pattern: RoutePattern; readonly match: RouteMatch<R> } | undefined;
  for (const { pattern, route } of table.routes) {
    if (pattern.method !== "ANY" && pattern.method !== method) continue;
    if (best !== undefined && !isBefore(pattern, best.pattern)) continue;
    const pathParameters = matchPath(pattern.segments, parts);
    if (pathParameters !== undefined) best = { pattern, match: { route, pathParameters } };
  }
  if (best !== undefined) return best.match;
  return table.fallback === undefined ? undefined : { route: table.fallback, pathParameters: {} };
}

function matchPath(
  segments: readonly RouteSegment[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (segment.kind === "greedy") {
      const rest = parts.slice(index).join("/");
      return rest === "" ? undefined : { ...parameters, [segment.name]: rest };
    }
    if (segment.kind === "text" ? part !== segment.text : part === "") return undefined;
    if (segment.kind === "variable") parameters[segment.name] = part;
  }
  return parts.length === segments.length ? parameters : undefined;
}

const RANK: Readonly<Record<RouteSegment["kind"], number>> = { text: 0, variable: 1, greedy: 2 };

/** Both match: the first segment in which they differ in kind decides, then the method. */
function isBefore(left: RoutePattern, right: RoutePattern): boolean {
  // A full match comes before any greedy one, however long the greedy one's beginning is.
  const greedy = (pattern: RoutePattern): number => (pattern.segments.at(-1)?.kind === "greedy" ? 1 : 0);
  if (greedy(left) !== greedy(right)) return greedy(left) < greedy(right);
  for (const [index, segment] of left.segments.entries()) {
    const other = right.segments[index];
    if (other !== undefined && RANK[segment.kind] !== RANK[other.kind]) return RANK[segment.kind] < RANK[other.kind];
  }
  return left.method !== "ANY" && right.method === "ANY";
}
