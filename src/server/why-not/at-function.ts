/** What became of an event at a function: through a queue's event source mapping, or invoked with it. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { resourceName } from "../story/resource-name.ts";
import type { Connection, Finding } from "./facts.ts";
import { momentPhrase } from "./phrases.ts";

/** Undefined when the function was not invoked with the event, nor tried to. */
export function foundAtFunction(arn: string, story: readonly LineageRecord[]): Finding | undefined {
  const here = story.filter(({ resource }) => resource === arn || resource.startsWith(`${arn}:`));
  const name = `function ${resourceName(arn)}`;
  const end = here.findLast(({ kind }) => kind === "lambda.event");
  if (end !== undefined && end.outcome !== "ok") {
    const verdict = end.outcome;
    if (verdict === "group-locked") return undefined;
    return { verdict, sentence: `The event of ${name} was ${words(end.outcome)}: ${end.reason ?? ""}` };
  }
  const result = here.findLast(({ kind }) => kind === "lambda.result");
  if (result !== undefined) {
    if (result.outcome === "ok") {
      return {
        verdict: "delivered",
        sentence: `It came to ${name}, which was done with it ${momentPhrase(result.at)}.`,
      };
    }
    const sentence = `It came to ${name}, which failed ${momentPhrase(result.at)}: ${result.reason ?? ""}`;
    return { verdict: "failed", sentence };
  }
  const throttled = here.findLast(({ kind }) => kind === "lambda.throttled");
  if (throttled !== undefined) {
    return { verdict: "throttled", sentence: `The invocation of ${name} was throttled: ${throttled.reason ?? ""}` };
  }
  const begun = here.findLast(({ kind }) => kind === "lambda.invocation");
  if (begun === undefined) return undefined;
  return { verdict: "in-flight", sentence: `It came to ${name} ${momentPhrase(begun.at)}, which is still at work.` };
}

/** What an event source mapping did with the message; undefined when it did not receive it. */
export function foundInMapping(connection: Connection, story: readonly LineageRecord[]): Finding | undefined {
  const own = story.filter(({ resource }) => resource === connection.arn);
  const filtered = own.findLast(({ outcome }) => outcome === "filtered-out");
  if (filtered !== undefined) return { verdict: "filtered-out", sentence: filtered.reason ?? "" };
  const begun = own.findLast(({ outcome }) => outcome === "ok");
  if (begun === undefined) return undefined;
  const name = `Function ${resourceName(connection.to)}`;
  const about = story.filter((each) => each.resource === connection.from.arn && each.subject === begun.subject);
  const redrive = about.findLast(({ outcome }) => outcome === "dead-lettered");
  const kept = own.findLast(({ outcome }) => outcome === "retried" || outcome === "throttled");
  const why = kept?.reason === undefined ? "" : ` The last attempt ended so: ${kept.reason}`;
  if (redrive !== undefined) {
    return { verdict: "dead-lettered", sentence: `${name} was tried with it. ${redrive.reason ?? ""}${why}` };
  }
  const deleted = about.findLast(({ kind }) => kind === "sqs.deleted");
  if (deleted !== undefined) {
    const sentence = `${name} was handed it ${momentPhrase(begun.at)}, and was done with it ${momentPhrase(deleted.at)}.`;
    return { verdict: "delivered", sentence };
  }
  if (kept !== undefined && kept.parent === begun.id) {
    const verdict = kept.outcome === "throttled" ? "throttled" : "retried";
    return { verdict, sentence: `${name} was handed it ${momentPhrase(begun.at)}. ${kept.reason ?? ""}` };
  }
  return { verdict: "in-flight", sentence: `${name} was handed it ${momentPhrase(begun.at)}, and is still at work.` };
}

function words(outcome: string): string {
  return outcome === "dead-lettered" ? "given up and dead-lettered" : outcome;
}
