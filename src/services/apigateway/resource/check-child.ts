/** Which resources can be made below another one. */
import type { ReadScope } from "../../../platform/scope.ts";
import { childOfGreedy, pathPartMalformed, resourceExists, variableSiblingExists } from "../errors.ts";
import { apiResources } from "../keyspaces.ts";
import type { ResourceRecord } from "./resource-record.ts";

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
