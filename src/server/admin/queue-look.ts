/**
 * A look into a queue at the path that set-ups for LocalStack ask: a ReceiveMessage, in the form that the client speaks,
 * which receives nothing.
 * @see https://docs.localstack.cloud/aws/services/sqs/
 */
import { invariant } from "../../kernel/invariant.ts";
import { uuid } from "../../kernel/random.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import { notImplemented, ServiceError } from "../../platform/service-error.ts";
import { type ProtocolCall, ProtocolError } from "../../protocol/protocol.ts";
import { PROTOCOLS } from "../../protocol/protocol-table.ts";
import { isJsonAccepted } from "../../protocol/query-json.ts";
import type { WireResponse } from "../../protocol/wire.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../schema/generated/sqs.ts";
import { queueDoesNotExist } from "../../services/sqs/errors.ts";
import { lookAsReceived } from "../../services/sqs/look-as-received.ts";
import { queueLookJson } from "./queue-look-json.ts";

const PATH = "/_aws/sqs/messages";
const JSON_TYPE = "application/x-amz-json-1.0";
const FORM_TYPE = "application/x-www-form-urlencoded";
const ALL = new Set(["AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames"]);

/** Whether a path is one of this look: alone, or with region, account and name of a queue behind it. */
export function isQueueLook(path: string): boolean {
  return path === PATH || path.startsWith(`${PATH}/`);
}

export interface Looking {
  readonly request: HttpRequest;
  readonly platform: () => Platform;
}

/** Answers in the form that the client speaks: AWS's JSON, XML, or for who accepts it the JSON that LocalStack makes of that. */
export function queueLook({ request, platform }: Looking): HttpResponse {
  const headers = Object.fromEntries(request.headers);
  const type = headers["content-type"] ?? "";
  const form = type.startsWith(JSON_TYPE) ? "json" : type.startsWith(FORM_TYPE) ? "form" : "query";
  const protocol = form === "json" ? PROTOCOLS.json : PROTOCOLS.query;
  const requestId = uuid(platform().scope().random);
  try {
    const messages = look({ request, headers, form }, platform());
    const acceptsJson = isJsonAccepted(SQS.model, { requestId, wire: { headers } });
    if (form !== "json" && acceptsJson) return asHttp(queueLookJson(messages, requestId));
    return asHttp(protocol.writeResponse(receiveMessage(), { Messages: messages }, { requestId }));
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof ProtocolError)) throw error;
    return asHttp(protocol.writeError(SQS.model, error, { requestId, wire: { headers } }));
  }
}

interface Spoken {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the parameters are: a body of JSON, that of a form, or the URL alone. */
  readonly form: "json" | "form" | "query";
}

function look(spoken: Spoken, platform: Platform): readonly Message[] {
  const flags = flagsOf(spoken);
  const { region, ...input } = inputOf(spoken);
  const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout = 0, WaitTimeSeconds = 0, ...others } = input;
  if (QueueUrl === undefined || QueueUrl === "") throw queueDoesNotExist();
  if (VisibilityTimeout !== 0) throw notImplemented("VisibilityTimeout of a look into a queue");
  if (WaitTimeSeconds !== 0) throw notImplemented("WaitTimeSeconds of a look into a queue");
  const ignored = Object.keys(others).find((name) => !ALL.has(name));
  if (ignored !== undefined) throw notImplemented(`${ignored} of a look into a queue`);
  const shown = { invisible: isOn(flags.get("ShowInvisible")), delayed: isOn(flags.get("ShowDelayed")) };
  const scope = platform.scope(region === undefined ? {} : { region });
  const messages = scope.read((at) => {
    return lookAsReceived(at, QueueUrl, { shown, limit: MaxNumberOfMessages ?? Infinity });
  });
  if (messages === undefined) throw queueDoesNotExist();
  return messages;
}

/** The parameters as text, those that LocalStack adds among them. @throws ServiceError for any other action */
function flagsOf({ request, headers, form }: Spoken): URLSearchParams {
  const flags = new URLSearchParams(request.query);
  const body = new URLSearchParams(form === "form" ? Buffer.from(request.body).toString() : "");
  for (const [name, value] of body) flags.set(name, value);
  const action = form === "json" ? headers["x-amz-target"] : (flags.get("Action") ?? "ReceiveMessage");
  if (action === "ReceiveMessage" || (form === "json" && action === "AmazonSQS.ReceiveMessage")) return flags;
  throw new ServiceError("InvalidRequest", "This endpoint only accepts ReceiveMessage calls");
}

/** What is asked of ReceiveMessage, and where the queue is, as far as the request says. */
function inputOf({ request, headers, form }: Spoken): Partial<ReceiveMessageRequest> & { readonly region?: string } {
  const { method, query, path } = request;
  const wire = { method, path: "/", query, headers, body: form === "query" ? NOTHING : request.body };
  const protocol = form === "json" ? PROTOCOLS.json : PROTOCOLS.query;
  // The reader of ReceiveMessage's input makes what its shape says.
  const input = protocol.readRequest(receiveMessage(), wire) as Partial<ReceiveMessageRequest>;
  const [named, account, name] = path.slice(PATH.length + 1).split("/");
  if (named && account && name) return { ...input, QueueUrl: `http://localhost/${account}/${name}`, region: named };
  const region = regionIn(input.QueueUrl ?? "", headers["authorization"] ?? "");
  return region === undefined ? input : { ...input, region };
}

/** The region that a queue's URL names, or that the client signed for; undefined where neither says one. */
function regionIn(url: string, authorization: string): string | undefined {
  const named = /^https?:\/\/(?:sqs\.|queue\.)?([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(url)?.[1];
  return named ?? /Credential=[^/,\s]+\/\d+\/([^/,\s]+)\/sqs\//.exec(authorization)?.[1];
}

const NOTHING = new Uint8Array();

function isOn(flag: string | null): boolean {
  return flag?.toLowerCase() === "true" || flag === "1";
}

function receiveMessage(): ProtocolCall {
  const operation = SQS.model.operations[SQS.ReceiveMessage.name];
  invariant(operation !== undefined, "SQS has ReceiveMessage");
  return { model: SQS.model, operation, labels: {} };
}

function asHttp({ status, headers, body }: WireResponse): HttpResponse {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return { statusCode: status, headers: Object.entries(headers), body: bytes };
}
