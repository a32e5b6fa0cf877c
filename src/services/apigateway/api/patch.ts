/** Patch operations, by which everything of a REST API is updated. */
import type { PatchOperation } from "../../../schema/generated/apigateway.ts";
import { badRequest, invalidPatchPath } from "../errors.ts";

/** One operation, read: the path's last part apart, with its JSON-pointer escapes undone. */
export interface Patch {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  /** `/variables/color` is `["variables", "color"]`. */
  readonly parts: readonly string[];
  readonly value: string;
}

export type PatchOp = Patch["op"];

/**
 * Applies the operations in order. `rules` says how, by the first part of the path; a rule that takes a name takes
 * paths of two parts, any other paths of one.
 * @throws BadRequestException for operations and paths that no rule knows
 */
export function patched<T>(record: T, operations: readonly PatchOperation[], rules: PatchRules<T>): T {
  let result = record;
  for (const given of operations) {
    const patch = readPatch(given);
    const rule = rules[patch.parts[0] ?? ""];
    if (rule === undefined || patch.parts.length !== (rule.isNamed ? 2 : 1) || !rule.ops.includes(patch.op)) {
      const allowed = Object.entries(rules).filter(([, each]) => each.ops.includes(patch.op));
      throw invalidPatchPath(
        patch.op,
        patch.path,
        allowed.map(([name, each]) => `/${name}${each.isNamed ? "/{name}" : ""}`),
      );
    }
    result = rule.apply(result, patch);
  }
  return result;
}

export interface PatchRule<T> {
  readonly ops: readonly PatchOp[];
  readonly isNamed?: boolean;
  apply(record: T, patch: Patch): T;
}

export type PatchRules<T> = Readonly<Record<string, PatchRule<T>>>;

function readPatch({ op, path = "", value }: PatchOperation): Patch {
  if (op !== "add" && op !== "replace" && op !== "remove") {
    throw badRequest("Invalid patch operation specified. Must be one of: [add, remove, replace]");
  }
  if (!path.startsWith("/")) throw badRequest(`Invalid patch path ${path}`);
  const parts = path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return { op, path, parts, value: value ?? "" };
}
