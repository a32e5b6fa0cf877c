/** Reads one pipe of an execution environment: plain lines, framed records, and the marks that end an invocation. */
import { MAXIMUM_LINE_BYTES } from "../limits.ts";

/**
 * What a bootstrap writes between the function's own output: this byte, a token that only the bootstrap knows, one
 * letter and the length of what follows in eight hexadecimal digits. `L` is one log record, which may contain newlines;
 * `E` says that everything up to here belongs to what ran until now.
 */
const FRAME_START_BYTE = 0x1e;
const LETTER_BYTES = 1;
const LENGTH_BYTES = 8;
const NEWLINE = 0x0a;

/** Where the output goes. The bytes are valid during the call only. */
export interface OutputSink {
  /** One line without its newline, or one record; never longer than MAXIMUM_LINE_BYTES. */
  line(content: Buffer): void;
  /** A mark was reached. */
  ended(): void;
}

/** Splits a byte stream into lines and frames while holding no more than one line of it. */
export class OutputReader {
  readonly #prefix: Buffer;
  readonly #headerBytes: number;
  readonly #sink: OutputSink;
  /** The beginning of a header whose rest has not arrived. */
  #carry: Buffer = Buffer.alloc(0);
  /** The line under way: the first `#heldBytes` of this buffer. */
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  #recordBytesLeft = 0;

  constructor(token: string, sink: OutputSink) {
    this.#prefix = Buffer.concat([Buffer.from([FRAME_START_BYTE]), Buffer.from(token, "latin1")]);
    this.#headerBytes = this.#prefix.length + LETTER_BYTES + LENGTH_BYTES;
    this.#sink = sink;
  }

  /** Takes the next bytes of the pipe. */
  push(chunk: Buffer): void {
    const data = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    this.#carry = Buffer.alloc(0);
    let offset = 0;
    while (offset < data.length) offset = this.#takeFrameOrRest(data, offset);
  }

  /** The pipe has ended: what is held is the last line. */
  finish(): void {
    if (this.#carry.length > 0) this.#hold(this.#carry);
    this.#carry = Buffer.alloc(0);
    this.#recordBytesLeft = 0;
    if (this.#heldBytes > 0) this.#emit();
    this.#release();
  }

  /**
   * Goes on to the next frame, or to the end of `data`. A frame counts wherever it is: inside a record it means that two
   * threads wrote at once and the rest of the record went elsewhere, and a mark must not be lost to that.
   */
  #takeFrameOrRest(data: Buffer, offset: number): number {
    const frame = data.indexOf(this.#prefix, offset);
    const end = frame < 0 ? this.#possibleFrameStart(data, offset) : frame;
    this.#takeContent(data.subarray(offset, end));
    if (frame < 0 || data.length - frame < this.#headerBytes) {
      this.#carry = Buffer.from(data.subarray(end));
      return data.length;
    }
    this.#openFrame(data.toString("latin1", frame + this.#prefix.length, frame + this.#headerBytes));
    return frame + this.#headerBytes;
  }

  #takeContent(content: Buffer): void {
    const recordBytes = Math.min(content.length, this.#recordBytesLeft);
    if (recordBytes > 0) {
      this.#hold(content.subarray(0, recordBytes));
      this.#recordBytesLeft -= recordBytes;
      if (this.#recordBytesLeft === 0 && this.#heldBytes > 0) this.#emit();
    }
    if (content.length > recordBytes) this.#takeLines(content.subarray(recordBytes));
  }

  #openFrame(header: string): void {
    if (this.#heldBytes > 0) this.#emit();
    this.#recordBytesLeft = 0;
    if (header.startsWith("E")) {
      this.#release();
      return this.#sink.ended();
    }
    const length = /^L[0-9a-f]{8}$/.test(header) ? Number.parseInt(header.slice(LETTER_BYTES), 16) : 0;
    if (length === 0) this.#emit();
    this.#recordBytesLeft = length;
  }

  /** Where a frame may begin whose prefix is cut off by the end of `data`; the end of `data` when none may. */
  #possibleFrameStart(data: Buffer, offset: number): number {
    const earliest = Math.max(offset, data.length - this.#prefix.length + 1);
    for (let at = data.indexOf(FRAME_START_BYTE, earliest); at >= 0; at = data.indexOf(FRAME_START_BYTE, at + 1)) {
      if (data.subarray(at).equals(this.#prefix.subarray(0, data.length - at))) return at;
    }
    return data.length;
  }

  #takeLines(plain: Buffer): void {
    let offset = 0;
    for (let end = plain.indexOf(NEWLINE); end >= 0; end = plain.indexOf(NEWLINE, offset)) {
      const line = plain.subarray(offset, end);
      offset = end + 1;
      // The usual case, a line that arrived whole, is passed on without a copy.
      if (this.#heldBytes === 0 && line.length <= MAXIMUM_LINE_BYTES) this.#sink.line(line);
      else {
        this.#hold(line);
        this.#emit();
      }
    }
    this.#hold(plain.subarray(offset));
  }

  /** Adds to the line under way, passing on a piece whenever it has reached the longest length of a line. */
  #hold(part: Buffer): void {
    let rest = part;
    while (this.#heldBytes + rest.length > MAXIMUM_LINE_BYTES) {
      const room = MAXIMUM_LINE_BYTES - this.#heldBytes;
      this.#append(rest.subarray(0, room));
      this.#emit();
      rest = rest.subarray(room);
    }
    this.#append(rest);
  }

  #append(part: Buffer): void {
    const needed = this.#heldBytes + part.length;
    if (needed > this.#held.length) {
      const larger = Buffer.alloc(Math.min(MAXIMUM_LINE_BYTES, Math.max(needed, this.#held.length * 2)));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    part.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
  }

  #emit(): void {
    const length = this.#heldBytes;
    this.#heldBytes = 0;
    this.#sink.line(this.#held.subarray(0, length));
  }

  /** Most environments write short lines: the large buffer of a rare long one is not kept for the environment's life. */
  #release(): void {
    this.#held = Buffer.alloc(0);
  }
}
