/** A body in an answer, with the ways of reading it that clients of AWS's SDK offer. It can be read once. */
export class BodyOfAnswer implements AsyncIterable<Uint8Array> {
  readonly #pieces: AsyncIterable<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#pieces[Symbol.asyncIterator]();
  }

  async transformToByteArray(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#pieces) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async transformToString(encoding: BufferEncoding = "utf8"): Promise<string> {
    return Buffer.from(await this.transformToByteArray()).toString(encoding);
  }
}
