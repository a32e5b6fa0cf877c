/** What makes a client of AWS's SDK for JavaScript v3 speak to a cloud in the same process, without a socket. */
import { Readable } from "node:stream";
import { runningInvocation } from "../platform/ports/bound-handler.ts";
import type { AskInMemory } from "../server/ask-in-memory.ts";

/**
 * The configuration of an SDK v3 client: `new SQSClient(cloud.clientConfig())`. Signature, protocol and errors are the
 * real ones; only the socket is missing.
 */
export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  /** Nobody checks them: a key of twelve digits is the account of that number. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For S3 clients; others take no notice of it. */
  readonly forcePathStyle: true;
  readonly requestHandler: MemoryRequestHandler;
}

/** A request as the SDK hands it over. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as the SDK takes it. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** The SDK's request handler that carries requests straight into a cloud. */
export class MemoryRequestHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #ask: AskInMemory;

  constructor(ask: AskInMemory) {
    this.#ask = ask;
  }

  /** Carries one request; rejects when it is aborted, and when the cloud is closed. */
  async handle(
    request: SdkRequest,
    options: { readonly abortSignal?: unknown } = {},
  ): Promise<{ readonly response: SdkResponse }> {
    const trace = runningInvocation.getStore()?.traceHeader;
    const isTraced = Object.keys(request.headers).some((name) => name.toLowerCase() === "x-amzn-trace-id");
    const answer = await this.#ask(
      {
        method: request.method,
        target: targetOf(request),
        // So that what a handler does is known to be its doing, whichever version of the SDK it uses.
        headers: trace === undefined || isTraced ? request.headers : { ...request.headers, "X-Amzn-Trace-Id": trace },
        body: await bodyOf(request.body),
      },
      options.abortSignal instanceof AbortSignal ? options.abortSignal : undefined,
    );
    const body = answer.body instanceof Uint8Array ? [answer.body].filter(({ length }) => length > 0) : answer.body;
    const headers = Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value]));
    return { response: { statusCode: answer.status, headers, body: Readable.from(body, { objectMode: false }) } };
  }

  /** Part of the SDK's interface: there is nothing to let go of. */
  destroy(): void {}

  /** Part of the SDK's interface: a handler without sockets has nothing to configure. */
  updateHttpClientConfig(): void {}

  /** Part of the SDK's interface. */
  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function targetOf({ path, query = {} }: SdkRequest): string {
  const parts = Object.entries(query).flatMap(([name, value]) => {
    if (value === null) return [encoded(name)];
    const values = typeof value === "string" ? [value] : value;
    return values.map((each) => `${encoded(name)}=${encoded(each)}`);
  });
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

/** RFC 3986, as signatures want it: encodeURIComponent leaves five characters that it names. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function bodyOf(body: unknown): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (typeof body === "object" && Symbol.asyncIterator in body) {
    // Streams give texts or bytes, piece by piece.
    return bytesOf(body as AsyncIterable<string | Uint8Array>);
  }
  throw new TypeError("A body is text, bytes, a Blob or a stream.");
}

async function* bytesOf(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}
