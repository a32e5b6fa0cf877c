/** A resource of a REST API: one part of a path, with its methods. */
import type { Resource } from "../../../schema/generated/apigateway.ts";
import { type MethodRecord, shownMethod } from "../method/method-record.ts";

export interface ResourceRecord {
  readonly id: string;
  /** Absent for the root. */
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodRecord>>;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

/** `embed` is whether the methods are shown with all that they are. */
export function shownResource(record: ResourceRecord, embed: boolean): Resource {
  const { id, parentId, pathPart, path, methods } = record;
  const shown = Object.entries(methods).map(([verb, method]) => [verb, embed ? shownMethod(method, id) : {}] as const);
  return {
    id,
    ...(parentId === undefined ? {} : { parentId }),
    ...(pathPart === undefined ? {} : { pathPart }),
    path,
    ...(shown.length === 0 ? {} : { resourceMethods: Object.fromEntries(shown) }),
  };
}
