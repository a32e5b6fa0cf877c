/** The admin API under /_sluice/, and the two paths of it that set-ups for other local clouds already ask. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import type { HttpRoute } from "../../platform/service.ts";
import { peekQueue } from "../../services/sqs/peek.ts";
import { VERSION } from "../version.ts";
import { AdminRefusal, json, objectOf, queryOf } from "./admin-request.ts";
import { moveClock } from "./clock-control.ts";

/** How many lineage records or messages one answer holds unless fewer are asked for. */
const LONGEST_LISTING = 1_000;

type Answer = (request: HttpRequest, platform: Platform) => HttpResponse | Promise<HttpResponse>;

/** What is asked by method and path. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "GET /_sluice/health": (_, platform) => health(platform),
  "GET /_localstack/health": (_, platform) => health(platform),
  "GET /_sluice/clock": (_, platform) => clockAnswer(platform),
  "POST /_sluice/clock": async (request, platform) => {
    await moveClock(platform.clock, objectOf(request), () => platform.settle());
    return clockAnswer(platform);
  },
  "GET /_sluice/settle": (_, platform) => json(200, { unsettled: platform.unsettled() }),
  "POST /_sluice/settle": async (_, platform) => {
    await platform.settle();
    return json(200, { settled: true });
  },
  "GET /_sluice/lineage": (request, platform) => {
    const query = queryOf(request);
    const trace = query.get("trace");
    if (trace !== null) return json(200, { records: platform.lineage.trace(trace) });
    const limit = Math.min(Number(query.get("limit") ?? LONGEST_LISTING) || LONGEST_LISTING, LONGEST_LISTING);
    const named = (name: string): Record<string, string> => {
      const value = query.get(name);
      return value === null ? {} : { [name]: value };
    };
    const asked = { ...named("subject"), ...named("resource"), ...named("kind"), limit };
    return json(200, { records: platform.lineage.find(asked) });
  },
  "GET /_sluice/usage": (request, platform) =>
    json(200, { usage: platform.usage(Number(queryOf(request).get("since") ?? 0) || 0) }),
  "GET /_sluice/queue": peek,
  "GET /_aws/sqs/messages": peek,
};

/** The route of all of them. */
export function adminRoute(platform: Platform): HttpRoute {
  return {
    name: "admin",
    claims: (_, path) =>
      path.startsWith("/_sluice/") || path === "/_localstack/health" || path === "/_aws/sqs/messages",
    async handle(request) {
      const answer = ANSWERS[`${request.method} ${request.path}`];
      if (answer === undefined) return json(404, { message: `There is no ${request.method} ${request.path}.` });
      try {
        return await answer(request, platform);
      } catch (error) {
        if (!(error instanceof AdminRefusal)) throw error;
        return json(error.statusCode, { message: error.message });
      }
    },
  };
}

function health(platform: Platform): HttpResponse {
  const failure = platform.store.failure();
  const services = Object.fromEntries(platform.services.map((each) => [each.model.metadata.name, "running"]));
  if (failure !== undefined) {
    return json(503, { status: "failed", reason: failure.message, version: VERSION, services });
  }
  return json(200, { status: "running", version: VERSION, edition: "sluice", services });
}

function clockAnswer({ clock }: Platform): HttpResponse {
  return json(200, { now: new Date(clock.now()).toISOString(), milliseconds: clock.now() });
}

function peek(request: HttpRequest, platform: Platform): HttpResponse {
  const url = queryOf(request).get("QueueUrl");
  if (url === null) throw new AdminRefusal(400, "Say which queue: ?QueueUrl=...");
  const messages = platform.scope().read((at) => peekQueue(at, url, LONGEST_LISTING));
  if (messages === undefined) throw new AdminRefusal(404, `There is no queue ${url}.`);
  return json(200, { messages });
}
