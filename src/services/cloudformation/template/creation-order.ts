/** The order in which resources are made: each after those that it refers to or names in DependsOn. */
import { unresolvedDependencies, validationError } from "../errors.ts";
import { visitReferences } from "./references.ts";
import type { ResourceDeclaration } from "./template.ts";

/** Logical ids that each resource needs, by its own. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** @throws ValidationError for names that are nothing in the template */
export function dependenciesOf(
  resources: ReadonlyMap<string, ResourceDeclaration>,
  isPlainName: (name: string) => boolean,
): Dependencies {
  const unresolved = new Set<string>();
  const dependencies = new Map<string, ReadonlySet<string>>();
  for (const [id, { properties, dependsOn }] of resources) {
    const needs = new Set<string>();
    const need = (name: string): void => {
      if (resources.has(name)) needs.add(name);
      else if (!isPlainName(name)) unresolved.add(name);
    };
    visitReferences(properties, need);
    for (const name of dependsOn) need(name);
    dependencies.set(id, needs);
  }
  if (unresolved.size > 0) throw unresolvedDependencies([...unresolved], "Resources");
  return dependencies;
}

/** Every resource after what it needs, otherwise as the template has them. @throws ValidationError naming a circle */
export function creationOrder(dependencies: Dependencies): readonly string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): void => {
    if (done.has(id)) return;
    const start = path.indexOf(id);
    if (start >= 0) throw validationError(`Circular dependency between resources: [${path.slice(start).join(", ")}]`);
    path.push(id);
    for (const needed of dependencies.get(id) ?? []) visit(needed);
    path.pop();
    done.add(id);
    order.push(id);
  };
  for (const id of dependencies.keys()) visit(id);
  return order;
}
