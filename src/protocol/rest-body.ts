/** What rest-json and rest-xml differ in: the bodies, while all that is outside of them is alike. */
import type { Member, OperationModel, ServiceModel, StructureShape } from "../schema/model.ts";

/** The bodies of one REST protocol, compiled once for each operation. */
export interface RestBodies {
  /** The content type of a structured body. */
  readonly contentType: string;
  /** The content type of a body that is a blob, where no header member says it. */
  readonly blobContentType: string;
  /** Reads the members of `shape` that stand in the body. */
  readMembers(model: ServiceModel, shape: StructureShape): (body: Uint8Array) => Record<string, unknown>;
  /** Reads a body that is one member. */
  readPayload(model: ServiceModel, use: Member): (body: Uint8Array) => unknown;
  /** Writes the members of an output that stand in the body. */
  writeMembers(model: ServiceModel, operation: OperationModel, shape: StructureShape): (output: unknown) => string;
  /** Writes a body that is the one member called `name`. */
  writePayload(model: ServiceModel, name: string, use: Member): (value: unknown) => string;
}

/** Whether a member stands in the body. */
export function isInBody(use: Member): boolean {
  return use.location === undefined;
}
