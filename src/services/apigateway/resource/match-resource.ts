/**
 * Which resource takes a path, and which of its methods: the resource is chosen first, part by part, a fixed part before
 * a variable and that before a greedy one; then the method by name before ANY.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
 */
import type { MethodRecord } from "../method/method-record.ts";

export interface DeployedResource {
  readonly id: string;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodRecord>>;
}

export interface ResourceMatch {
  readonly resource: DeployedResource;
  readonly method: MethodRecord;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** `path` is within the stage and still percent-encoded: REST APIs neither route by decoded paths nor show them. */
export function matchResource(
  resources: readonly DeployedResource[],
  verb: string,
  path: string,
): ResourceMatch | undefined {
  const parts = partsOf(path);
  let best: Candidate | undefined;
  for (const resource of resources) {
    if (Object.keys(resource.methods).length === 0) continue;
    const segments = partsOf(resource.path);
    const pathParameters = matchParts(segments, parts);
    if (pathParameters === undefined) continue;
    if (best === undefined || isBefore(segments, best.segments)) best = { resource, segments, pathParameters };
  }
  const method = best?.resource.methods[verb] ?? best?.resource.methods["ANY"];
  if (best === undefined || method === undefined) return undefined;
  return { resource: best.resource, method, pathParameters: best.pathParameters };
}

interface Candidate {
  readonly resource: DeployedResource;
  readonly segments: readonly string[];
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A slash at the end, and more than one at the beginning, make no difference; inner ones are kept. */
function partsOf(path: string): readonly string[] {
  const trimmed = path.replace(/^\/+/, "").replace(/\/$/, "");
  return trimmed === "" ? [] : trimmed.split("/");
}

function matchParts(
  segments: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (segment.endsWith("+}")) {
      return { ...parameters, [segment.slice(1, -2)]: parts.slice(index).join("/") };
    }
    if (segment.startsWith("{")) parameters[segment.slice(1, -1)] = part;
    else if (segment !== part) return undefined;
  }
  return parts.length === segments.length ? parameters : undefined;
}

function isBefore(left: readonly string[], right: readonly string[]): boolean {
  for (const [index, segment] of left.entries()) {
    const difference = rank(segment) - rank(right[index] ?? "");
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function rank(segment: string): number {
  if (segment.endsWith("+}")) return 2;
  return segment.startsWith("{") ? 1 : 0;
}
