/** Scalars and names in JSON, as awsJson and rest-json write them, and AWS's sentences for those that do not fit. */
import { unreachable } from "../kernel/invariant.ts";
import type { ServiceModel, TimestampFormat } from "../schema/model.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { malformed, type ProtocolError } from "./protocol.ts";
import { fromSeconds, parseTimestamp, timestampText } from "./timestamps.ts";
import { STRUCTURE_NOT_EXPECTED, TreeCodec, type TreeNotation } from "./tree-codec.ts";

const codecs = new WeakMap<ServiceModel, TreeCodec>();

/** The compiled JSON codecs of a model. */
export function jsonCodecOf(model: ServiceModel): TreeCodec {
  let codec = codecs.get(model);
  if (codec === undefined) codecs.set(model, (codec = new TreeCodec(model, JSON_NOTATION)));
  return codec;
}

/** The JSON text of a body; `{}` of an empty one. */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {};
  const text = utf8(body);
  try {
    const tree: unknown = JSON.parse(text);
    return tree;
  } catch {
    // The parser's own words are not the client's business; AWS answers a message of no detail, too.
    throw malformed("Unable to parse the request body as JSON");
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text of UTF-8 bytes; refuses bytes that are not UTF-8. */
export function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed("The request body is not valid UTF-8");
  }
}

const JSON_NOTATION: TreeNotation = {
  wireName: (name, use) => use.locationName ?? name,
  scalarReader(shape) {
    switch (shape.type) {
      case "string":
        return readString;
      case "integer":
        return readInteger;
      case "long":
        return readLong;
      case "float":
      case "double":
        return readDouble;
      case "boolean":
        return readBoolean;
      case "blob":
        return readBlob;
      case "timestamp":
        return readTimestamp;
      case "structure":
      case "list":
      case "map":
        throw malformed("a collection is no scalar");
      default:
        return unreachable(shape);
    }
  },
  scalarWriter(shape, use) {
    if (shape.type === "blob") return toBase64;
    if (shape.type === "timestamp") {
      return timestampWriter(use.timestampFormat ?? shape.timestampFormat ?? "unixTimestamp");
    }
    if (shape.type === "double" || shape.type === "float") return writeDouble;
    return undefined;
  },
};

function readString(value: unknown): string {
  if (typeof value === "string") return value;
  throw cannotBe(value, "a String");
}

function readInteger(value: unknown): number {
  if (typeof value !== "number") throw cannotBe(value, "an Integer");
  const whole = Math.trunc(value);
  if (whole > 0x7fffffff || whole < -0x80000000) throw cannotBe(value, "an Integer");
  return whole + 0;
}

function readLong(value: unknown): number {
  if (typeof value !== "number" || Math.abs(value) > 2 ** 63) throw cannotBe(value, "a Long");
  return Math.trunc(value) + 0;
}

function readDouble(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw cannotBe(value, "a Double");
}

function readBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw cannotBe(value, "a Boolean");
}

function readBlob(value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? fromBase64(value) : undefined;
  if (bytes !== undefined) return bytes;
  throw cannotBe(value, "a Blob");
}

function readTimestamp(value: unknown): number {
  const milliseconds =
    typeof value === "number" ? fromSeconds(value) : typeof value === "string" ? parseTimestamp(value) : undefined;
  if (milliseconds !== undefined) return milliseconds;
  throw cannotBe(value, "milliseconds since epoch");
}

function writeDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function timestampWriter(format: TimestampFormat): (milliseconds: number) => number | string {
  return format === "unixTimestamp"
    ? (milliseconds) => milliseconds / 1000
    : (milliseconds) => timestampText(milliseconds, format);
}

/** AWS's sentence for a scalar of the wrong type. */
export function cannotBe(value: unknown, wanted: string): ProtocolError {
  if (Array.isArray(value)) return malformed("Unrecognized collection type class java.lang.String");
  if (typeof value === "object") return malformed(STRUCTURE_NOT_EXPECTED);
  const token = typeof value === "boolean" ? String(value).toUpperCase() : (typeof value).toUpperCase();
  return malformed(`${token}_VALUE can not be converted to ${wanted}`);
}
