/** What every wire protocol can do, and the error of a message that it cannot read. */
import type { OperationModel, ProtocolName, ServiceModel } from "../schema/model.ts";
import type { WireError } from "./wire-error.ts";
import type { ResponseContext, WireRequest, WireResponse } from "./wire.ts";

/** One wire protocol. Everything that differs between services comes from the model. */
export interface Protocol {
  readonly name: ProtocolName;
  /**
   * The input of `operation`, as plain data; `{}` for an operation without input.
   * @param call the operation, its model, and the labels that routing found in the path (still percent-encoded)
   * @throws ProtocolError when the message is malformed
   */
  readRequest(call: ProtocolCall, request: WireRequest): Readonly<Record<string, unknown>>;
  writeResponse(call: ProtocolCall, output: Readonly<Record<string, unknown>>, context: ResponseContext): WireResponse;
  writeError(model: ServiceModel, error: WireError, context: ResponseContext): WireResponse;
}

/** One operation being called. */
export interface ProtocolCall {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  /** Path labels by member's wire name, still percent-encoded; none outside REST. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A request that cannot be read: answered with `code` in the protocol's own form. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  /** The error's name in JSON protocols, such as `SerializationException`; wire-error.ts knows its other names. */
  readonly code: string;
  readonly statusCode: number | undefined;

  constructor(code: string, message: string, statusCode?: number) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
  }
}

/** The refusal of a message whose form or types are wrong. */
export function malformed(message: string): ProtocolError {
  return new ProtocolError("SerializationException", message);
}
