/** Outputs of a stack, and the exports and imports between stacks. */
import type { Environment } from "../template/environment.ts";
import { resolveValue } from "../template/intrinsics.ts";
import { functionOf, isList, isTree, scalarText } from "../template/tree.ts";
import { templateFormatError, validationError } from "../errors.ts";
import { exportedValues, imports, resources } from "../keyspaces.ts";
import type { StackOutput } from "./stack-record.ts";
import { evaluateContent, exportsOf } from "./content.ts";
import type { StackWriter } from "./writer.ts";

/**
 * Evaluates the outputs and puts them, the exports and the imports in force.
 * @throws ValidationError when an output has no value, or an export is taken or in use
 */
export function publishOutputs(writer: StackWriter): void {
  const { at, stack } = writer;
  const evaluated = evaluateContent(stack, stack, at);
  const environment: Environment = {
    ...evaluated.environment,
    resource: (id) => resources.get(at.tx, [at.account, at.region, stack.id, id])?.instance,
    exported: exportsOf(at),
  };
  const outputs = Array.from(evaluated.outputs.values(), (output): StackOutput => {
    const value = scalarText(resolveValue(output.value, environment));
    if (value === undefined) {
      throw templateFormatError(`The Value field of every Outputs member must evaluate to a String.`);
    }
    const exportName =
      output.exportName === undefined ? undefined : scalarText(resolveValue(output.exportName, environment));
    return { name: output.name, value, description: output.description, exportName };
  });
  const exported = new Map(
    outputs.flatMap((each) => (each.exportName === undefined ? [] : [[each.exportName, each.value]])),
  );
  const imported = new Set<string>();
  for (const resource of evaluated.resources.values()) visitImports(resource.properties, environment, imported);
  for (const output of evaluated.outputs.values()) visitImports(output.value, environment, imported);
  replaceExports(writer, exported);
  replaceImports(writer, imported);
  writer.change({ outputs });
}

/** A stack that goes takes its exports and imports with it. */
export function withdrawExports(writer: StackWriter): void {
  replaceExports(writer, new Map());
  replaceImports(writer, new Set());
}

/** The names of the stacks that import an export. */
export function importersOf(name: string, { at }: Pick<StackWriter, "at">): readonly string[] {
  return Array.from(imports.range(at.tx, [at.account, at.region, name]), (entry) => entry.value);
}

/** @throws ValidationError naming an export of the stack that another stack imports */
export function checkExportsUnused(writer: Pick<StackWriter, "at" | "stack">): void {
  for (const { exportName } of writer.stack.outputs) {
    const [importer] = exportName === undefined ? [] : importersOf(exportName, writer);
    if (importer !== undefined) {
      throw validationError(`Export ${exportName ?? ""} cannot be deleted as it is in use by ${importer}`);
    }
  }
}

/** Checks everything before it changes anything: a refusal is told in the same write. */
function replaceExports(writer: StackWriter, next: ReadonlyMap<string, string>): void {
  const { at, stack } = writer;
  const gone: string[] = [];
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined || next.get(exportName) === value) continue;
    const [importer] = importersOf(exportName, writer);
    if (importer !== undefined) {
      const verb = next.has(exportName) ? "updated" : "deleted";
      throw validationError(`Export ${exportName} cannot be ${verb} as it is in use by ${importer}`);
    }
    if (!next.has(exportName)) gone.push(exportName);
  }
  for (const name of next.keys()) {
    const other = exportedValues.get(at.tx, [at.account, at.region, name]);
    if (other !== undefined && other.stackId !== stack.id) {
      throw validationError(
        `Export with name ${name} is already exported by stack ${other.stackId.split("/")[1] ?? ""}`,
      );
    }
  }
  for (const name of gone) exportedValues.delete(at.tx, [at.account, at.region, name]);
  for (const [name, value] of next) {
    exportedValues.put(at.tx, [at.account, at.region, name], { stackId: stack.id, value });
  }
}

function replaceImports(writer: StackWriter, names: ReadonlySet<string>): void {
  const { at, stack } = writer;
  const before = Array.from(imports.keys(at.tx, [at.account, at.region])).filter(
    ([, , , stackId]) => stackId === stack.id,
  );
  for (const key of before) imports.delete(at.tx, key);
  for (const name of names) imports.put(at.tx, [at.account, at.region, name, stack.id], stack.name);
}

function visitImports(value: unknown, environment: Environment, found: Set<string>): void {
  if (isList(value)) {
    for (const each of value) visitImports(each, environment, found);
    return;
  }
  if (!isTree(value)) return;
  const [name, argument] = functionOf(value) ?? [];
  if (name === "Fn::ImportValue") found.add(scalarText(resolveValue(argument, environment)) ?? "");
  for (const each of Object.values(value)) visitImports(each, environment, found);
}
