/** Scalars and names in rpc-v2-cbor. */
import { unreachable } from "../kernel/invariant.ts";
import type { ServiceModel } from "../schema/model.ts";
import { CborFloat, CborTag } from "./cbor.ts";
import { malformed } from "./protocol.ts";
import { fromSeconds } from "./timestamps.ts";
import { TreeCodec, type TreeNotation } from "./tree-codec.ts";

const codecs = new WeakMap<ServiceModel, TreeCodec>();

/** The tag of a timestamp, in seconds since the epoch. */
const EPOCH_SECONDS = 1;

/** The compiled CBOR codecs of a model. */
export function cborCodecOf(model: ServiceModel): TreeCodec {
  let codec = codecs.get(model);
  if (codec === undefined) codecs.set(model, (codec = new TreeCodec(model, CBOR_NOTATION)));
  return codec;
}

const CBOR_NOTATION: TreeNotation = {
  // The protocol knows no other name than the member's own: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
  wireName: (name) => name,
  scalarReader(shape) {
    switch (shape.type) {
      case "string":
        return (value) => (typeof value === "string" ? value : refuse("a text string"));
      case "integer":
        return (value) => {
          const number = readWhole(value);
          return number > 0x7fffffff || number < -0x80000000 ? refuse("an integer of 32 bits") : number;
        };
      case "long":
        return readWhole;
      case "float":
      case "double":
        return (value) => (typeof value === "number" ? value : refuse("a number"));
      case "boolean":
        return (value) => (typeof value === "boolean" ? value : refuse("a boolean"));
      case "blob":
        return (value) => (value instanceof Uint8Array ? value : refuse("a byte string"));
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
  scalarWriter(shape) {
    if (shape.type === "timestamp") return (milliseconds: number) => new CborTag(EPOCH_SECONDS, seconds(milliseconds));
    if (shape.type === "double" || shape.type === "float") return (value: number) => new CborFloat(value);
    return undefined;
  },
};

function seconds(milliseconds: number): number | CborFloat {
  return milliseconds % 1000 === 0 ? milliseconds / 1000 : new CborFloat(milliseconds / 1000);
}

function readWhole(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) ? value : refuse("an integer");
}

function readTimestamp(value: unknown): number {
  const isTimestamp = value instanceof CborTag && value.tag === EPOCH_SECONDS && typeof value.value === "number";
  const milliseconds = isTimestamp ? fromSeconds(value.value) : undefined;
  return milliseconds ?? refuse("a timestamp, which is tag 1 and a number of seconds");
}

function refuse(wanted: string): never {
  throw malformed(`A CBOR value is not ${wanted}`);
}
