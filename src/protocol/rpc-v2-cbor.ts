/** Smithy's rpc-v2-cbor: a CBOR body each way, the operation in the path. */
import { errorTree, setQueryError } from "./aws-json.ts";
import { cborCodecOf } from "./cbor-notation.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import type { Protocol } from "./protocol.ts";
import { bodyOf } from "./request-body.ts";
import { resolveError } from "./wire-error.ts";

/** @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const RPC_V2_CBOR: Protocol = {
  name: "smithy-rpc-v2-cbor",
  readRequest({ model, operation }, request) {
    const body = bodyOf(operation, request);
    if (operation.input === undefined || body.byteLength === 0) return {};
    // A structure's reader returns an object of its members.
    return cborCodecOf(model).readerOf(operation.input)(decodeCbor(body), 0) as Record<string, unknown>;
  },
  writeResponse({ model, operation }, output, { requestId }) {
    const headers = headersOf(requestId);
    if (operation.output === undefined) return { status: 200, headers, body: "" };
    headers["content-type"] = "application/cbor";
    return { status: 200, headers, body: encodeCbor(cborCodecOf(model).writerOf(operation.output)(output)) };
  },
  writeError(model, error, { requestId }) {
    const resolved = resolveError(model, error);
    const headers = { ...headersOf(requestId), "content-type": "application/cbor" };
    setQueryError(headers, model, resolved);
    const body = encodeCbor(errorTree(error, resolved, cborCodecOf(model)));
    return { status: resolved.statusCode, headers, body };
  },
};

function headersOf(requestId: string): Record<string, string> {
  return { "x-amzn-requestid": requestId, "smithy-protocol": "rpc-v2-cbor" };
}
