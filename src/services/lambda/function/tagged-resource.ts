/** What the tag operations of Lambda work on: functions and event source mappings, by their ARNs. */
import { parseArn } from "../../../kernel/arn.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { Place, ReadScope, WriteScope } from "../../../platform/scope.ts";
import {
  accessDenied,
  functionNotFound,
  functionsNotReachable,
  mappingMissing,
  tagsOnUnqualifiedOnly,
} from "../errors.ts";
import { functions, mappings } from "../keyspaces.ts";
import { touchFunction } from "./function-store.ts";
import type { Tags } from "./tags.ts";

/** @throws the answers to what is not there, and to versions and aliases */
export function tagsOfResource(resource: string, at: ReadScope): Tags {
  const { kind, id } = taggedResource(resource, at);
  const row = [at.account, at.region, id] as const;
  const record = kind === "function" ? functions.get(at.tx, row) : mappings.get(at.tx, row);
  if (record === undefined) throw kind === "function" ? functionNotFound(resource) : mappingMissing();
  return record.tags;
}

/** Stores other tags for a resource that `tagsOfResource` has found. */
export function replaceTags(resource: string, tags: Tags, at: WriteScope): void {
  const { kind, id } = taggedResource(resource, at);
  const row = [at.account, at.region, id] as const;
  if (kind === "function") {
    const record = functions.get(at.tx, row);
    if (record !== undefined) touchFunction(record, { tags }, at);
    return;
  }
  const record = mappings.get(at.tx, row);
  if (record !== undefined) mappings.put(at.tx, row, { ...record, tags });
}

function taggedResource(
  resource: string,
  place: Place,
): { readonly kind: "function" | "mapping"; readonly id: string } {
  const arn = parseArn(resource);
  if (arn !== undefined && arn.region !== place.region) throw functionsNotReachable(arn.region, place.region);
  if (arn !== undefined && arn.account !== place.account) throw accessDenied();
  const [type, id = "", qualifier] = arn?.resource.split(":") ?? [];
  if (type === "function") {
    if (qualifier !== undefined) throw tagsOnUnqualifiedOnly();
    return { kind: "function", id };
  }
  if (type === "event-source-mapping") return { kind: "mapping", id };
  throw notImplemented(`tags of ${type ?? resource}`);
}
