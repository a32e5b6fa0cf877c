/** Route keys: `METHOD /path/{variable}/{rest+}`, or `$default`. */
import { routeKeyMalformed } from "../errors.ts";

export const DEFAULT_ROUTE_KEY = "$default";

/** One segment of a route's path. */
export type RouteSegment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string }
  /** Takes the rest of the path, which is not empty. */
  | { readonly kind: "greedy"; readonly name: string };

export interface RoutePattern {
  /** `ANY` stands for all methods. */
  readonly method: string;
  readonly path: string;
  readonly segments: readonly RouteSegment[];
}

const KEY = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|ANY) (\/\S*)$/;
const BRACES = /^\{([A-Za-z0-9_.-]+)(\+?)\}$/;

/** The pattern of a route key that is not `$default`. @throws BadRequestException */
export function routePattern(routeKey: string): RoutePattern {
  const [, method, path] = KEY.exec(routeKey) ?? [];
  if (method === undefined || path === undefined) throw routeKeyMalformed();
  const segments = path.slice(1).split("/").map(segmentOf);
  const greedy = segments.findIndex((segment) => segment.kind === "greedy");
  if (greedy >= 0 && greedy !== segments.length - 1) throw routeKeyMalformed();
  const names = segments.flatMap((segment) => (segment.kind === "text" ? [] : [segment.name]));
  if (new Set(names).size !== names.length) throw routeKeyMalformed();
  return { method, path, segments };
}

function segmentOf(text: string): RouteSegment {
  const [, name, greedy] = BRACES.exec(text) ?? [];
  if (name !== undefined) return { kind: greedy === "+" ? "greedy" : "variable", name };
  if (/[{}]/.test(text)) throw routeKeyMalformed();
  return { kind: "text", text };
}
