/** What the inputs of a service's operations have, by its model: the measure of tables of bad input. */
import { invariant } from "../../src/kernel/invariant.ts";
import type { ServiceModel, StructureShape } from "../../src/schema/model.ts";

/** The input of an operation that has one. */
export function inputOf(model: ServiceModel, operation: string): StructureShape {
  const shape = model.shapes[model.operations[operation]?.input?.shape ?? ""];
  invariant(shape?.type === "structure", `${operation} has an input`);
  return shape;
}

/** The members of an operation's input, and of the structures in its lists and maps, as paths behind its name. */
export function inputMembers(model: ServiceModel, operation: string): readonly string[] {
  return membersOf(model, inputOf(model, operation)).map((member) => `${operation} ${member}`);
}

function membersOf(model: ServiceModel, structure: StructureShape): readonly string[] {
  return Object.entries(structure.members).flatMap(([name, use]) => {
    const shape = model.shapes[use.shape];
    const held = shape?.type === "list" ? shape.member : shape?.type === "map" ? shape.value : use;
    const below = model.shapes[held.shape];
    return [name, ...(below?.type === "structure" ? membersOf(model, below).map((each) => `${name}.${each}`) : [])];
  });
}
