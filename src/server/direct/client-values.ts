/** Values as clients of AWS's SDK have them, and as operations have them: the two differ in times, bytes and bodies. */
import type { Member, ServiceModel, StructureShape } from "../../schema/model.ts";
import { BodyOfAnswer } from "./body-of-answer.ts";

export const clientValues = {
  /** What an operation is given for what a client gives: members that are absent or unknown are left out, as on the wire. */
  toOperation: (model: ServiceModel, shape: string, given: object): object =>
    whole(given, { model, shape, leaf: inputLeaf }),
  /** What a client is given for what an operation answers. */
  toClient: (model: ServiceModel, shape: string, answered: object): object =>
    whole(answered, { model, shape, leaf: outputLeaf }),
};

type Leaf = "blob" | "body" | "timestamp";

interface Conversion {
  readonly model: ServiceModel;
  readonly leaf: (kind: Leaf, value: unknown) => unknown;
}

/** The input or the output of an operation. */
function whole(value: object, { shape, ...conversion }: Conversion & { readonly shape: string }): object {
  // Both are structures, which convert to objects.
  return converted(value, { shape }, conversion) as object;
}

function converted(value: unknown, member: Member, conversion: Conversion): unknown {
  const { model, leaf } = conversion;
  const shape = model.shapes[member.shape];
  const at = (part: Member, inner: unknown): unknown => converted(inner, part, conversion);
  switch (shape?.type) {
    case "structure":
      return shape.document === true ? value : structure(shape, value, at);
    case "list":
      // What is no list is left to the operation, which refuses it in AWS's words; so it is below.
      return Array.isArray(value) ? value.map((each) => at(shape.member, each)) : value;
    case "map":
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, at(shape.value, each)]))
        : value;
    case "blob":
      return leaf(shape.streaming === true || member.streaming === true ? "body" : "blob", value);
    case "timestamp":
      return leaf("timestamp", value);
    default:
      return value;
  }
}

function structure(shape: StructureShape, value: unknown, at: (part: Member, inner: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  const present = Object.entries(value).flatMap(([name, inner]) => {
    const part = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    return part === undefined || inner === undefined ? [] : [[name, at(part, inner)] as const];
  });
  return Object.fromEntries(present);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function inputLeaf(kind: Leaf, value: unknown): unknown {
  if (kind === "timestamp") return value instanceof Date ? value.getTime() : value;
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return kind === "body" && bytes instanceof Uint8Array ? inOnePiece(bytes) : bytes;
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function outputLeaf(kind: Leaf, value: unknown): unknown {
  if (kind === "timestamp") return typeof value === "number" ? new Date(value) : value;
  const isBody = kind === "body" && isObject(value) && Symbol.asyncIterator in value;
  // What can be iterated was found out in the line above.
  return isBody ? new BodyOfAnswer(value as unknown as AsyncIterable<Uint8Array>) : value;
}
