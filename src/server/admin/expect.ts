/** The admin API's expectations: what a test in any language expects of queues, topics and functions, decided when the cloud has settled. */
import type { HttpResponse } from "../../platform/http.ts";
import type { Arrival } from "../expectations/arrivals.ts";
import type { Evidence } from "../expectations/evidence.ts";
import type { FunctionInvocation } from "../expectations/invocation-book.ts";
import type { Matcher } from "../expectations/matcher.ts";
import { type InvokedOptions, invocationVerdict, type MessageFate, messageVerdict } from "../expectations/verdict.ts";
import { AdminRefusal, objectOf } from "./admin-request.ts";
import { costExpectation } from "./expect-cost.ts";
import { drainExpectation } from "./expect-drain.ts";
import { answer, type Expecting, settledEvidence, subjectOf } from "./expecting.ts";

/** What can be expected, and of what: the member that names it is the expectation. */
const FATES = new Map<string, { readonly of: string; readonly fate: MessageFate }>([
  ["received", { of: "queue", fate: "received" }],
  ["deadLettered", { of: "queue", fate: "dead-lettered" }],
  ["published", { of: "topic", fate: "published" }],
]);
const INVOKED = "invoked";
const OUTCOMES: readonly unknown[] = ["returned", "failed", "timedOut", "exited"];
/** These are of another kind: they look at no events, and have members of their own. */
const OTHERS = new Map<string, (asked: Expecting) => Promise<HttpResponse>>([
  ["drains", drainExpectation],
  ["costsLessThan", costExpectation],
]);
const KINDS = [...FATES.keys(), INVOKED, ...OTHERS.keys()];
const MEMBERS = [...KINDS, "matching", "containing", "times", "outcome", "within"];

/** 200 when it is as expected; 412 with the whole report when it is not. Both show what was found. */
export async function expectation(asked: Expecting): Promise<HttpResponse> {
  const members = objectOf(asked.request, MEMBERS);
  const wanted = KINDS.filter((name) => members[name] !== undefined);
  const [what = ""] = wanted;
  const other = OTHERS.get(what);
  if (wanted.length === 1 && other !== undefined) return other(asked);
  const { [what]: name, within } = members;
  if (wanted.length !== 1 || typeof name !== "string" || name === "") {
    throw new AdminRefusal(400, `Say what is expected of what: one of ${KINDS.join(", ")}, with a name.`);
  }
  if (within !== undefined) throw new AdminRefusal(400, "The member within goes with drains.");
  const matcher = matcherOf(members);
  const options = optionsOf(members, what);
  const evidence = await settledEvidence(asked);
  const { of, fate } = FATES.get(what) ?? { of: "function", fate: undefined };
  const subject = subjectOf(asked, { name, what, of });
  if (fate === undefined) {
    const { found, failure } = invocationVerdict(evidence, { subject, matcher, options });
    return answer(evidence, failure, found.map(shownInvocation));
  }
  const { found, failure } = messageVerdict(evidence, fate, { subject, matcher, options });
  return answer(
    evidence,
    failure,
    found.map((each) => shownArrival(evidence, each)),
  );
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

function shownArrival({ messages }: Evidence, { body, record }: Arrival): object {
  const messageId = record.subject ?? "";
  const attributes = messages.get(messageId)?.attributes ?? {};
  return { messageId, body, attributes, at: new Date(record.at).toISOString(), cause: record.id };
}

function shownInvocation({ requestId, at, event, outcome, result, log }: FunctionInvocation): object {
  return { requestId, at: at.toISOString(), event, outcome, result, log };
}
