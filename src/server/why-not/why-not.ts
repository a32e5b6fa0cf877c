/** What became of an event at the place where somebody misses it, as a sentence: reasoned from facts alone. */
import { unreachable } from "../../kernel/invariant.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { foundAtFunction, foundInMapping } from "./at-function.ts";
import { foundAtQueue } from "./at-queue.ts";
import { foundAtTopic, foundInNotification, foundInSubscription } from "./at-topic.ts";
import { eventStory } from "./event-story.ts";
import type { Connection, Facts, Finding, Target } from "./facts.ts";
import { PLACES_NAMED } from "./limits.ts";
import { targetPhrase } from "./phrases.ts";

export function whyNot(facts: Facts): Finding {
  const story = eventStory(facts.records, facts.message);
  if (story.length === 0) {
    const sentence = `Nothing is known of "${facts.message}". A server remembers its newest 50,000 acts, and none from before its start.`;
    return { verdict: "unknown-message", sentence };
  }
  return findingAt(facts.target, { facts, story, visited: new Set() });
}

interface Search {
  readonly facts: Facts;
  readonly story: readonly LineageRecord[];
  /** Targets that are being explained: connections may form a ring. */
  readonly visited: Set<string>;
}

function findingAt(target: Target, search: Search): Finding {
  const { facts, story, visited } = search;
  visited.add(target.arn);
  const incoming = facts.connections.filter((each) => each.to === target.arn || each.arn === target.arn);
  // Of a batch only the first message leads on to the invocation; what became of each, its mapping tells.
  const mappings = incoming.filter((each) => each.kind === "event-source");
  const found =
    firstOf(mappings, (each) => foundOnTheWay(each, search)) ??
    foundThere(target, search) ??
    firstOf(incoming, (each) => foundOnTheWay(each, search));
  if (found !== undefined) return found;
  const refused = story.findLast(({ resource, outcome }) => resource === target.arn && isRefusal(outcome));
  if (refused !== undefined) {
    const verdict = refused.outcome === "denied" || refused.outcome === "throttled" ? refused.outcome : "failed";
    return {
      verdict,
      sentence: `${capital(targetPhrase(target))} refused it (${refused.kind}): ${refused.reason ?? ""}`,
    };
  }
  const upstream = firstOf(incoming, (each) => explainUpstream(each, target, search));
  return upstream ?? neverSent(target, story);
}

function foundThere({ kind, arn }: Target, { facts, story }: Search): Finding | undefined {
  switch (kind) {
    case "queue":
      return foundAtQueue(arn, story, facts);
    case "function":
      return foundAtFunction(arn, story);
    case "topic":
      return foundAtTopic(arn, story);
    default:
      return undefined;
  }
}

function foundOnTheWay(connection: Connection, { story }: Search): Finding | undefined {
  switch (connection.kind) {
    case "subscription":
      return foundInSubscription(connection, story);
    case "event-source":
      return foundInMapping(connection, story);
    case "notification":
      return foundInNotification(connection, story);
    case "dead-letter":
      return undefined;
    default:
      return unreachable(connection.kind);
  }
}

/** Why nothing came out of a connection: it stands still, or nothing came into it. */
function explainUpstream(connection: Connection, target: Target, search: Search): Finding | undefined {
  const { from, idle } = connection;
  if (search.visited.has(from.arn) || from.kind === "bucket") return undefined;
  const before = findingAt(from, search);
  if (before.verdict === "never-sent") return undefined;
  const name = capital(targetPhrase(target));
  if (connection.kind === "dead-letter") {
    return {
      verdict: before.verdict,
      sentence: `${name} takes the dead letters of ${targetPhrase(from)}. ${before.sentence}`,
    };
  }
  const idleness = idle === undefined ? "" : ` It ${idle}.`;
  const sentence = `${name} is fed from ${targetPhrase(from)}.${idleness} ${before.sentence}`;
  return { verdict: idle === undefined ? before.verdict : "not-subscribed", sentence };
}

function neverSent(target: Target, story: readonly LineageRecord[]): Finding {
  const topics = placesOf(story, "sns.published");
  const name = targetPhrase(target);
  if (topics.length > 0 && (target.kind === "queue" || target.kind === "function")) {
    const sentence = `${capital(name)} is not subscribed to topic ${topics.join(" or ")}, and nothing else sent it there.`;
    return { verdict: "not-subscribed", sentence };
  }
  const places = [...placesOf(story, "sqs.message"), ...topics, ...placesOf(story, "lambda.invocation")];
  const where = places.length === 0 ? "" : ` It went to ${places.slice(0, PLACES_NAMED).join(", ")}.`;
  return { verdict: "never-sent", sentence: `Nothing sent it to ${name}.${where}` };
}

function placesOf(story: readonly LineageRecord[], kind: string): readonly string[] {
  const arns = story.filter((each) => each.kind === kind && each.outcome === "ok").map(({ resource }) => resource);
  return [...new Set(arns)].slice(0, PLACES_NAMED).map((arn) => arn.slice(arn.lastIndexOf(":") + 1));
}

function isRefusal(outcome: LineageRecord["outcome"]): boolean {
  return outcome === "denied" || outcome === "throttled" || outcome === "failed";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function firstOf<T>(given: readonly T[], find: (each: T) => Finding | undefined): Finding | undefined {
  for (const each of given) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
