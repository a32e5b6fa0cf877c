/** Bodies in aws-chunked encoding: the data out of signed or unsigned chunks, and the trailers after them. */
import { CHUNK_LINE_BYTES_MAX, CHUNK_TRAILERS_MAX, SIGNED_CHUNK_BYTES_MAX } from "./limits.ts";
import { ProtocolError } from "./protocol.ts";
import { sha256Hex, type SigningKey, type SigningScope } from "./sigv4-key.ts";

/** What checking the signatures of chunks takes. */
export interface ChunkSigning extends SigningScope {
  readonly key: SigningKey;
  /** `yyyymmddThhmmssZ` of the request. */
  readonly timestamp: string;
  /** The request's own signature, which the first chunk's is chained to. */
  readonly seedSignature: string;
}

/** A body being decoded. */
export interface DecodedBody {
  /** The data. Ends with an error where the encoding or a signature is wrong. */
  readonly data: AsyncIterable<Uint8Array>;
  /** The trailers by lower-case name; complete once `data` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** Whether a request's body is in this encoding, by its `x-amz-content-sha256`. */
export function isAwsChunked(contentSha256: string | undefined): boolean {
  return contentSha256?.startsWith("STREAMING-") === true;
}

/**
 * Decodes `encoded`. Chunk signatures are checked where `signing` is given, each before its data is passed on.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(encoded: AsyncIterable<Uint8Array>, signing?: ChunkSigning): DecodedBody {
  const trailers = new Map<string, string>();
  return { data: decode(new ByteSource(encoded), trailers, signing), trailers };
}

async function* decode(
  source: ByteSource,
  trailers: Map<string, string>,
  signing: ChunkSigning | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks(source, trailers, signing);
  } finally {
    await source.close();
  }
}

async function* chunks(
  source: ByteSource,
  trailers: Map<string, string>,
  signing: ChunkSigning | undefined,
): AsyncGenerator<Uint8Array> {
  let previous = signing?.seedSignature ?? "";
  for (;;) {
    const header = await source.line();
    const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(header);
    if (match === null) throw badChunk();
    const length = Number.parseInt(match[1] ?? "", 16);
    const signature = match[2] ?? "";
    if (signing === undefined) {
      yield* source.pieces(length);
    } else {
      const chunk = await signedChunk(source, length, { signing, previous, signature });
      if (length > 0) yield chunk;
    }
    previous = signature;
    if (length === 0) break;
    if ((await source.line()) !== "") throw badChunk();
  }
  await readTrailers(source, trailers);
  if (signing !== undefined) checkTrailers(trailers, signing, previous);
}

async function signedChunk(
  source: ByteSource,
  length: number,
  {
    signing,
    previous,
    signature,
  }: { readonly signing: ChunkSigning; readonly previous: string; readonly signature: string },
): Promise<Uint8Array> {
  if (length > SIGNED_CHUNK_BYTES_MAX) throw badChunk();
  const pieces: Uint8Array[] = [];
  for await (const piece of source.pieces(length)) pieces.push(piece);
  const chunk = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  const expected = signing.key.sign(
    ["AWS4-HMAC-SHA256-PAYLOAD", signing.timestamp, scopeText(signing), previous, sha256Hex(""), sha256Hex(chunk)].join(
      "\n",
    ),
  );
  if (expected !== signature) throw badSignature();
  return chunk;
}

async function readTrailers(source: ByteSource, trailers: Map<string, string>): Promise<void> {
  for (let line = await source.lastLine(); line !== ""; line = await source.lastLine()) {
    const colon = line.indexOf(":");
    if (colon === -1 || trailers.size >= CHUNK_TRAILERS_MAX) throw badChunk();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function checkTrailers(trailers: Map<string, string>, signing: ChunkSigning, previous: string): void {
  const given = trailers.get("x-amz-trailer-signature");
  if (trailers.size === 0) return;
  const signed = [...trailers].filter(([name]) => name !== "x-amz-trailer-signature");
  const content = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const expected = signing.key.sign(
    ["AWS4-HMAC-SHA256-TRAILER", signing.timestamp, scopeText(signing), previous, sha256Hex(content)].join("\n"),
  );
  if (expected !== given) throw badSignature();
  trailers.delete("x-amz-trailer-signature");
}

function scopeText({ date, region, service }: SigningScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

function badChunk(): ProtocolError {
  return new ProtocolError("IncompleteBody", "The request body terminated unexpectedly", 400);
}

function badSignature(): ProtocolError {
  return new ProtocolError(
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
  );
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Bytes as they come, by line or by number. It holds one piece of the body, and at most a line beyond it. */
class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** Lets go of the source, also when its end was not reached. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  /** Up to the next CRLF, without it. */
  async line(): Promise<string> {
    const line = await this.#lineOrEnd();
    if (line === undefined) throw badChunk();
    return line;
  }

  /** The next line of those that end the body: some clients leave the last empty one out. */
  async lastLine(): Promise<string> {
    return (await this.#lineOrEnd()) ?? "";
  }

  async #lineOrEnd(): Promise<string | undefined> {
    const bytes: number[] = [];
    for (;;) {
      if (this.#piece.length === 0 && !(await this.#more())) {
        if (bytes.length === 0) return undefined;
        throw badChunk();
      }
      const end = this.#piece.indexOf(LINE_FEED);
      const part = end === -1 ? this.#piece : this.#piece.subarray(0, end);
      if (bytes.length + part.length > CHUNK_LINE_BYTES_MAX) throw badChunk();
      bytes.push(...part);
      this.#piece = end === -1 ? new Uint8Array(0) : this.#piece.subarray(end + 1);
      if (end === -1) continue;
      if (bytes.pop() !== CARRIAGE_RETURN) throw badChunk();
      return Buffer.from(bytes).toString("latin1");
    }
  }

  /** The next `count` bytes, in the pieces that they come in. */
  async *pieces(count: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      if (this.#piece.length === 0 && !(await this.#more())) throw badChunk();
      const part = this.#piece.subarray(0, left);
      this.#piece = this.#piece.subarray(part.length);
      left -= part.length;
      if (part.length > 0) yield part;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#iterator.next();
    if (next.done) return false;
    this.#piece = next.value;
    return true;
  }
}
