/** Which bytes of an object a Range header or a part number asks for. */
import type { ByteRange } from "../../../store/blobs.ts";
import { invalidArgument, invalidPartNumber, invalidRange, invalidRequest } from "../errors.ts";
import type { BodyRecord, ObjectRecord } from "../keyspaces.ts";
import { PART_NUMBER_MAXIMUM } from "../limits.ts";

const FORM = /^bytes=(\d*)-(\d*)$/;

/**
 * The bytes that `header` asks for, or undefined for all of them: what is not one well-formed range is ignored.
 * @throws InvalidRange when no byte of the object is in it
 */
export function rangeOf(header: string, sizeBytes: number): ByteRange | undefined {
  const match = FORM.exec(header.trim());
  const [first, last] = [match?.[1] ?? "", match?.[2] ?? ""];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const count = Number(last);
    if (count === 0 || sizeBytes === 0) throw invalidRange(sizeBytes, header);
    return { first: Math.max(sizeBytes - count, 0), last: sizeBytes - 1 };
  }
  const from = Number(first);
  const to = last === "" ? Infinity : Number(last);
  if (from > to) return undefined;
  if (from >= sizeBytes) throw invalidRange(sizeBytes, header);
  return { first: from, last: Math.min(to, sizeBytes - 1) };
}

/** What a GET or HEAD wants of an object. */
export interface Selection {
  /** Undefined for the whole object, answered 200; otherwise answered 206. */
  readonly range?: ByteRange;
  /** Bytes that are answered. */
  readonly sizeBytes: number;
  /** Index of the segment, when one part of a multipart object was asked for. */
  readonly part?: number;
  readonly partial: boolean;
}

/** @throws InvalidRange, InvalidPartNumber, InvalidRequest */
export function select(
  input: { readonly Range?: string | undefined; readonly PartNumber?: number | undefined },
  object: ObjectRecord,
  body: BodyRecord,
): Selection {
  const { sizeBytes } = object;
  if (input.PartNumber !== undefined) {
    if (input.Range !== undefined) {
      throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
    }
    return selectPart(input.PartNumber, object, body);
  }
  const range = input.Range === undefined ? undefined : rangeOf(input.Range, sizeBytes);
  if (range === undefined) return { sizeBytes, partial: false };
  return { range, sizeBytes: range.last - range.first + 1, partial: true };
}

function selectPart(partNumber: number, object: ObjectRecord, body: BodyRecord): Selection {
  if (partNumber < 1 || partNumber > PART_NUMBER_MAXIMUM) throw invalidPartNumberArgument(partNumber);
  // The part's place in the completed object counts, not the number under which it was uploaded:
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  const count = object.partsCount ?? 1;
  if (partNumber > count) throw invalidPartNumber(count, partNumber);
  const sizes = object.partsCount === undefined ? [object.sizeBytes] : body.segments.map((each) => each.sizeBytes);
  const first = sizes.slice(0, partNumber - 1).reduce((total, size) => total + size, 0);
  const sizeBytes = sizes[partNumber - 1] ?? 0;
  const range = sizeBytes === 0 ? {} : { range: { first, last: first + sizeBytes - 1 } };
  return { ...range, sizeBytes, partial: true, ...(object.partsCount === undefined ? {} : { part: partNumber - 1 }) };
}

/** The answer to a part number that no part can have. */
export function invalidPartNumberArgument(partNumber: number): Error {
  return invalidArgument(
    `Part number must be an integer between 1 and ${PART_NUMBER_MAXIMUM}, inclusive`,
    "partNumber",
    String(partNumber),
  );
}
