/** restXml without an error wrapper: HTTP bindings with XML bodies, as S3 speaks it. */
import { invariant } from "../kernel/invariant.ts";
import type { Member, ServiceModel } from "../schema/model.ts";
import { utf8 } from "./json-notation.ts";
import type { Protocol } from "./protocol.ts";
import { isInBody, type RestBodies } from "./rest-body.ts";
import { RestCompiled } from "./rest-compiled.ts";
import { asValues } from "./tree-codec.ts";
import { resolveError } from "./wire-error.ts";
import { xmlCodecOf } from "./xml-codec.ts";
import { malformedXml, parseXml, type XmlElement } from "./xml-document.ts";
import { escapeXml } from "./xml-escape.ts";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const XML_BODIES: RestBodies = {
  contentType: "application/xml",
  blobContentType: "binary/octet-stream",
  readMembers(model, shape) {
    const read = xmlCodecOf(model, "rest").structureReader(shape, isInBody);
    return (body) => read(parseXml(utf8(body)));
  },
  readPayload(model, use) {
    const read = xmlCodecOf(model, "rest").readerOf(use);
    const name = rootName(model, use);
    return (body) => read(rootOf(body, name));
  },
  writeMembers(model, operation, shape) {
    const root = operation.output?.locationName ?? operation.output?.shape ?? operation.name;
    if (operation.output?.unwrapped) {
      const only = Object.entries(shape.members).find(([, use]) => isInBody(use));
      invariant(only, "an unwrapped output has a member");
      const write = xmlCodecOf(model, "rest").elementWriter(root, namespaced(model, only[1]));
      const [member] = only;
      return (output) => `${DECLARATION}${write(asValues(output)[member] ?? "")}`;
    }
    const write = xmlCodecOf(model, "rest").contentWriterOf(shape, isInBody);
    const open = `${root} xmlns="${model.metadata.xmlNamespace ?? ""}"`;
    return (output) => `${DECLARATION}<${open}>${write(output)}</${root}>`;
  },
  writePayload(model, _name, use) {
    const write = xmlCodecOf(model, "rest").elementWriter(rootName(model, use), namespaced(model, use));
    return (value) => `${DECLARATION}${write(value)}`;
  },
};

const compiled = new RestCompiled(XML_BODIES);

/** @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html and its noErrorWrapping */
export const REST_XML: Protocol = {
  name: "rest-xml",
  readRequest(call, request) {
    return compiled.readerOf(call)(request, call.labels);
  },
  writeResponse(call, output, { requestId }) {
    const response = compiled.writerOf(call)(output);
    Object.assign(response.headers, requestHeaders(requestId));
    return response;
  },
  writeError(model, error, { requestId }) {
    const resolved = resolveError(model, error);
    const headers = requestHeaders(requestId);
    // 304 has no body: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if (resolved.statusCode === 304) return { status: 304, headers, body: "" };
    headers["content-type"] = "application/xml";
    const details = Object.entries(error.members ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
    const body =
      `${DECLARATION}<Error><Code>${escapeXml(resolved.queryCode)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message>${details.join("")}` +
      `<RequestId>${headers["x-amz-request-id"]}</RequestId><HostId>${headers["x-amz-id-2"]}</HostId></Error>`;
    return { status: resolved.statusCode, headers, body };
  },
};

/** S3's two ids, both made from the one that the call has: 16 upper-case characters, and a longer base64 text. */
function requestHeaders(requestId: string): Record<string, string> {
  return {
    "x-amz-request-id": requestId.replaceAll("-", "").slice(0, 16).toUpperCase(),
    "x-amz-id-2": Buffer.from(`${requestId}${requestId}`, "latin1").toString("base64"),
  };
}

function rootName(model: ServiceModel, use: Member): string {
  const shape = model.shapes[use.shape];
  return use.locationName ?? (shape?.type === "structure" ? shape.locationName : undefined) ?? use.shape;
}

function rootOf(body: Uint8Array, name: string): XmlElement {
  const root = parseXml(utf8(body));
  if (root.name !== name) throw malformedXml();
  return root;
}

function namespaced(model: ServiceModel, use: Member): Member {
  const uri = model.metadata.xmlNamespace;
  return uri === undefined ? use : { ...use, xmlNamespace: { uri } };
}
