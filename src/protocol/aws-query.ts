/** awsQuery: parameters in a form or the query string; XML back, or the same tree in JSON where a service gives it. */
import type { OperationModel, ServiceModel } from "../schema/model.ts";
import { bodyOf } from "./request-body.ts";
import { formReaderOf } from "./form-codec.ts";
import { formTree, parseForm } from "./form.ts";
import { isJsonAccepted, queryJson } from "./query-json.ts";
import { utf8 } from "./json-notation.ts";
import type { Protocol } from "./protocol.ts";
import { resolveError } from "./wire-error.ts";
import type { ResponseContext, WireRequest, WireResponse } from "./wire.ts";
import { xmlCodecOf } from "./xml-codec.ts";
import { escapeXml } from "./xml-escape.ts";

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const AWS_QUERY: Protocol = {
  name: "query",
  readRequest({ model, operation }, request) {
    if (operation.input === undefined) return {};
    const body = bodyOf(operation, request);
    // SNS takes parameters from the URL of a POST as well (recorded).
    const parameters = [...parseForm(body.byteLength === 0 ? "" : utf8(body)), ...parseForm(request.query)];
    // The reader of a structure returns an object of its members.
    const input = formReaderOf(model, operation.input.shape)(formTree(parameters)) as Record<string, unknown>;
    return withUrlMember(model, operation, { input, request });
  },
  writeResponse({ model, operation }, output, context) {
    if (isJsonAccepted(model, context)) {
      return jsonResponse(200, jsonTree(model, operation, { output, context }), context);
    }
    const result = operation.output === undefined ? "" : resultElement(model, operation, output);
    const metadata = `<ResponseMetadata><RequestId>${escapeXml(context.requestId)}</RequestId></ResponseMetadata>`;
    const name = `${operation.name}Response`;
    return xmlResponse(200, `<${name}${namespaceOf(model)}>${result}${metadata}</${name}>`, context);
  },
  writeError(model, error, context) {
    if (error.code === "UnknownOperationException" && error.message === "") return nameless(context);
    const resolved = resolveError(model, error);
    const message = resolved.shape?.error?.queryMessage ?? error.message;
    const type = resolved.isSender ? "Sender" : "Receiver";
    if (isJsonAccepted(model, context)) {
      const tree = { Error: { Code: resolved.queryCode, Message: message, Type: type }, RequestId: context.requestId };
      return jsonResponse(resolved.statusCode, tree, context);
    }
    const detail = model.metadata.queryErrorDetail ? "<Detail/>" : "";
    const body =
      `<ErrorResponse${namespaceOf(model)}><Error><Type>${type}</Type>` +
      `<Code>${escapeXml(resolved.queryCode)}</Code><Message>${escapeXml(message)}</Message>${detail}</Error>` +
      `<RequestId>${escapeXml(context.requestId)}</RequestId></ErrorResponse>`;
    return xmlResponse(resolved.statusCode, body, context);
  },
};

/** Recorded from SQS: a request that names no action is told so without the protocol's envelope, and with another status. */
function nameless(context: ResponseContext): WireResponse {
  return xmlResponse(404, "<UnknownOperationException/>", context);
}

/** A request to a queue's own URL need not name the queue; a parameter that does wins. */
function withUrlMember(
  model: ServiceModel,
  operation: OperationModel,
  { input, request }: { readonly input: Record<string, unknown>; readonly request: WireRequest },
): Record<string, unknown> {
  const member = model.metadata.queryUrlMember;
  if (member === undefined || input[member] !== undefined || request.path === "/" || request.path === "") return input;
  const shape = model.shapes[operation.input?.shape ?? ""];
  if (shape?.type === "structure" && shape.members[member] !== undefined) {
    input[member] = `http://${request.headers.host ?? "localhost"}${request.path}`;
  }
  return input;
}

/** The same tree as in XML. */
function jsonTree(
  model: ServiceModel,
  operation: OperationModel,
  { output, context }: { readonly output: unknown; readonly context: ResponseContext },
): object {
  const result =
    operation.output === undefined ? {} : { [resultName(operation)]: queryJson(model, operation.output, output) };
  return { [`${operation.name}Response`]: { ...result, ResponseMetadata: { RequestId: context.requestId } } };
}

function resultName(operation: OperationModel): string {
  return operation.output?.resultWrapper ?? `${operation.name}Result`;
}

function resultElement(model: ServiceModel, operation: OperationModel, output: unknown): string {
  if (operation.output === undefined) return "";
  return xmlCodecOf(model, "query").elementWriter(resultName(operation), { shape: operation.output.shape })(output);
}

function namespaceOf(model: ServiceModel): string {
  return model.metadata.xmlNamespace === undefined ? "" : ` xmlns="${escapeXml(model.metadata.xmlNamespace)}"`;
}

function xmlResponse(status: number, body: string, { requestId }: ResponseContext): WireResponse {
  return { status, headers: { "x-amzn-requestid": requestId, "content-type": "text/xml" }, body };
}

function jsonResponse(status: number, tree: object, { requestId }: ResponseContext): WireResponse {
  const headers = { "x-amzn-requestid": requestId, "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(tree) };
}
