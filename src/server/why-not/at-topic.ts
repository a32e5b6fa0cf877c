/** What became of an event at a topic, a subscription of it, or on its way out of a bucket. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { resourceName } from "../story/resource-name.ts";
import type { Connection, Finding } from "./facts.ts";
import { countPhrase, momentPhrase } from "./phrases.ts";

/** Undefined when it was not published to the topic. */
export function foundAtTopic(arn: string, story: readonly LineageRecord[]): Finding | undefined {
  const published = story.findLast((each) => each.kind === "sns.published" && each.resource === arn);
  if (published === undefined) return undefined;
  const name = `topic ${resourceName(arn)}`;
  if (published.outcome === "deduplicated") {
    const sentence = `It was a duplicate of message ${published.subject}. ${published.reason ?? ""}`;
    return { verdict: "deduplicated", sentence };
  }
  const sentence = `Message ${published.subject} was published to ${name} ${momentPhrase(published.at)}.`;
  return { verdict: "delivered", sentence };
}

/** What a subscription did with the message; undefined when it was not published to the topic. */
export function foundInSubscription(connection: Connection, story: readonly LineageRecord[]): Finding | undefined {
  const own = story.filter((each) => each.kind === "sns.delivery" && each.resource === connection.arn);
  const last = own.at(-1);
  const name = `${connection.to}, subscribed to topic ${resourceName(connection.from.arn)}`;
  if (last !== undefined) return deliveryFinding(last, { name, tries: own.length });
  const published = story.findLast((each) => each.kind === "sns.published" && each.resource === connection.from.arn);
  if (published === undefined || published.outcome !== "ok") return undefined;
  if (connection.idle !== undefined) return { verdict: "not-subscribed", sentence: `${name}, ${connection.idle}.` };
  if (connection.createdAt !== undefined && connection.createdAt > published.at) {
    const sentence = `It was published ${momentPhrase(published.at)}, before ${connection.to} was subscribed ${momentPhrase(connection.createdAt)}.`;
    return { verdict: "not-subscribed", sentence };
  }
  return {
    verdict: "in-flight",
    sentence: `It was published ${momentPhrase(published.at)} and is on its way to ${name}.`,
  };
}

function deliveryFinding(
  { outcome, reason = "", at }: LineageRecord,
  { name, tries }: { readonly name: string; readonly tries: number },
): Finding {
  switch (outcome) {
    case "ok":
      return { verdict: "delivered", sentence: `It was delivered to ${name}, ${momentPhrase(at)}.` };
    case "filtered-out":
      return { verdict: "filtered-out", sentence: `It was kept from ${name}: ${reason}` };
    case "retried":
      return {
        verdict: "retried",
        sentence: `It was tried ${countPhrase(tries)} to deliver it to ${name}, and will be again: ${reason}`,
      };
    case "dead-lettered":
      return {
        verdict: "dead-lettered",
        sentence: `It could not be delivered to ${name}, and was dead-lettered: ${reason}`,
      };
    default:
      return { verdict: "failed", sentence: `It could not be delivered to ${name}: ${reason}` };
  }
}

/** What a bucket's notification configuration did with the event; undefined when nothing happened in the bucket. */
export function foundInNotification(connection: Connection, story: readonly LineageRecord[]): Finding | undefined {
  const inBucket = story.filter(({ resource }) => resource.startsWith(`${connection.from.arn}/`));
  if (inBucket.length === 0) return undefined;
  const delivery = story.findLast((each) => each.kind === "s3.delivery" && each.resource === connection.to);
  if (delivery !== undefined) {
    const verdict = delivery.outcome === "retried" ? "retried" : "failed";
    return { verdict, sentence: `The notification was refused. ${delivery.reason ?? ""}` };
  }
  const filtered = inBucket.find(
    ({ outcome, reason }) => outcome === "filtered-out" && reason?.includes(` ${connection.arn} `) === true,
  );
  if (filtered !== undefined) return { verdict: "filtered-out", sentence: filtered.reason ?? "" };
  const notified = inBucket.find((each) => each.kind === "s3.notification" && each.outcome === "ok");
  if (notified !== undefined) {
    return {
      verdict: "in-flight",
      sentence: `The notification of ${momentPhrase(notified.at).slice(3)} is on its way.`,
    };
  }
  const bucket = `bucket ${resourceName(connection.from.arn)}`;
  const sentence = `The notification configuration ${connection.arn} of ${bucket} does not ask for this kind of event.`;
  return { verdict: "not-subscribed", sentence };
}
