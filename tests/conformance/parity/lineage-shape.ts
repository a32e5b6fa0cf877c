/** What two runs of one scenario have in common: the tree of what happened, without ids and without the machine's doings. */
import type { LineageRecord } from "../../../src/platform/lineage/lineage.ts";

/** What events go through. Empty polls, metrics and logs are left out: nothing follows from them. */
export const KINDS: readonly string[] = [
  "apigateway.request",
  "apigateway.response",
  "cloudwatch.action",
  "cloudwatch.alarm",
  "fault",
  "lambda.event-source",
  "lambda.invocation",
  "lambda.result",
  "lambda.throttled",
  "s3.PutObject",
  "s3.delivery",
  "s3.notification",
  "sns.delivery",
  "sns.published",
  "sqs.DeleteMessageBatch",
  "sqs.SendMessage",
  "sqs.SendMessageBatch",
  "sqs.StartMessageMoveTask",
  "sqs.deleted",
  "sqs.duplicate",
  "sqs.message",
  "sqs.received",
  "sqs.redrive",
];

/** Where a deployment puts code, which is packed in another way when it runs in the process of the test. */
const ARTIFACTS = /:sluice-artifacts-/;
/** What is drawn by chance: an id, and the id of an API in front of its stage and route. */
const CHANCE = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const API_ID = /^[a-z0-9]{10}(?=\/\$default)/;

interface Told {
  readonly at: number;
  readonly lines: readonly string[];
}

/**
 * One line a record, below what it follows from: when, what, where, about which message, and how it ended. What happened
 * at the same moment for the same reason has no order, and is sorted.
 */
export function lineageShape(records: readonly LineageRecord[]): readonly string[] {
  const told = records.filter(({ kind, resource }) => KINDS.includes(kind) && !ARTIFACTS.test(resource));
  const ids = new Set(told.map(({ id }) => id));
  const childrenOf = (parent: string): readonly LineageRecord[] =>
    told.filter((record) => (ids.has(record.parent) ? record.parent : "") === parent);
  const messages = numbered(told);
  const start = Math.min(...told.map(({ at }) => at));
  const below = (parent: string, depth: number): readonly string[] =>
    childrenOf(parent)
      .map((record): Told => {
        const what = [record.kind, roleOf(record.resource), messages.get(record.subject ?? ""), record.outcome];
        const line = `${"  ".repeat(depth)}${what.filter(Boolean).join(" ")} +${record.at - start} ms`;
        return { at: record.at, lines: [line, ...below(record.id, depth + 1)] };
      })
      .toSorted((one, other) => one.at - other.at || compare(one.lines.join("\n"), other.lines.join("\n")))
      .flatMap(({ lines }) => lines);
  return below("", 0);
}

/** Messages by the order in which they came to be. */
function numbered(records: readonly LineageRecord[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kind, subject } of records) {
    if (kind !== "sqs.message" || subject === undefined || names.has(subject)) continue;
    names.set(subject, `message-${names.size + 1}`);
  }
  return names;
}

/** The name of what the template names; of what has a name that is drawn by chance, what it belongs to. */
function roleOf(resource: string): string {
  const role = resource.split(":").findLast((part) => !CHANCE.test(part)) ?? "";
  return role.replace(API_ID, "api");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
