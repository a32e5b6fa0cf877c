/** A resource of a REST API: one part of a path, with its methods. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { Resource } from "../../../schema/generated/apigateway.ts";
import { childOfGreedy, pathPartMalformed, resourceExists, variableSiblingExists } from "../errors.ts";
import { apiResources } from "../keyspaces.ts";
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

const PART = /^(?:[A-Za-z0-9._:-]+|\{[A-Za-z0-9._:-]+\+?\})$/;

/** Whether a resource can have such a child. @throws BadRequestException, ConflictException */
export function checkChild(at: ReadScope, apiId: string, { parent, pathPart }: NewChild): void {
  if (!PART.test(pathPart)) throw pathPartMalformed();
  if (parent.pathPart?.endsWith("+}")) throw childOfGreedy(parent.pathPart);
  for (const { value: sibling } of apiResources.range(at.tx, [apiId])) {
    if (sibling.parentId !== parent.id) continue;
    if (sibling.pathPart === pathPart) throw resourceExists(pathPart);
    if (sibling.pathPart?.startsWith("{") && pathPart.startsWith("{")) throw variableSiblingExists(sibling.pathPart);
  }
}

interface NewChild {
  readonly parent: ResourceRecord;
  readonly pathPart: string;
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
