/**
 * AWS's Runtime API for one execution environment: the HTTP server on loopback from which the process takes its events.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import { createServer as createListener, type AddressInfo, type Server as Listener, type Socket } from "node:net";
import type { ResponseSink } from "../../platform/ports/function-runtime.ts";
import { MAXIMUM_ERROR_BYTES, MAXIMUM_HEADER_BYTES, MAXIMUM_RESPONSE_BYTES } from "../limits.ts";
import type { ExtensionsApi } from "../extensions/extensions-api.ts";
import { type PostedAnswer, RuntimeConnection } from "./runtime-connection.ts";
import { replyOf, type RuntimeReply } from "./runtime-reply.ts";
import { readStreamedResponse } from "./streamed-response.ts";

/** What the process is told about an event. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly deadlineMilliseconds: number;
  /** What the cloud's clock says, so that the bootstrap can count with it although the process has only the machine's. */
  readonly nowMilliseconds: number;
  readonly invokedFunctionArn: string;
  readonly traceHeader: string;
  readonly clientContext?: string;
  /** Takes a response that is streamed. */
  readonly response?: ResponseSink;
}

/** What the process says. */
export interface RuntimeApiListener {
  /** The process has opened its connection: the language runtime is up. */
  connected(): void;
  /** The process waits to be told whose it is. */
  ready(): void;
  /** The process waits for an event. */
  waiting(): void;
  responded(body: Buffer): void;
  responseTooLarge(): void;
  failed(body: Buffer, errorType: string): void;
  initFailed(body: Buffer, errorType: string): void;
}

/** The longest interval that Node accepts: the server's own sweep for slow requests is of no use here. */
const NO_SWEEP_MILLISECONDS = 2 ** 31 - 1;

const VERSION_PREFIX = "/2018-06-01/runtime/";
const ERROR_TYPE_HEADER = "lambda-runtime-function-error-type";
const RESPONSE_MODE_HEADER = "lambda-runtime-function-response-mode";

/** One server for each environment, on a port of its own. */
export class RuntimeApi {
  readonly #listener: RuntimeApiListener;
  readonly #extensions: ExtensionsApi | undefined;
  readonly #listening: Listener;
  /** Takes the connections on which more is said than our own bootstraps say for each event. */
  readonly #server: HttpServer;
  readonly #plain = new Set<Socket>();
  #address = "";
  #vacant: RuntimeReply | undefined;
  #waiting: RuntimeReply | undefined;
  /** A process learns whose it is once, or from its command line: variables hold keys, and no function asks for them. */
  #wasOccupied = false;
  #currentRequestId: string | undefined;
  #sink: ResponseSink | undefined;
  /** Set while the body of an answer arrives. A runtime may ask for the next event without waiting for our reply to it. */
  #isAnswering = false;
  #nextAfterAnswer: RuntimeReply | undefined;

  /** @param extensions the API of the extensions, on the same port */
  constructor(listener: RuntimeApiListener, extensions?: ExtensionsApi) {
    this.#listener = listener;
    this.#extensions = extensions;
    this.#server = createServer(
      {
        connectionsCheckingInterval: NO_SWEEP_MILLISECONDS,
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
      },
      (request, reply) => this.#route(request, reply),
    );
    // A process may wait for its next event, or work on one, for as long as it likes: timeouts are on the cloud's clock.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#listening = createListener({ noDelay: true }, (socket) => this.#connect(socket));
  }

  /** Starts to listen and answers `host:port`. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#listening.on("error", reject);
      this.#listening.listen(0, "127.0.0.1", () => {
        // A server that listens on TCP has this form of address.
        this.#address = `127.0.0.1:${(this.#listening.address() as AddressInfo).port}`;
        resolve(this.#address);
      });
    });
  }

  /** `host:port` */
  get address(): string {
    return this.#address;
  }

  /** Whether the process waits to be told whose it is. */
  get isVacant(): boolean {
    return this.#vacant !== undefined;
  }

  /** Tells the process whose it is. Only while `isVacant`. */
  occupy(occupation: object): void {
    if (this.#vacant !== undefined) send(this.#vacant, 200, JSON.stringify(occupation));
    this.#vacant = undefined;
    this.#wasOccupied = true;
  }

  /** Whether the process waits for an event. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Answers the waiting request with an event. Only while `isWaiting`. */
  deliver(event: RuntimeEvent): void {
    const reply = this.#waiting;
    this.#waiting = undefined;
    this.#currentRequestId = event.requestId;
    this.#wasOccupied = true;
    this.#sink = event.response;
    const headers = [
      ...JSON_CONTENT,
      "Lambda-Runtime-Aws-Request-Id",
      event.requestId,
      "Lambda-Runtime-Deadline-Ms",
      String(event.deadlineMilliseconds),
      "Lambda-Runtime-Invoked-Function-Arn",
      headerText(event.invokedFunctionArn),
      "Lambda-Runtime-Trace-Id",
      headerText(event.traceHeader),
      "Lambda-Runtime-Sluice-Now-Ms",
      String(event.nowMilliseconds),
    ];
    if (event.clientContext !== undefined) {
      headers.push("Lambda-Runtime-Client-Context", headerText(event.clientContext));
    }
    reply?.send(200, headers, event.payload);
  }

  /** Closes the port and every connection. */
  close(): void {
    this.#waiting = undefined;
    this.#listening.close();
    for (const socket of this.#plain) socket.destroy();
    this.#server.closeAllConnections();
  }

  #connect(socket: Socket): void {
    this.#plain.add(socket);
    socket.once("close", () => this.#plain.delete(socket));
    const connection = new RuntimeConnection(socket, {
      host: this.#address,
      next: (reply) => this.#next(reply),
      answer: (posted, reply) => this.#answerPlain(posted, reply),
      handOver: (given, unread) => {
        this.#plain.delete(given);
        given.pause();
        given.unshift(unread);
        this.#server.emit("connection", given);
        given.resume();
      },
    });
    connection.start();
    this.#listener.connected();
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    response.sendDate = false;
    const reply = replyOf(response);
    const path = request.url ?? "";
    // A page in a browser can reach loopback, by its own name or by one that it made resolve to it; a runtime does neither.
    if (request.headers.host !== this.#address || request.headers.origin !== undefined) {
      return refuse(reply, 403, { errorType: "Forbidden", errorMessage: "This is not the endpoint of that host" });
    }
    if (path === `${VERSION_PREFIX}invocation/next` && request.method === "GET") return this.#next(reply);
    if (path === `${VERSION_PREFIX}init/error` && request.method === "POST") return this.#initError(request, reply);
    if (this.#extensions?.route(request, response)) return;
    if (path === `${VERSION_PREFIX}sluice/ready` && request.method === "GET" && !this.#wasOccupied) {
      this.#vacant = reply;
      return this.#listener.ready();
    }
    const match = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path);
    if (match?.[1] === undefined || request.method !== "POST") {
      return refuse(reply, 404, { errorType: "NotFound", errorMessage: "404 page not found" });
    }
    this.#answer(request, reply, { requestId: match[1], isError: match[2] === "error" });
  }

  #next(reply: RuntimeReply): void {
    if (this.#isAnswering && this.#nextAfterAnswer === undefined) {
      this.#nextAfterAnswer = reply;
      return;
    }
    if (this.#currentRequestId !== undefined || this.#waiting !== undefined) return refuseTransition(reply);
    this.#waiting = reply;
    // Some runtimes use a connection for each request. One that was given up waits for nothing any more.
    reply.whenGone(() => {
      if (this.#waiting === reply) this.#waiting = undefined;
    });
    this.#listener.waiting();
  }

  #answer(request: IncomingMessage, reply: RuntimeReply, to: { requestId: string; isError: boolean }): void {
    const mode = request.headers[RESPONSE_MODE_HEADER];
    if (to.requestId === this.#currentRequestId && mode !== undefined && mode !== "streaming") {
      return refuse(reply, 400, {
        errorType: "InvalidFunctionResponseMode",
        errorMessage: "The mode of a response is streaming, or none is named",
      });
    }
    if (!this.#mayAnswer(to.requestId, reply)) return;
    this.#isAnswering = true;
    if (mode !== undefined && !to.isError) return void this.#answerStreamed(request, reply);
    readBody(request, to.isError ? MAXIMUM_ERROR_BYTES : MAXIMUM_RESPONSE_BYTES, (body) => {
      const errorType = textOf(request.headers[ERROR_TYPE_HEADER]);
      this.#answered();
      if (body === undefined) this.#refuseTooLarge(reply);
      else this.#accept({ ...to, body, errorType }, reply);
      this.#resumeNext();
    });
  }

  /** An answer that came whole. */
  #answerPlain(posted: PostedAnswer, reply: RuntimeReply): void {
    if (!this.#mayAnswer(posted.requestId, reply)) return;
    this.#answered();
    this.#accept(posted, reply);
  }

  /** Whether an answer to that event is waited for; refuses it where it is not. */
  #mayAnswer(requestId: string, reply: RuntimeReply): boolean {
    if (requestId !== this.#currentRequestId) {
      refuse(reply, 400, { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" });
      return false;
    }
    if (this.#isAnswering) refuseTransition(reply);
    return !this.#isAnswering;
  }

  #accept({ isError, body, errorType }: PostedAnswer, reply: RuntimeReply): void {
    accept(reply);
    if (isError) this.#listener.failed(body, errorTypeOf(errorType, "Function"));
    else this.#listener.responded(body);
  }

  async #answerStreamed(request: IncomingMessage, reply: RuntimeReply): Promise<void> {
    const end = await readStreamedResponse(request, this.#sink);
    // The process has gone in the middle of it: its end tells the rest.
    if (end === undefined) return;
    this.#answered();
    if (end.kind === "tooLarge") this.#refuseTooLarge(reply);
    else {
      accept(reply);
      if (end.kind === "response") this.#listener.responded(end.body);
      else this.#listener.failed(end.body, errorTypeOf(end.errorType, "Function"));
    }
    this.#resumeNext();
  }

  #answered(): void {
    this.#isAnswering = false;
    this.#currentRequestId = undefined;
    this.#sink = undefined;
  }

  #refuseTooLarge(reply: RuntimeReply): void {
    refuse(reply, 413, { errorType: "RequestEntityTooLarge", errorMessage: tooLarge });
    this.#listener.responseTooLarge();
  }

  #resumeNext(): void {
    const next = this.#nextAfterAnswer;
    this.#nextAfterAnswer = undefined;
    if (next !== undefined) this.#next(next);
  }

  #initError(request: IncomingMessage, reply: RuntimeReply): void {
    readBody(request, MAXIMUM_ERROR_BYTES, (body) => {
      accept(reply);
      this.#listener.initFailed(
        body ?? Buffer.from("{}"),
        errorTypeOf(textOf(request.headers[ERROR_TYPE_HEADER]), "Runtime"),
      );
    });
  }
}

const tooLarge = `Exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`;

/** Collects a body, or answers undefined for one that is larger than `maximumBytes`, whose rest is read and dropped. */
function readBody(request: IncomingMessage, maximumBytes: number, done: (body: Buffer | undefined) => void): void {
  let chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maximumBytes) chunks.push(chunk);
    else chunks = [];
  });
  request.on("end", () => {
    if (length > maximumBytes) return done(undefined);
    const [only] = chunks;
    done(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
}

/** A header that came once. */
function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}

/** The error type as the REPORT line gives it; what does not look like one is filed as Unknown. */
function errorTypeOf(given: string | undefined, category: "Function" | "Runtime"): string {
  return given !== undefined && /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(given) ? given : `${category}.Unknown`;
}

/**
 * Text as the value of a header: one line, and UTF-8 handed to Node as the bytes that it is, since its writer takes
 * characters for bytes. Line breaks in JSON text are between its tokens, where a space means the same.
 */
function headerText(text: string): string {
  return Buffer.from(text.replaceAll(/\p{Cc}/gu, " "), "utf8").toString("latin1");
}

function accept(reply: RuntimeReply): void {
  send(reply, 202, '{"status":"OK"}\n');
}

function refuseTransition(reply: RuntimeReply): void {
  refuse(reply, 403, { errorType: "InvalidStateTransition", errorMessage: "State transition is not allowed" });
}

function refuse(reply: RuntimeReply, status: number, error: { errorType: string; errorMessage: string }): void {
  send(reply, status, JSON.stringify(error));
}

function send(reply: RuntimeReply, status: number, body: string): void {
  reply.send(status, JSON_CONTENT, Buffer.from(body));
}

const JSON_CONTENT = ["Content-Type", "application/json"];
