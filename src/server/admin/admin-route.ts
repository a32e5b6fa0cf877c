/** The admin API under /_sluice/, and the two paths of it that set-ups for other local clouds already ask. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import type { AsyncScope } from "../../platform/scope.ts";
import type { HttpRoute } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { clearOutbox, isCapturedProtocol, outboxPage } from "../../services/sns/outbox/outbox.ts";
import { optOut } from "../../services/sns/sms/opted-out.ts";
import { isPhoneNumber } from "../../services/sns/sms/phone-number.ts";
import type { InspectableRuntime } from "../../runtime/process-runtime.ts";
import { queueUrl } from "../../services/sqs/queue/queue-url.ts";
import { peekQueue } from "../../services/sqs/peek.ts";
import { StoreFailed } from "../../store/store.ts";
import { findSubject } from "../expectations/find-subject.ts";
import type { Settings } from "../settings.ts";
import { VERSION } from "../version.ts";
import { AdminRefusal, json, objectOf, queryOf, wholeNumberOf } from "./admin-request.ts";
import type { Observation } from "../expectations/observation.ts";
import { LISTENERS } from "../recording/limits.ts";
import type { Recorder } from "../recording/recorder.ts";
import { replayCall } from "../recording/replay-call.ts";
import { gatherFacts } from "../why-not/gather-facts.ts";
import { whyNot } from "../why-not/why-not.ts";
import { moveClock } from "./clock-control.ts";
import { expectation } from "./expect.ts";
import { isQueueLook, queueLook } from "./queue-look.ts";
import { addFault, listFaults, removeFaults } from "./fault-control.ts";

/** How many lineage records or messages one answer holds unless fewer are asked for. */
const LONGEST_LISTING = 1_000;
/** How many captured sends one answer holds unless another number is asked for: some are as large as messages may be. */
const OUTBOX_LISTING = 100;

const LAST_PORT = 65_535;

/** What the admin API acts upon. */
export interface AdminSurroundings {
  readonly platform: () => Platform;
  /** What was chosen when the cloud was started. */
  readonly settings: Settings;
  readonly recorder: Recorder;
  /** What is remembered for expectations, where something is. */
  readonly observation: Observation | undefined;
  /** Begins anew with nothing in the cloud. @throws ServiceError NotImplemented where it cannot */
  readonly reset: () => Promise<void>;
  /** Where functions are opened to debuggers. */
  readonly debuggers: Pick<InspectableRuntime, "inspect" | "inspection">;
}

interface Asked extends AdminSurroundings {
  readonly request: HttpRequest;
  /** Aborted when whoever asked has left. */
  readonly signal: AbortSignal;
  /** Scheme, host and port that whoever asked has used. */
  readonly endpoint: string;
}

type Answer = (asked: Asked) => HttpResponse | Promise<HttpResponse>;

/** What is asked by method and path. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["GET /_sluice/health", health],
  ["GET /_localstack/health", health],
  ["GET /_sluice/clock", clock],
  ["POST /_sluice/clock", advance],
  ["GET /_sluice/settle", ({ platform }) => json(200, { unsettled: platform().unsettled() })],
  ["POST /_sluice/settle", settle],
  ["POST /_sluice/reset", reset],
  ["GET /_sluice/inspectors", inspectors],
  ["POST /_sluice/inspectors", openInspectors],
  ["GET /_sluice/lineage", lineage],
  ["GET /_sluice/why-not", whyNotAnswer],
  ["POST /_sluice/expect", expectation],
  ["GET /_sluice/resource", resource],
  ["GET /_sluice/usage", usage],
  ["GET /_sluice/queue", peek],
  ["GET /_sluice/record", record],
  ["DELETE /_sluice/record", endRecording],
  ["POST /_sluice/call", makeCall],
  ["GET /_sluice/outbox", outbox],
  ["DELETE /_sluice/outbox", clear],
  ["POST /_sluice/sms/opt-out", optPhoneOut],
  ["GET /_sluice/faults", listFaults],
  ["POST /_sluice/faults", addFault],
  ["DELETE /_sluice/faults", removeFaults],
]);

/** The route of all of them. */
export function adminRoute(surroundings: AdminSurroundings): HttpRoute {
  return {
    name: "admin",
    claims: (_, path) => path.startsWith("/_sluice/") || path === "/_localstack/health" || isQueueLook(path),
    async handle(request, { signal, endpoint }: AsyncScope) {
      try {
        return await answerOf(request)({ ...surroundings, request, signal, endpoint });
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function answerOf({ method, path }: HttpRequest): Answer {
  if (isQueueLook(path) && (method === "GET" || method === "POST")) return queueLook;
  const answer = ANSWERS.get(`${method} ${path}`);
  if (answer !== undefined) return answer;
  const others = [...ANSWERS.keys()].filter((each) => each.includes(" /_sluice/"));
  throw new AdminRefusal(404, `There is no ${method} ${path}. There are: ${others.join(", ")}.`);
}

/** What can be said of an error as an answer; anything else is a bug, and thrown on. */
function refusalOf(error: unknown): HttpResponse {
  if (error instanceof AdminRefusal) return json(error.statusCode, { message: error.message });
  if (error instanceof StoreFailed) return json(503, { message: error.message });
  if (!(error instanceof ServiceError)) throw error;
  return json(error.statusCode ?? 400, { message: error.message });
}

function health({ platform, settings }: Asked): HttpResponse {
  const failure = platform().failure();
  const names = platform().services.map((each) => each.model.metadata.name);
  const state = failure === undefined ? "running" : "error";
  const services = Object.fromEntries(names.map((name) => [name, state]));
  const said = { version: VERSION, edition: "sluice", services, settings };
  if (failure !== undefined) return json(503, { status: "failed", reason: failure.message, ...said });
  return json(200, { status: "running", ...said });
}

function clock({ platform }: Asked): HttpResponse {
  const milliseconds = platform().clock.now();
  return json(200, { now: new Date(milliseconds).toISOString(), milliseconds });
}

async function advance(asked: Asked): Promise<HttpResponse> {
  const { request, platform, signal } = asked;
  await moveClock(platform().clock, objectOf(request, ["advance", "set"]), async () => {
    // Nobody hears how far time went, so that it goes no further.
    if (signal.aborted) throw new AdminRefusal(499, "The client left while time was moved.");
    await platform().settle(signal);
  });
  return clock(asked);
}

async function settle({ platform, signal }: Asked): Promise<HttpResponse> {
  await platform().settle(signal);
  if (signal.aborted) throw new AdminRefusal(503, "The cloud stops, and has not settled.");
  return json(200, { settled: true });
}

async function reset(asked: Asked): Promise<HttpResponse> {
  objectOf(asked.request, []);
  await asked.reset();
  return json(200, { reset: true });
}

function inspectors({ request, debuggers }: Asked): HttpResponse {
  const since = wholeNumberOf(queryOf(request, ["since"]), "since", { least: 0, otherwise: 0 });
  return json(200, debuggers.inspection(since) ?? { port: null, lines: [], next: 0 });
}

/** Functions that run already are started anew, with an inspector each. */
function openInspectors({ request, debuggers }: Asked): HttpResponse {
  const { port } = objectOf(request, ["port"]);
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > LAST_PORT) {
    throw new AdminRefusal(400, 'Say from which port on: {"port": 9229}.');
  }
  const open = debuggers.inspection(0);
  if (open !== undefined && open.port !== port) {
    throw new AdminRefusal(409, `Functions are open to debuggers already, from port ${open.port} on.`);
  }
  debuggers.inspect({ port, tell: () => {} });
  return json(200, debuggers.inspection(0));
}

function lineage({ request, platform }: Asked): HttpResponse {
  const query = queryOf(request, ["trace", "subject", "resource", "kind", "limit"]);
  requireLineage(platform());
  const trace = query.get("trace");
  if (trace !== undefined) {
    if (query.size > 1) throw new AdminRefusal(400, "A trace is whole: it is asked for without other parameters.");
    return json(200, { records: platform().lineage.trace(trace) });
  }
  const limit = wholeNumberOf(query, "limit", { least: 1, most: LONGEST_LISTING, otherwise: LONGEST_LISTING });
  const named = (name: string): Record<string, string> => {
    const value = query.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const asked = { ...named("subject"), ...named("resource"), ...named("kind") };
  return json(200, { records: platform().lineage.find({ ...asked, limit }) });
}

function whyNotAnswer({ request, platform }: Asked): HttpResponse {
  const query = queryOf(request, ["message", "target"]);
  const [message, target] = [query.get("message"), query.get("target")];
  if (!message || !target) throw new AdminRefusal(400, "Say which event, and where: ?message=...&target=...");
  requireLineage(platform());
  return json(200, whyNot(gatherFacts(platform(), message, target)));
}

/** @throws AdminRefusal where the cloud keeps no stories: an empty one would mean that nothing has happened */
function requireLineage({ lineage: log }: Platform): void {
  if (!log.isOn) throw new AdminRefusal(409, "This server keeps no lineage: it was started with --lineage off.");
}

/** What a test means by a name, with the address that a client of SQS needs of a queue. */
function resource({ request, platform, endpoint }: Asked): HttpResponse {
  const name = queryOf(request, ["name"]).get("name");
  if (!name) throw new AdminRefusal(400, "Say which queue, topic, function or subscription: ?name=...");
  const found = findSubject(platform(), name);
  const [queueName = "", account = ""] = found.arn.split(":").toReversed();
  const address = { account, name: queueName };
  return json(200, { ...found, ...(found.kind === "queue" ? { url: queueUrl({ endpoint }, address) } : {}) });
}

function usage({ request, platform }: Asked): HttpResponse {
  const since = wholeNumberOf(queryOf(request, ["since"]), "since", { least: 0, otherwise: 0 });
  return json(200, { usage: platform().usage(since) });
}

function peek({ request, platform }: Asked): HttpResponse {
  const query = queryOf(request, ["QueueUrl", "region"]);
  const url = query.get("QueueUrl");
  if (url === undefined) throw new AdminRefusal(400, "Say which queue: ?QueueUrl=...");
  // A queue's URL does not say in which region the queue is.
  const scope = platform().scope(textOf("region", query.get("region")));
  const messages = scope.read((at) => peekQueue(at, url, LONGEST_LISTING));
  if (messages === undefined) throw new AdminRefusal(404, `There is no queue ${url} in ${scope.region}.`);
  return json(200, { messages });
}

/** The calls of clients as they are answered, a line of JSON each, for as long as whoever asked listens. */
function record({ request, recorder, signal }: Asked): HttpResponse {
  queryOf(request, []);
  const body = recorder.listen(signal);
  if (body === undefined) throw new AdminRefusal(429, `No more than ${LISTENERS} recordings run at the same time.`);
  return { statusCode: 200, headers: [["content-type", "application/x-ndjson"]], body };
}

/** The stream of a recording ends behind the calls that have been answered. */
function endRecording({ request, recorder }: Asked): HttpResponse {
  const recording = wholeNumberOf(queryOf(request, ["recording"]), "recording", { least: 1, otherwise: 0 });
  if (!recorder.end(recording)) throw new AdminRefusal(404, `There is no recording ${recording}.`);
  return json(200, { ended: true });
}

/** Makes a recorded call again. */
async function makeCall({ request, platform, signal }: Asked): Promise<HttpResponse> {
  const members = objectOf(request, ["service", "operation", "account", "region", "endpoint", "input"]);
  const { input, ...texts } = members;
  const { service, operation, account, region, endpoint } = texts;
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  const isWhole = isText(service) && isText(operation) && isText(account) && isText(region) && isText(endpoint);
  if (!isWhole || typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new AdminRefusal(400, "A call has a service, an operation, an account, a region, an endpoint and an input.");
  }
  return json(200, await replayCall(platform(), { service, operation, account, region, endpoint, input }, signal));
}

function outbox({ request, platform }: Asked): HttpResponse {
  const query = queryOf(request, ["protocol", "to", "limit", "before"]);
  const limit = wholeNumberOf(query, "limit", { least: 1, most: LONGEST_LISTING, otherwise: OUTBOX_LISTING });
  const before = query.has("before") ? wholeNumberOf(query, "before", { least: 1, otherwise: 1 }) : undefined;
  const protocol = query.get("protocol");
  if (protocol !== undefined && !isCapturedProtocol(protocol)) {
    throw new AdminRefusal(400, `Nothing of the protocol ${protocol} is captured.`);
  }
  const asked = { protocol, to: query.get("to"), limit, before };
  return json(
    200,
    platform()
      .scope()
      .read((at) => outboxPage(at, asked)),
  );
}

async function clear({ request, platform }: Asked): Promise<HttpResponse> {
  queryOf(request, []);
  return json(200, { cleared: await platform().scope().write(clearOutbox) });
}

/** Does what the owner of a phone does by answering STOP, in the default account and region unless others are named. */
async function optPhoneOut({ request, platform }: Asked): Promise<HttpResponse> {
  const { phoneNumber, account, region } = objectOf(request, ["phoneNumber", "account", "region"]);
  if (typeof phoneNumber !== "string" || !isPhoneNumber(phoneNumber)) {
    throw new AdminRefusal(400, 'Say which phone: {"phoneNumber": "+12065550100"}.');
  }
  const place = { ...textOf("account", account), ...textOf("region", region) };
  await platform()
    .scope(place)
    .write((at) => optOut(at, phoneNumber));
  return json(200, { optedOut: phoneNumber });
}

function textOf(name: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (typeof value === "string" && value !== "") return { [name]: value };
  throw new AdminRefusal(400, `What is given as ${name} is text, and not empty.`);
}
