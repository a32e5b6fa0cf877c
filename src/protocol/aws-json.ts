/** awsJson 1.0 and 1.1: a JSON body each way, the operation in X-Amz-Target. */
import type { ServiceModel } from "../schema/model.ts";
import { jsonCodecOf, parseJson } from "./json-notation.ts";
import type { Protocol } from "./protocol.ts";
import { bodyOf } from "./request-body.ts";
import type { TreeCodec } from "./tree-codec.ts";
import { resolveError, type ResolvedError, type WireError } from "./wire-error.ts";

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export const AWS_JSON: Protocol = {
  name: "json",
  readRequest({ model, operation }, request) {
    if (operation.input === undefined) return {};
    const read = jsonCodecOf(model).readerOf(operation.input);
    // A structure's reader returns an object of its members.
    return read(parseJson(bodyOf(operation, request)), 0) as Record<string, unknown>;
  },
  writeResponse({ model, operation }, output, { requestId }) {
    // Operations without output answer 200 and an empty body (recorded from SQS).
    const body =
      operation.output === undefined ? "" : JSON.stringify(jsonCodecOf(model).writerOf(operation.output)(output));
    return { status: 200, headers: headersOf(model, requestId), body };
  },
  writeError(model, error, { requestId }) {
    const resolved = resolveError(model, error);
    const headers = headersOf(model, requestId);
    setQueryError(headers, model, resolved);
    return {
      status: resolved.statusCode,
      headers,
      body: JSON.stringify(errorTree(error, resolved, jsonCodecOf(model))),
    };
  },
};

function headersOf(model: ServiceModel, requestId: string): Record<string, string> {
  return {
    "x-amzn-requestid": requestId,
    "content-type": `application/x-amz-json-${model.metadata.jsonVersion ?? "1.1"}`,
  };
}

/**
 * Tells clients of a service that once spoke the query protocol the code that they knew.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export function setQueryError(headers: Record<string, string>, model: ServiceModel, error: ResolvedError): void {
  if (model.metadata.awsQueryCompatible !== true) return;
  headers["x-amzn-query-error"] = `${error.queryCode};${error.isSender ? "Sender" : "Receiver"}`;
}

/** The members of an error's body: its type, its message, and what else its shape has. */
export function errorTree(error: WireError, resolved: ResolvedError, codec: TreeCodec): Record<string, unknown> {
  const namespace = resolved.namespace === undefined ? "" : `${resolved.namespace}#`;
  return {
    __type: `${namespace}${resolved.shapeName}`,
    ...(error.message === "" ? {} : { [resolved.messageMember]: error.message }),
    ...memberTree(error, resolved, codec),
  };
}

/** The further members of an error, written as its shape says. */
export function memberTree(error: WireError, resolved: ResolvedError, codec: TreeCodec): Record<string, unknown> {
  if (error.members === undefined || resolved.shape === undefined) return {};
  return codec.structureWriter(resolved.shape, (use) => use.location === undefined)(error.members) as Record<
    string,
    unknown
  >;
}
