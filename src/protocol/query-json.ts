/**
 * The JSON that a query service writes for a client that accepts JSON: the tree of its XML, with every member that is
 * not there as null. The shapes are walked, not compiled: few clients ask for it, API Gateway's integrations among them.
 */
import type { Member, ServiceModel } from "../schema/model.ts";
import { toBase64 } from "./base64.ts";
import { asList, asValues } from "./tree-codec.ts";
import type { ResponseContext } from "./wire.ts";

/** Whether the answer is to be JSON: the service writes it, and the client accepts it. */
export function isJsonAccepted({ metadata }: ServiceModel, { wire }: ResponseContext): boolean {
  if (metadata.queryJsonNames === undefined) return false;
  return wire?.headers.accept?.split(",").some((type) => type.split(";")[0]?.trim() === "application/json") === true;
}

/** A value as JSON that has the names of this form. */
export function queryJson(model: ServiceModel, use: Member, value: unknown): unknown {
  const shape = model.shapes[use.shape];
  if (value === undefined || value === null || shape === undefined) return null;
  if (shape.type === "list") return asList(value).map((each) => queryJson(model, shape.member, each));
  if (shape.type === "map") {
    return Object.entries(asValues(value)).map(([key, each]) => ({
      [shape.key.queryName ?? "key"]: key,
      [shape.value.queryName ?? "value"]: queryJson(model, shape.value, each),
    }));
  }
  if (shape.type === "structure") {
    const names = model.metadata.queryJsonNames?.[use.shape];
    const members = Object.entries(shape.members).map(([name, member]) => [
      names?.[name] ?? name,
      queryJson(model, member, asValues(value)[name]),
    ]);
    return Object.fromEntries(members);
  }
  // A blob's value is bytes, as the schema says of the output.
  return shape.type === "blob" ? toBase64(value as Uint8Array) : value;
}
