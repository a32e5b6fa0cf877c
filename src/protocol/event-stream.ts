/** The binary framing of event streams: messages with headers, each with two checksums, one after the other in a body. */
import { crc32 } from "node:zlib";
import { invariant } from "../kernel/invariant.ts";
import type { OperationModel, ServiceModel, Shape, StructureShape } from "../schema/model.ts";
import { isInBody, type RestBodies } from "./rest-body.ts";

/** @see https://smithy.io/2.0/aws/amazon-eventstream.html */
export const EVENT_STREAM_CONTENT_TYPE = "application/vnd.amazon.eventstream";

/** Total length, headers length, and the checksum of both. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const HEADER_TYPE_STRING = 7;

/** One message: its headers, all of them text, and its payload. */
export function eventMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => stringHeader(name, value)));
  const length = PRELUDE_BYTES + head.length + payload.byteLength + CHECKSUM_BYTES;
  const message = Buffer.alloc(length);
  message.writeUInt32BE(length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, length - CHECKSUM_BYTES)), length - CHECKSUM_BYTES);
  return message;
}

/** Writes the events of a union, each an object with one member, as the messages of a body. */
export function eventStreamWriter(
  model: ServiceModel,
  operation: OperationModel,
  { union, bodies }: { readonly union: StructureShape; readonly bodies: RestBodies },
): (events: unknown) => AsyncIterable<Uint8Array> {
  const writers = new Map(
    Object.entries(union.members).map(([name, use]) => {
      const shape = model.shapes[use.shape];
      invariant(shape?.type === "structure", "an event is a structure");
      return [name, eventWriter(name, { model, operation, shape, bodies })];
    }),
  );
  return async function* messages(events) {
    // What an operation gives for such a member is an iterable of the union's values, as its output's type says.
    for await (const event of events as AsyncIterable<Readonly<Record<string, unknown>>>) {
      for (const [name, value] of Object.entries(event)) {
        const write = writers.get(name);
        invariant(write, `${name} is an event of this stream`);
        yield write(value);
      }
    }
  };
}

interface EventPlace {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly shape: StructureShape;
  readonly bodies: RestBodies;
}

function eventWriter(name: string, { model, operation, shape, bodies }: EventPlace): (event: unknown) => Uint8Array {
  const described = { ":message-type": "event", ":event-type": name };
  const raw = Object.entries(shape.members).find(([, use]) => use.eventpayload && isBlob(model.shapes[use.shape]));
  if (raw !== undefined) {
    const headers = { ":content-type": "application/octet-stream", ...described };
    return (event) => {
      // The member is a blob, so its value is bytes.
      const { [raw[0]]: payload } = event as Readonly<Record<string, Uint8Array | undefined>>;
      return eventMessage(headers, payload ?? Buffer.alloc(0));
    };
  }
  invariant(Object.values(shape.members).every(isInBody), "an event's members are its payload or in its body");
  const write = bodies.writeMembers(model, operation, shape);
  const headers = { ":content-type": bodies.contentType, ...described };
  return (event) => eventMessage(headers, Buffer.from(write(event)));
}

function isBlob(shape: Shape | undefined): boolean {
  return shape?.type === "blob";
}

function stringHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const lengths = Buffer.alloc(3);
  lengths.writeUInt8(HEADER_TYPE_STRING, 0);
  lengths.writeUInt16BE(valueBytes.length, 1);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, lengths, valueBytes]);
}
