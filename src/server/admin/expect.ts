/** The admin API's expectations: what a test in any language expects of queues, topics and functions, decided when the cloud has settled. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Arrival } from "../expectations/arrivals.ts";
import type { Evidence } from "../expectations/evidence.ts";
import { expectationReport, type Finding } from "../expectations/expectation-report.ts";
import { findSubject } from "../expectations/find-subject.ts";
import type { FunctionInvocation } from "../expectations/invocation-book.ts";
import { FOUND_SHOWN } from "../expectations/limits.ts";
import type { Matcher } from "../expectations/matcher.ts";
import type { Observation } from "../expectations/observation.ts";
import { queueDepths } from "../expectations/queue-depths.ts";
import { type InvokedOptions, invocationVerdict, type MessageFate, messageVerdict } from "../expectations/verdict.ts";
import { AdminRefusal, json, objectOf } from "./admin-request.ts";

interface Asked {
  readonly request: HttpRequest;
  readonly platform: () => Platform;
  /** Undefined where nothing is remembered for expectations. */
  readonly observation: Observation | undefined;
  readonly signal: AbortSignal;
}

/** What can be expected, and of what: the member that names it is the expectation. */
const FATES = new Map<string, { readonly of: string; readonly fate: MessageFate }>([
  ["received", { of: "queue", fate: "received" }],
  ["deadLettered", { of: "queue", fate: "dead-lettered" }],
  ["published", { of: "topic", fate: "published" }],
]);
const INVOKED = "invoked";
const OUTCOMES: readonly unknown[] = ["returned", "failed", "timedOut", "exited"];
const MEMBERS = [...FATES.keys(), INVOKED, "matching", "containing", "times", "outcome"];

/** 200 when it is as expected; 412 with the whole report when it is not. Both show what was found. */
export async function expectation({ request, platform, observation, signal }: Asked): Promise<HttpResponse> {
  const members = objectOf(request, MEMBERS);
  const wanted = [...FATES.keys(), INVOKED].filter((name) => members[name] !== undefined);
  const [what = ""] = wanted;
  const name = members[what];
  if (wanted.length !== 1 || typeof name !== "string" || name === "") {
    throw new AdminRefusal(
      400,
      `Say what is expected of what: one of ${[...FATES.keys(), INVOKED].join(", ")}, with a name.`,
    );
  }
  const matcher = matcherOf(members);
  const options = optionsOf(members, what);
  if (observation === undefined) {
    throw new AdminRefusal(409, "This server remembers nothing for expectations: start it with --clock virtual.");
  }
  if (!platform().lineage.isOn) {
    throw new AdminRefusal(409, "Expectations are decided by lineage, and this server was started with --lineage off.");
  }
  await platform().settle(signal);
  if (signal.aborted) throw new AdminRefusal(503, "The cloud stops, and has not settled.");
  const { kind, arn } = findSubject(platform(), name);
  const { of, fate } = FATES.get(what) ?? { of: "function", fate: undefined };
  if (kind !== of) throw new AdminRefusal(400, `${name} is a ${kind}, and ${what} is expected of a ${of}.`);
  const evidence = evidenceOf(platform(), observation);
  const asked = { subject: { arn, name }, matcher, options };
  if (fate === undefined) {
    const { found, failure } = invocationVerdict(evidence, asked);
    return answer(evidence, failure, found.map(shownInvocation));
  }
  const { found, failure } = messageVerdict(evidence, fate, asked);
  return answer(
    evidence,
    failure,
    found.map((each) => shownArrival(observation, each)),
  );
}

function evidenceOf(platform: Platform, { messages, invocations }: Observation): Evidence {
  return { lineage: () => platform.lineage, messages, invocations, depths: () => queueDepths(platform) };
}

function answer(evidence: Evidence, failure: Finding | undefined, all: readonly object[]): HttpResponse {
  const shown = { count: all.length, found: all.slice(-FOUND_SHOWN) };
  if (failure === undefined) return json(200, { held: true, ...shown });
  return json(412, { held: false, message: expectationReport(evidence, failure), ...shown });
}

function matcherOf({ matching, containing }: Readonly<Record<string, unknown>>): Matcher | undefined {
  if (matching !== undefined && containing !== undefined) {
    throw new AdminRefusal(400, "Say matching or containing, not both.");
  }
  if (containing !== undefined) {
    if (typeof containing !== "string") throw new AdminRefusal(400, "The member containing is text.");
    // Every character stands for itself, so that no pattern of a client runs here.
    return new RegExp(containing.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  }
  if (matching === undefined || typeof matching === "string") return matching;
  if (typeof matching === "object" && matching !== null) return matching;
  throw new AdminRefusal(
    400,
    "The member matching is text that is equal, or an object or list that is part of the JSON.",
  );
}

function optionsOf({ times, outcome }: Readonly<Record<string, unknown>>, what: string): InvokedOptions {
  if (times !== undefined && !(typeof times === "number" && Number.isSafeInteger(times) && times >= 0)) {
    throw new AdminRefusal(400, "The member times is a whole number from 0 on.");
  }
  if (outcome !== undefined && (what !== INVOKED || !OUTCOMES.includes(outcome))) {
    throw new AdminRefusal(400, `The member outcome goes with ${INVOKED}, and is one of ${OUTCOMES.join(", ")}.`);
  }
  return {
    ...(times === undefined ? {} : { times }),
    // It is one of the outcomes, as was just seen.
    ...(outcome === undefined ? {} : { outcome: outcome as FunctionInvocation["outcome"] }),
  };
}

function shownArrival({ messages }: Observation, { body, record }: Arrival): object {
  const messageId = record.subject ?? "";
  const attributes = messages.get(messageId)?.attributes ?? {};
  return { messageId, body, attributes, at: new Date(record.at).toISOString(), cause: record.id };
}

function shownInvocation({ requestId, at, event, outcome, result, log }: FunctionInvocation): object {
  return { requestId, at: at.toISOString(), event, outcome, result, log };
}
