/** The Conditions section: which conditions hold, and what is left of a template once they are known. */
import { templateError, templateFormatError } from "../errors.ts";
import type { Environment } from "./environment.ts";
import { chosenBranch, conditionValue } from "./intrinsics.ts";
import type { Template } from "./template.ts";
import { functionOf, isList, isTree } from "./tree.ts";

/** Evaluates every condition, those first that others are made of. @throws ValidationError for circles and unknown names */
export function evaluateConditions(
  template: Template,
  environment: Omit<Environment, "conditions">,
): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  const underWay = new Set<string>();
  const full: Environment = { ...environment, conditions: known };
  const evaluate = (name: string): void => {
    if (known.has(name)) return;
    if (underWay.has(name)) {
      throw templateError(`Circular dependency between conditions: [${[...underWay].join(", ")}]`);
    }
    const condition = template.conditions.get(name);
    if (condition === undefined) throw templateError(`Unresolved condition dependency: ${name}`);
    underWay.add(name);
    for (const other of conditionNames(condition)) evaluate(other);
    known.set(name, conditionValue(condition, full));
    underWay.delete(name);
  };
  for (const name of template.conditions.keys()) evaluate(name);
  for (const { condition } of [...template.resources.values(), ...template.outputs.values()]) {
    if (condition !== undefined && !known.has(condition)) {
      throw templateFormatError(
        `Unresolved dependencies [${condition}]. Cannot reference resources in the Conditions block of the template`,
      );
    }
  }
  return known;
}

function conditionNames(value: unknown): readonly string[] {
  if (isList(value)) return value.flatMap((each) => conditionNames(each));
  if (!isTree(value)) return [];
  const [name, argument] = functionOf(value) ?? [];
  if (name === "Condition") return [String(argument)];
  return Object.values(value).flatMap((each) => conditionNames(each));
}

/** The value with every `Fn::If` replaced by the branch that counts, so that the other branch makes no dependency. */
export function withoutBranches(value: unknown, conditions: ReadonlyMap<string, boolean>): unknown {
  if (isList(value)) return value.map((each) => withoutBranches(each, conditions));
  if (!isTree(value)) return value;
  const [name, argument] = functionOf(value) ?? [];
  if (name === "Fn::If") return withoutBranches(chosenBranch(argument, conditions), conditions);
  const entries = Object.entries(value).map(([key, each]) => [key, withoutBranches(each, conditions)] as const);
  return Object.fromEntries(entries);
}
