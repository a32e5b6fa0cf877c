/** What became of an event at a queue. */
import { unreachable } from "../../kernel/invariant.ts";
import { resourceName } from "../story/resource-name.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Facts, Finding, LyingMessage } from "./facts.ts";
import { countPhrase, momentPhrase } from "./phrases.ts";

/** Undefined when it did not come to the queue. */
export function foundAtQueue(
  arn: string,
  story: readonly LineageRecord[],
  { lying, clearings }: Facts,
): Finding | undefined {
  const here = story.filter((each) => each.resource === arn);
  const arrival = here.findLast((each) => each.kind === "sqs.message" && each.outcome === "ok");
  if (arrival === undefined) return duplicateOf(here);
  const own = here.filter((each) => each.subject === arrival.subject && each !== arrival);
  const name = `queue ${resourceName(arn)}`;
  const receives = own.filter(({ kind }) => kind === "sqs.received").length;
  const came = `Message ${arrival.subject} came to ${name} ${momentPhrase(arrival.at)}`;
  const deleted = own.findLast(({ kind }) => kind === "sqs.deleted");
  if (deleted !== undefined) {
    const sentence = `${came}, was received ${countPhrase(receives)} and deleted ${momentPhrase(deleted.at)}.`;
    return { verdict: "delivered", sentence };
  }
  const left = own.findLast(({ outcome }) => outcome === "dead-lettered" || outcome === "expired");
  if (left !== undefined) {
    const verdict = left.outcome === "expired" ? "expired" : "dead-lettered";
    return { verdict, sentence: `${came}. ${left.reason ?? ""}` };
  }
  const moved = story.find((each) => each.reason?.startsWith(`Moved from ${arn},`) === true);
  if (moved !== undefined) {
    return {
      verdict: "moved",
      sentence: `${came}, and was moved to queue ${resourceName(moved.resource)} ${momentPhrase(moved.at)}.`,
    };
  }
  const clearing = clearings.find((each) => each.resource === arn && each.at >= arrival.at);
  const found = lying.get(arn)?.find(({ messageId }) => messageId === arrival.subject);
  if (found === undefined && clearing !== undefined) {
    const what = clearing.kind === "sqs.PurgeQueue" ? "purged" : "deleted";
    return { verdict: "purged", sentence: `${came}; the queue was ${what} ${momentPhrase(clearing.at)}.` };
  }
  return lies(found, { came, receives });
}

function duplicateOf(here: readonly LineageRecord[]): Finding | undefined {
  const duplicate = here.find((each) => each.kind === "sqs.message" && each.outcome === "deduplicated");
  if (duplicate === undefined) return undefined;
  const sentence = `It was a duplicate of message ${duplicate.subject}. ${duplicate.reason ?? ""}`;
  return { verdict: "deduplicated", sentence };
}

function lies(
  found: LyingMessage | undefined,
  { came, receives }: { readonly came: string; readonly receives: number },
): Finding {
  if (found === undefined) {
    return {
      verdict: "waiting",
      sentence: `${came}, and lies behind the oldest messages, which are all that is looked at.`,
    };
  }
  const received = receives === 0 ? "nobody has received it yet" : `it was received ${countPhrase(receives)}`;
  switch (found.state) {
    case "in-flight":
      return { verdict: "in-flight", sentence: `${came}; ${received}, and it is in flight until ${found.visibleAt}.` };
    case "delayed":
      return { verdict: "delayed", sentence: `${came}, and is delayed until ${found.visibleAt}.` };
    case "visible":
      if (found.heldBy === undefined) {
        return { verdict: "waiting", sentence: `${came}, and waits there, visible: ${received}.` };
      }
      return {
        verdict: "group-locked",
        sentence: `${came}, and waits there for message ${found.heldBy}, which is before it in its group and not done with.`,
      };
    default:
      return unreachable(found.state);
  }
}
