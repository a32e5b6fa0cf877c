/** What deploying a content would change of a stack: what UpdateStack asks, and what a change set shows. */
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { resources } from "../keyspaces.ts";
import type { ResourceRecord, StackContent, StackRecord } from "./stack-record.ts";
import { checkProperties, resolvedProperties } from "../template/check-resources.ts";
import type { Environment } from "../template/environment.ts";
import type { EvaluatedTemplate } from "../template/evaluated.ts";
import { resolveValue } from "../template/intrinsics.ts";
import { canonical, sameData } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { evaluateContent, exportsOf } from "./content.ts";

export type PlannedChange =
  | { readonly action: "add"; readonly logicalId: string; readonly type: string; readonly after: Wanted }
  | { readonly action: "remove"; readonly logicalId: string; readonly type: string; readonly before: ResourceRecord }
  | {
      readonly action: "modify";
      readonly logicalId: string;
      readonly type: string;
      readonly before: ResourceRecord;
      readonly after: Wanted;
      readonly isReplaced: boolean;
      /** Properties that differ. */
      readonly properties: readonly string[];
      readonly isTagged: boolean;
    };

/** A resource as it is to be, as far as that can be known. */
interface Wanted {
  readonly properties: Tree;
  readonly metadata: unknown;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Whether there is anything to do, outputs included. */
  readonly isEmpty: boolean;
}

/** What is compared: a stack, and the content that it is to have. */
interface Comparison {
  readonly stack: StackRecord;
  readonly next: StackContent;
  /** Every resource type there is, by its name. */
  readonly types: ReadonlyMap<string, ResourceType>;
}

/** Compares `next` with what the stack has. @throws ValidationError when `next` cannot be evaluated */
export function planChanges({ stack, next, types }: Comparison, at: ReadScope): Plan {
  const existing = new Map<string, ResourceRecord>();
  for (const { value } of resources.range(at.tx, [at.account, at.region, stack.id])) {
    if (value.instance !== undefined && value.status !== "DELETE_COMPLETE") existing.set(value.logicalId, value);
  }
  const evaluated = evaluateContent(next, stack, at);
  const changes: PlannedChange[] = [];
  const fresh = new Set<string>();
  const environment: Environment = {
    ...evaluated.environment,
    resource: (id): ResourceInstance | undefined => (fresh.has(id) ? undefined : existing.get(id)?.instance),
    exported: exportsOf(at),
  };
  for (const id of evaluated.order) {
    const resource = evaluated.resources.get(id);
    const type = types.get(resource?.type ?? "");
    if (resource === undefined || type === undefined) continue;
    const properties = resolvedProperties(resource.properties, environment);
    checkProperties(id, properties, type);
    const change = changeOf({ id, type, properties, metadata: resource.metadata }, existing.get(id), next);
    if (change === undefined) continue;
    if (change.action === "add" || (change.action === "modify" && change.isReplaced)) fresh.add(id);
    changes.push(change);
  }
  for (const before of existing.values()) {
    if (evaluated.resources.has(before.logicalId)) continue;
    changes.push({ action: "remove", logicalId: before.logicalId, type: before.type, before });
  }
  return { changes, isEmpty: changes.length === 0 && isSameAround(stack, next, outputsOf(evaluated, environment)) };
}

interface Desired extends Wanted {
  readonly id: string;
  readonly type: ResourceType;
}

function changeOf(desired: Desired, before: ResourceRecord | undefined, next: StackContent): PlannedChange | undefined {
  const { id, type, properties, metadata } = desired;
  const shown = { logicalId: id, type: type.type, after: { properties, metadata } };
  if (before === undefined) return { action: "add", ...shown };
  const isOther = before.type !== type.type;
  const changed = changedProperties(before.properties, properties);
  const isTagged = !sameData(before.stackTags, next.tags);
  const isDescribed = !sameData(before.metadata ?? null, metadata ?? null);
  if (!isOther && changed.length === 0 && !isTagged && !isDescribed) return undefined;
  const isReplaced = isOther || changed.some((name) => type.replacedBy.includes(name));
  return { action: "modify", ...shown, before, isReplaced, properties: changed, isTagged };
}

/** The names of the properties that differ, those that only one side has included. */
export function changedProperties(before: Tree, after: Tree): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => canonical(before[name]) !== canonical(after[name]));
}

/** The outputs that a template would have where nothing but `environment` is known. */
function outputsOf(evaluated: EvaluatedTemplate, environment: Environment): readonly unknown[] {
  return Array.from(evaluated.outputs.values(), (output) => ({
    name: output.name,
    value: resolveValue(output.value, environment),
    description: output.description,
    exportName: output.exportName === undefined ? undefined : resolveValue(output.exportName, environment),
  }));
}

/** Whether what surrounds the resources is the same: outputs, tags, policies. */
function isSameAround(stack: StackRecord, next: StackContent, outputs: readonly unknown[]): boolean {
  return (
    sameData(outputs, stack.outputs) &&
    sameData(stack.tags, next.tags) &&
    sameData(stack.notificationArns, next.notificationArns) &&
    policiesOf(stack) === policiesOf(next)
  );
}

/** The attributes of resources that say what becomes of them: a change of one is a change of the stack. */
function policiesOf(content: StackContent): string {
  // Written by ourselves from a template whose form was checked.
  const tree = JSON.parse(content.processedTemplate) as { readonly Resources: Readonly<Record<string, Tree>> };
  const entries = Object.entries(tree.Resources).map(([id, resource]) => [
    id,
    resource["DeletionPolicy"],
    resource["UpdateReplacePolicy"],
  ]);
  return canonical(entries.toSorted((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1)));
}
