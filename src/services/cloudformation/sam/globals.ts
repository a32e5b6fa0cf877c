/** The Globals section: properties that every function or API has, unless it says otherwise itself. */
import { notImplemented } from "../../../platform/service-error.ts";
import { isList, isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { listOf, mapOf } from "./draft.ts";

const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["AWS::Serverless::Function", "Function"],
  ["AWS::Serverless::Api", "Api"],
  ["AWS::Serverless::HttpApi", "HttpApi"],
]);

/** @throws NotImplemented for sections that are not acted upon */
export function checkGlobals(globals: Tree): void {
  const known = new Set(SECTIONS.values());
  for (const name of Object.keys(globals)) if (!known.has(name)) throw notImplemented(`Globals ${name}`);
}

/** The properties of a resource with what the globals add to them. */
export function withGlobals(resource: Tree, type: string, globals: Tree): Tree {
  const own = mapOf(resource["Properties"]);
  const given = mapOf(globals[SECTIONS.get(type) ?? ""]);
  const ignored = listOf(resource["IgnoreGlobals"]);
  if (ignored.includes("*")) return own;
  const applied = Object.fromEntries(Object.entries(given).filter(([name]) => !ignored.includes(name)));
  return mapOf(merge(applied, own));
}

/**
 * Maps are merged, lists are joined with the global one first, anything else is the resource's own.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
function merge(global: unknown, own: unknown): unknown {
  if (own === undefined) return global;
  if (isList(global) && isList(own)) return [...global, ...own];
  if (!isTree(global) || !isTree(own)) return own;
  const names = new Set([...Object.keys(global), ...Object.keys(own)]);
  return Object.fromEntries(Array.from(names, (name) => [name, merge(global[name], own[name])]));
}
