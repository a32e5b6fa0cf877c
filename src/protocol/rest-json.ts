/** restJson1: HTTP bindings with JSON bodies, as Lambda and API Gateway speak it. */
import { memberTree } from "./aws-json.ts";
import { jsonCodecOf, parseJson } from "./json-notation.ts";
import type { Protocol } from "./protocol.ts";
import { isInBody, type RestBodies } from "./rest-body.ts";
import { RestCompiled } from "./rest-compiled.ts";
import { headerBindings } from "./rest-response.ts";
import { resolveError } from "./wire-error.ts";

const JSON_BODIES: RestBodies = {
  contentType: "application/json",
  // Lambda's Invoke and the exports of API Gateway answer JSON, whatever the model calls a blob.
  blobContentType: "application/json",
  readMembers(model, shape) {
    const read = jsonCodecOf(model).structureReader(shape, isInBody);
    return (body) => read(parseJson(body), 0);
  },
  readPayload(model, use) {
    const read = jsonCodecOf(model).readerOf(use);
    return (body) => read(parseJson(body), 0);
  },
  writeMembers(model, _operation, shape) {
    const write = jsonCodecOf(model).structureWriter(shape, isInBody);
    return (output) => JSON.stringify(write(output));
  },
  writePayload(model, _name, use) {
    const write = jsonCodecOf(model).writerOf(use);
    return (value) => JSON.stringify(write(value));
  },
};

const compiled = new RestCompiled(JSON_BODIES);

/** @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export const REST_JSON: Protocol = {
  name: "rest-json",
  readRequest(call, request) {
    return compiled.readerOf(call)(request, call.labels);
  },
  writeResponse(call, output, { requestId }) {
    const response = compiled.writerOf(call)(output);
    response.headers["x-amzn-requestid"] = requestId;
    return response;
  },
  writeError(model, error, { requestId }) {
    const resolved = resolveError(model, error);
    // A modelled error's code differs from its shape's name in one place only, and there the code is on the wire.
    const code = resolved.shape?.error?.code ?? resolved.shapeName;
    const headers: Record<string, string> = {
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": code,
      "content-type": "application/json",
    };
    const tree: Record<string, unknown> = {};
    if (resolved.shape !== undefined) {
      for (const write of headerBindings(model, resolved.shape)) write(error.members ?? {}, headers);
      // Lambda's errors say whose fault they are: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
      if (resolved.shape.members.Type !== undefined) tree.Type = resolved.isSender ? "User" : "Service";
    }
    tree[resolved.messageMember] = error.message;
    Object.assign(tree, memberTree(error, resolved, jsonCodecOf(model)));
    return { status: resolved.statusCode, headers, body: JSON.stringify(tree) };
  },
};
