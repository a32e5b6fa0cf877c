/** Scalars as text: in headers, query strings, path labels, forms and XML. */
import { invariant } from "../kernel/invariant.ts";
import type { Member, Shape, TimestampFormat } from "../schema/model.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { parseTimestamp, timestampText } from "./timestamps.ts";

const WHOLE = /^[+-]?\d{1,19}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const SPECIAL_NUMBERS: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"]);

/** Reads one scalar; undefined where the text does not fit the shape. */
export type TextReader = (text: string) => unknown;
/** Writes one scalar. */
export type TextWriter = (value: unknown) => string;

/** The reader of texts of a scalar shape. */
export function textReader(shape: Shape): TextReader {
  switch (shape.type) {
    case "string":
      return (text) => text;
    case "integer":
      return (text) => within(wholeNumber(text), 0x7fffffff);
    case "long":
      return wholeNumber;
    case "float":
    case "double":
      return (text) => (DECIMAL.test(text.trim()) || SPECIAL_NUMBERS.has(text) ? Number(text) : undefined);
    case "boolean":
      return readBoolean;
    case "timestamp":
      return parseTimestamp;
    case "blob":
      return fromBase64;
    default:
      invariant(false, "a collection is no scalar");
  }
}

/** What timestamps look like where neither the member nor the shape says it. */
export interface TimestampDefaults {
  readonly format: TimestampFormat;
  /** Whether whole seconds are written with `.000` nonetheless. */
  readonly withMilliseconds: boolean;
}

/** The writer of texts of a use of a scalar shape. */
export function textWriter(shape: Shape, use: Member, timestamps: TimestampDefaults): TextWriter {
  // Values are typed by the schema: each writer gets what its shape's type says.
  if (shape.type === "timestamp") {
    const format = use.timestampFormat ?? shape.timestampFormat ?? timestamps.format;
    return (value) => timestampText(value as number, format, timestamps.withMilliseconds);
  }
  // As above: a blob's value is bytes.
  if (shape.type === "blob") return (value) => toBase64(value as Uint8Array);
  return String;
}

function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return WHOLE.test(trimmed) ? Number(trimmed) + 0 : undefined;
}

function within(number: number | undefined, max: number): number | undefined {
  return number === undefined || number > max || number < -max - 1 ? undefined : number;
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === "true") return true;
  return lower === "false" ? false : undefined;
}
