/**
 * AWS's Extensions API for one execution environment: who has registered, what each waits for, and what it is told.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Random, uuid } from "../../kernel/random.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { MAXIMUM_EXTENSION_REQUEST_BYTES, MAXIMUM_EXTENSIONS } from "../limits.ts";
import type { SubscriptionAnswer } from "../telemetry/telemetry.ts";

/** What an extension is told of its function. */
export type ExtendedFunction = Partial<
  Pick<EnvironmentSpec, "functionName" | "version" | "handler" | "functionArn" | "layerFolders">
>;

/** What an extension is told of an invocation. */
export interface ExtensionEvent {
  readonly requestId: string;
  readonly deadlineMilliseconds: number;
  readonly invokedFunctionArn: string;
  readonly traceHeader: string;
}

/** Why an environment ends, in the words that AWS sends: its documentation has them in capitals. */
export type ShutdownReason = "spindown" | "timeout" | "failure";

/** What went wrong with an extension. */
export interface ExtensionFailure {
  readonly errorType: `Extension.${string}`;
  readonly reason: string;
}

export interface ExtensionsListener {
  /** Somebody registered, or asks for an event. */
  changed(): void;
  /** An extension says that it cannot go on. */
  failed(failure: ExtensionFailure): void;
  /** An extension asks for telemetry. */
  subscribed(name: string, text: string | undefined): SubscriptionAnswer;
}

interface Extension {
  readonly name: string;
  readonly isExternal: boolean;
  readonly events: ReadonlySet<string>;
  /** The request that waits for an event. */
  waiting: ServerResponse | undefined;
  hasEnded: boolean;
}

const PREFIX = "/2020-01-01/extension/";
const EVENTS = new Set(["INVOKE", "SHUTDOWN"]);

export class ExtensionsApi {
  readonly #random: Random;
  readonly #listener: ExtensionsListener;
  readonly #extensions = new Map<string, Extension>();
  #function: ExtendedFunction = {};
  #externalNames: readonly string[] = [];
  /** Extensions register while the environment is initialised, and not later. */
  #isClosed = false;

  constructor(random: Random, listener: ExtensionsListener) {
    this.#random = random;
    this.#listener = listener;
  }

  /** Whose environment it is, and the file names of the extensions that run beside its runtime. */
  describe(extended: ExtendedFunction, externalNames: readonly string[]): void {
    this.#function = extended;
    this.#externalNames = externalNames;
  }

  /** Whether every extension that runs beside the runtime has registered: the runtime starts only then. */
  get haveAllRegistered(): boolean {
    const registered = new Set([...this.#extensions.values()].map((extension) => extension.name));
    return this.#externalNames.every((name) => registered.has(name));
  }

  /** Whether all wait for what comes next. */
  get areIdle(): boolean {
    if (!this.haveAllRegistered) return false;
    return [...this.#extensions.values()].every((extension) => extension.hasEnded || extension.waiting !== undefined);
  }

  /** Whether an extension runs inside the runtime's process, which is then given more time to end. */
  get hasInternal(): boolean {
    return [...this.#extensions.values()].some((extension) => !extension.isExternal);
  }

  /** Those who have registered, and what for. */
  get registered(): readonly { readonly name: string; readonly events: readonly string[] }[] {
    return Array.from(this.#extensions.values(), ({ name, events }) => ({ name, events: [...events] }));
  }

  /** The environment is initialised. */
  close(): void {
    this.#isClosed = true;
  }

  invoke(event: ExtensionEvent): void {
    this.#tell("INVOKE", {
      eventType: "INVOKE",
      deadlineMs: event.deadlineMilliseconds,
      requestId: event.requestId,
      invokedFunctionArn: event.invokedFunctionArn,
      tracing: { type: "X-Amzn-Trace-Id", value: event.traceHeader },
    });
  }

  shutDown(shutdownReason: ShutdownReason, deadlineMs: number): void {
    this.#tell("SHUTDOWN", { eventType: "SHUTDOWN", shutdownReason, deadlineMs });
  }

  /** An extension's process is gone: nobody waits for it any more. */
  ended(name: string): void {
    for (const extension of this.#extensions.values()) if (extension.name === name) extension.hasEnded = true;
  }

  /** Answers a request that is of this API, and says whether it was. */
  route(request: IncomingMessage, reply: ServerResponse): boolean {
    const { method, url = "" } = request;
    if (method === "PUT" && /^\/2020-08-15\/logs\/?$/.test(url)) {
      refuse(reply, 501, ["NotImplemented", "The Logs API is not implemented: the Telemetry API took its place"]);
      return true;
    }
    if (method === "PUT" && /^\/2022-07-01\/telemetry\/?$/.test(url)) {
      readText(request, (text) => this.#subscribe(request, reply, text));
      return true;
    }
    if (!url.startsWith(PREFIX)) return false;
    switch (`${method} ${url.slice(PREFIX.length)}`) {
      case "POST register":
        readText(request, (text) => this.#register(request, reply, text));
        return true;
      case "GET event/next":
        this.#next(request, reply);
        return true;
      case "POST init/error":
        this.#error(request, reply, "Extension.InitError");
        return true;
      case "POST exit/error":
        this.#error(request, reply, "Extension.ExitError");
        return true;
      default:
        return false;
    }
  }

  #register(request: IncomingMessage, reply: ServerResponse, text: string | undefined): void {
    const name = headerOf(request, "lambda-extension-name");
    if (name === undefined || name === "") {
      return refuse(reply, 403, ["Extension.InvalidExtensionName", "Empty extension name"]);
    }
    const events = eventsOf(text);
    if (events === undefined) return refuse(reply, 400, ["InvalidRequestFormat", "Request body is not valid JSON"]);
    const isExternal = this.#externalNames.includes(name);
    const wrong = events.find((event) => !EVENTS.has(event) || (event === "SHUTDOWN" && !isExternal));
    if (wrong !== undefined) {
      return refuse(reply, 400, ["Extension.InvalidEventType", `${wrong}: Invalid event type`]);
    }
    if (this.#isClosed) {
      return refuse(reply, 403, ["Extension.RegistrationClosed", "Extension registration closed already"]);
    }
    if ([...this.#extensions.values()].some((known) => known.name === name)) {
      return refuse(reply, 403, ["Extension.AlreadyRegistered", `The extension ${name} has registered already`]);
    }
    if (this.#extensions.size >= MAXIMUM_EXTENSIONS) {
      return refuse(reply, 403, ["Extension.TooManyExtensions", `Extension limit reached: ${MAXIMUM_EXTENSIONS}`]);
    }
    const id = uuid(this.#random);
    this.#extensions.set(id, { name, isExternal, events: new Set(events), waiting: undefined, hasEnded: false });
    const features = (headerOf(request, "lambda-extension-accept-feature") ?? "").split(",").map((each) => each.trim());
    const { functionName, version, handler, functionArn = "" } = this.#function;
    const account = features.includes("accountId") ? { accountId: functionArn.split(":")[4] } : {};
    const told = { functionName, functionVersion: version, handler, ...account };
    send(reply, 200, { "Lambda-Extension-Identifier": id, body: JSON.stringify(told) });
    this.#listener.changed();
  }

  #subscribe(request: IncomingMessage, reply: ServerResponse, text: string | undefined): void {
    const extension = this.#identified(request, reply);
    if (extension === undefined) return;
    const answer = this.#listener.subscribed(extension.name, text);
    if (!("errorType" in answer)) return send(reply, 200, { body: '"OK"' });
    refuse(reply, answer.status, [answer.errorType, answer.errorMessage]);
  }

  #next(request: IncomingMessage, reply: ServerResponse): void {
    const extension = this.#identified(request, reply);
    if (extension === undefined) return;
    if (extension.waiting !== undefined) {
      return refuse(reply, 403, ["Extension.InvalidExtensionState", "The extension waits for an event already"]);
    }
    extension.waiting = reply;
    reply.once("close", () => {
      if (extension.waiting === reply) extension.waiting = undefined;
    });
    this.#listener.changed();
  }

  #error(
    request: IncomingMessage,
    reply: ServerResponse,
    errorType: "Extension.InitError" | "Extension.ExitError",
  ): void {
    if (this.#identified(request, reply) === undefined) return;
    const given = headerOf(request, "lambda-extension-function-error-type");
    if (given === undefined) {
      return refuse(reply, 400, ["Extension.MissingHeader", "Lambda-Extension-Function-Error-Type is required"]);
    }
    request.resume();
    send(reply, 202, { body: '{"status":"OK"}' });
    this.#listener.failed({ errorType, reason: given });
  }

  #identified(request: IncomingMessage, reply: ServerResponse): Extension | undefined {
    const id = headerOf(request, "lambda-extension-identifier");
    const extension = id === undefined ? undefined : this.#extensions.get(id);
    if (extension === undefined) {
      const [type, sentence] =
        id === undefined
          ? (["Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header"] as const)
          : (["Extension.UnknownExtensionIdentifier", `Unknown extension ${id}`] as const);
      refuse(reply, 403, [type, sentence]);
    }
    return extension;
  }

  #tell(kind: "INVOKE" | "SHUTDOWN", event: object): void {
    for (const extension of this.#extensions.values()) {
      if (extension.waiting === undefined || !extension.events.has(kind)) continue;
      const reply = extension.waiting;
      extension.waiting = undefined;
      send(reply, 200, { "Lambda-Extension-Event-Identifier": uuid(this.#random), body: JSON.stringify(event) });
    }
  }
}

function eventsOf(text: string | undefined): readonly string[] | undefined {
  try {
    const body: unknown = JSON.parse(text === undefined || text === "" ? "{}" : text);
    if (typeof body !== "object" || body === null) return undefined;
    const events: unknown = "events" in body ? body.events : [];
    return Array.isArray(events) ? events.map(String) : undefined;
  } catch {
    // What is no JSON is answered as such.
    return undefined;
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** The text of a short body; undefined for one that is longer than any that is meant. */
function readText(request: IncomingMessage, done: (text: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAXIMUM_EXTENSION_REQUEST_BYTES) chunks.push(chunk);
  });
  request.on("end", () =>
    done(length > MAXIMUM_EXTENSION_REQUEST_BYTES ? undefined : Buffer.concat(chunks).toString("utf8")),
  );
}

function refuse(reply: ServerResponse, status: number, [errorType, errorMessage]: readonly [string, string]): void {
  send(reply, status, { body: JSON.stringify({ errorType, errorMessage }) });
}

function send(
  reply: ServerResponse,
  status: number,
  { body, ...headers }: { readonly body: string } & Readonly<Record<string, string>>,
): void {
  reply.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    ...headers,
  });
  reply.end(body);
}
