/**
 * Reads the pipe on which AWS's runtime interface clients write log records: frames of sixteen bytes of header, of which
 * the first four say that it is one and the next four how long the record is, and the record.
 */
import { MAXIMUM_LINE_BYTES } from "../limits.ts";

const HEADER_BYTES = 16;
const LENGTH_OFFSET = 4;
/** The first two bytes of each header; the others tell the level and the format, which the record shows anyway. */
const MAGIC = Buffer.from([0xa5, 0x5a]);
const NEWLINE = 0x0a;

/** Takes the pieces of a pipe and passes on whole records, holding no more than one of the longest length of a line. */
export class LogFrames {
  readonly #line: (content: Buffer) => void;
  #held: Buffer = Buffer.alloc(0);
  #recordBytesLeft = 0;

  /** @param line is given one record without its last newline; of a longer one than a line may be, several */
  constructor(line: (content: Buffer) => void) {
    this.#line = line;
  }

  push(chunk: Buffer): void {
    let rest = Buffer.concat([this.#held, chunk]);
    while (rest.length > 0) {
      const taken = this.#recordBytesLeft > 0 ? this.#takeRecord(rest) : this.#takeHeader(rest);
      if (taken === 0) break;
      rest = rest.subarray(taken);
    }
    this.#held = rest;
  }

  /** The pipe has ended: what is held is all that there will be of the record. */
  finish(): void {
    if (this.#recordBytesLeft > 0 && this.#held.length > 0) this.#line(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #takeHeader(bytes: Buffer): number {
    // What is no frame was written by somebody else, who means it to be read as it is.
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, bytes.length))) {
      const next = bytes.indexOf(MAGIC);
      const end = next < 0 ? bytes.length : next;
      this.#line(withoutNewline(bytes.subarray(0, Math.min(end, MAXIMUM_LINE_BYTES))));
      return Math.min(end, MAXIMUM_LINE_BYTES);
    }
    if (bytes.length < HEADER_BYTES) return 0;
    this.#recordBytesLeft = bytes.readUInt32BE(LENGTH_OFFSET);
    if (this.#recordBytesLeft === 0) this.#line(Buffer.alloc(0));
    return HEADER_BYTES;
  }

  #takeRecord(bytes: Buffer): number {
    const wanted = Math.min(this.#recordBytesLeft, MAXIMUM_LINE_BYTES);
    if (bytes.length < wanted) return 0;
    this.#recordBytesLeft -= wanted;
    const record = bytes.subarray(0, wanted);
    this.#line(this.#recordBytesLeft === 0 ? withoutNewline(record) : record);
    return wanted;
  }
}

function withoutNewline(record: Buffer): Buffer {
  return record.at(-1) === NEWLINE ? record.subarray(0, -1) : record;
}
