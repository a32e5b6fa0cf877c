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
import type { WireResponse } from "../../protocol/wire.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../schema/generated/sqs.ts";
import { queueDoesNotExist } from "../../services/sqs/errors.ts";
import { lookAsReceived } from "../../services/sqs/look-as-received.ts";
import { queueLookJson } from "./queue-look-json.ts";

const PATH = "/_aws/sqs/messages";
const JSON_TYPE = "application/x-amz-json-1.0";
const ALL = ["AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames"];

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
  const isJson = headers["content-type"]?.startsWith(JSON_TYPE) === true;
  const protocol = isJson ? PROTOCOLS.json : PROTOCOLS.query;
  const requestId = uuid(platform().scope().random);
  try {
    const messages = look(request, platform());
    const acceptsJson = !isJson && headers["accept"]?.includes("application/json") === true;
    if (acceptsJson) return asHttp(queueLookJson(messages, requestId));
    return asHttp(protocol.writeResponse(receiveMessage(), { Messages: messages }, { requestId }));
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof ProtocolError)) throw error;
    return asHttp(protocol.writeError(SQS.model, error, { requestId, wire: { headers } }));
  }
}

function look(request: HttpRequest, platform: Platform): readonly Message[] {
  const { input, flags, region } = asked(request);
  const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout = 0, WaitTimeSeconds = 0, ...others } = input;
  if (QueueUrl === undefined || QueueUrl === "") throw queueDoesNotExist();
  if (VisibilityTimeout !== 0) throw notImplemented("VisibilityTimeout of a look into a queue");
  if (WaitTimeSeconds !== 0) throw notImplemented("WaitTimeSeconds of a look into a queue");
  const ignored = Object.keys(others).find((name) => !ALL.includes(name));
  if (ignored !== undefined) throw notImplemented(`${ignored} of a look into a queue`);
  const shown = { invisible: isOn(flags.get("ShowInvisible")), delayed: isOn(flags.get("ShowDelayed")) };
  const scope = platform.scope(region === undefined ? {} : { region });
  const messages = scope.read((at) => {
    return lookAsReceived(at, QueueUrl, { shown, limit: MaxNumberOfMessages ?? Infinity });
  });
  if (messages === undefined) throw queueDoesNotExist();
  return messages;
}

interface Asked {
  readonly input: Partial<ReceiveMessageRequest>;
  /** What LocalStack adds to the parameters of ReceiveMessage. */
  readonly flags: URLSearchParams;
  readonly region: string | undefined;
}

function asked(request: HttpRequest): Asked {
  const headers = Object.fromEntries(request.headers);
  const isJson = headers["content-type"]?.startsWith(JSON_TYPE) === true;
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const flags = new URLSearchParams(request.query);
  if (isForm)
    for (const [name, value] of new URLSearchParams(Buffer.from(request.body).toString())) flags.set(name, value);
  const action = isJson ? headers["x-amz-target"] : flags.get("Action");
  if (action !== (isJson ? "AmazonSQS.ReceiveMessage" : "ReceiveMessage") && (isJson || action !== null)) {
    throw new ServiceError("InvalidRequest", "This endpoint only accepts ReceiveMessage calls");
  }
  const { method, query, path } = request;
  const body = isJson || isForm ? request.body : NOTHING;
  const wire = { method, path: "/", query, headers, body };
  // The reader of ReceiveMessage's input makes what its shape says.
  const input = (isJson ? PROTOCOLS.json : PROTOCOLS.query).readRequest(receiveMessage(), wire) as Asked["input"];
  const [region, account, name] = path.slice(PATH.length + 1).split("/");
  if (region && account && name)
    return { input: { ...input, QueueUrl: `http://localhost/${account}/${name}` }, flags, region };
  return { input, flags, region: regionIn(input.QueueUrl ?? "", headers["authorization"] ?? "") };
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
