/** Outputs of REST operations: into status, headers and body. Compiled once for each operation. */
import { invariant } from "../kernel/invariant.ts";
import type { Member, OperationModel, ServiceModel, Shape, StructureShape } from "../schema/model.ts";
import { EVENT_STREAM_CONTENT_TYPE, eventStreamWriter } from "./event-stream.ts";
import { isInBody, type RestBodies } from "./rest-body.ts";
import { textWriter } from "./text-scalar.ts";
import type { WireResponse } from "./wire.ts";

type Values = Readonly<Record<string, unknown>>;
type Headers = Record<string, string>;
type HeaderBinding = (output: Values, headers: Headers) => void;

/** Writes the output of one operation, without the headers that every response has. */
export type RestResponseWriter = (output: Values) => WireResponse;

interface WrittenBody {
  readonly body: WireResponse["body"];
  /** Undefined where there is nothing to describe. */
  readonly contentType: string | undefined;
}

/** Compiles the writer of the outputs of `operation`. */
export function restResponseWriter(
  model: ServiceModel,
  operation: OperationModel,
  bodies: RestBodies,
): RestResponseWriter {
  const usualStatus = operation.http.responseCode ?? 200;
  const shape = operation.output === undefined ? undefined : model.shapes[operation.output.shape];
  if (shape?.type !== "structure") return () => ({ status: usualStatus, headers: {}, body: "" });
  const writeHeaders = headerBindings(model, shape);
  const writeBody = bodyWriter(model, operation, { shape, bodies });
  const statusMember = Object.entries(shape.members).find(([, use]) => use.location === "statusCode")?.[0];
  const partialMember = operation.output?.partialContentMember;
  return (output) => {
    const isPartial = partialMember !== undefined && output[partialMember] !== undefined;
    const stated = statusMember === undefined ? undefined : output[statusMember];
    const status = typeof stated === "number" ? stated : isPartial ? 206 : usualStatus;
    const headers: Headers = {};
    for (const write of writeHeaders) write(output, headers);
    if (status === 204 || status === 304) return { status, headers, body: "" };
    const { body, contentType } = writeBody(output);
    if (contentType === EVENT_STREAM_CONTENT_TYPE && headers["content-type"] !== undefined) {
      // What an output says of its events' content gives way to what the body is: recorded of InvokeWithResponseStream.
      headers["x-amzn-remapped-content-type"] = headers["content-type"];
      headers["content-type"] = contentType;
    }
    if (contentType !== undefined) headers["content-type"] ??= contentType;
    return { status, headers, body };
  };
}

/** The bindings of the members of `shape` that are headers: of an output or of an error. */
export function headerBindings(model: ServiceModel, shape: StructureShape): readonly HeaderBinding[] {
  return Object.entries(shape.members).flatMap(([name, use]) => {
    if (use.location === "headers") return [prefixBinding(name, use.locationName ?? "")];
    return use.location === "header" ? [headerBinding(model, name, use)] : [];
  });
}

function headerBinding(model: ServiceModel, name: string, use: Member): HeaderBinding {
  const header = (use.locationName ?? name).toLowerCase();
  const shape = shapeOf(model, use);
  // Headers hold HTTP dates unless the model says otherwise: https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait
  const defaults = { format: "rfc822", withMilliseconds: false } as const;
  if (shape.type === "list") {
    const write = textWriter(shapeOf(model, shape.member), shape.member, defaults);
    return (output, headers) => {
      const list = output[name];
      if (Array.isArray(list) && list.length > 0) headers[header] = headerText(list.map(write).join(","));
    };
  }
  const write = textWriter(shape, use, defaults);
  return (output, headers) => {
    const value = output[name];
    if (value !== undefined && value !== null) headers[header] = headerText(write(value));
  };
}

function prefixBinding(name: string, prefix: string): HeaderBinding {
  return (output, headers) => {
    const map = output[name];
    if (map === undefined || map === null) return;
    for (const [key, value] of Object.entries(map)) {
      if (typeof value === "string") headers[`${prefix}${key}`.toLowerCase()] = headerText(value);
    }
  };
}

/**
 * A header value that HTTP can carry. Text beyond Latin-1 becomes an RFC 2047 word, as S3 returns user metadata:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
 */
export function headerText(value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  return `=?UTF-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

function bodyWriter(
  model: ServiceModel,
  operation: OperationModel,
  { shape, bodies }: { readonly shape: StructureShape; readonly bodies: RestBodies },
): (output: Values) => WrittenBody {
  const payload = shape.payload;
  if (payload !== undefined) return payloadWriter(model, operation, { name: payload, shape, bodies });
  if (!Object.values(shape.members).some(isInBody)) return () => ({ body: "", contentType: undefined });
  const write = bodies.writeMembers(model, operation, shape);
  return (output) => ({ body: write(output), contentType: bodies.contentType });
}

function payloadWriter(
  model: ServiceModel,
  operation: OperationModel,
  { name, shape, bodies }: { readonly name: string; readonly shape: StructureShape; readonly bodies: RestBodies },
): (output: Values) => WrittenBody {
  const use = shape.members[name];
  invariant(use, `the payload member ${name} is a member`);
  const memberShape = shapeOf(model, use);
  if (memberShape.type === "blob" || memberShape.type === "string") {
    return (output) => {
      // A blob is bytes or a stream of them, and a string is text: each is a body as it is.
      const body = (output[name] ?? "") as WireResponse["body"];
      return { body, contentType: body === "" ? undefined : bodies.blobContentType };
    };
  }
  if (memberShape.type === "structure" && memberShape.eventstream) {
    const write = eventStreamWriter(model, operation, { union: memberShape, bodies });
    return (output) => ({ body: write(output[name]), contentType: EVENT_STREAM_CONTENT_TYPE });
  }
  const write = bodies.writePayload(model, name, use);
  return (output) => {
    const value = output[name];
    return value === undefined || value === null
      ? { body: "", contentType: undefined }
      : { body: write(value), contentType: bodies.contentType };
  };
}

function shapeOf(model: ServiceModel, use: Member): Shape {
  const shape = model.shapes[use.shape];
  invariant(shape, `${model.metadata.name} has no shape ${use.shape}`);
  return shape;
}
