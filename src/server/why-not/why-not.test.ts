/** What became of an event, reasoned from facts: one row for each way in which it can fail to arrive. */
import { describe, expect, it } from "vitest";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Connection, Facts, LyingMessage, Target } from "./facts.ts";
import { whyNot } from "./why-not.ts";

const PLACE = "us-east-1:000000000000";
const ORDERS = `arn:aws:sns:${PLACE}:orders`;
const SUBSCRIPTION = `${ORDERS}:1c8a9a5e-0f6a-4d6e-9f63-6a1c2c1d2e3f`;
const JOBS = `arn:aws:sqs:${PLACE}:jobs`;
const DEAD = `arn:aws:sqs:${PLACE}:dead`;
const WORKER = `arn:aws:lambda:${PLACE}:function:worker`;
const MAPPING = `arn:aws:lambda:${PLACE}:event-source-mapping:m`;
const BUCKET = "arn:aws:s3:::uploads";

const START = Date.UTC(2026, 0, 15, 12);
const NOON = "2026-01-15T12:00:00.000Z";

const topic: Target = { kind: "topic", arn: ORDERS };
const queue: Target = { kind: "queue", arn: JOBS };
const dead: Target = { kind: "queue", arn: DEAD };
const worker: Target = { kind: "function", arn: WORKER };
const subscription: Target = { kind: "subscription", arn: SUBSCRIPTION };

const subscribed: Connection = { kind: "subscription", arn: SUBSCRIPTION, from: topic, to: JOBS, createdAt: 0 };
const mapped: Connection = { kind: "event-source", arn: MAPPING, from: queue, to: WORKER };
const redriven: Connection = { kind: "dead-letter", arn: `${JOBS}/dead-letter`, from: queue, to: DEAD };
const notified: Connection = { kind: "notification", arn: "rule-1", from: { kind: "bucket", arn: BUCKET }, to: JOBS };

/** A record in short: id, what it is below, kind, resource, and what differs from an `ok` at noon about message `m`. */
type Short = [id: string, parent: string, kind: string, resource: string, more?: Partial<LineageRecord>];
const recordOf = ([id, parent, kind, resource, more = {}]: Short): LineageRecord => ({
  id,
  parent,
  kind,
  resource,
  outcome: "ok",
  at: START,
  subject: "m",
  ...more,
});

const published: Short = ["p", "r", "sns.published", ORDERS];
const sent: Short = ["s", "p", "sqs.SendMessage", JOBS, { subject: "request" }];
const arrived: Short = ["a", "s", "sqs.message", JOBS, { subject: "n" }];
const of = (subject: string, more: Partial<LineageRecord> = {}): Partial<LineageRecord> => ({ subject, ...more });
const received: Short = ["g", "a", "sqs.received", JOBS, of("n")];
const begun: Short = ["b", "a", "lambda.event-source", MAPPING, of("n")];
const upload: Short = ["u", "", "s3.PutObject", `${BUCKET}/a.txt`, of("request")];

interface Row {
  readonly records: readonly Short[];
  readonly target: Target;
  readonly message?: string;
  readonly connections?: readonly Connection[];
  readonly lying?: Partial<LyingMessage>;
  readonly clearings?: readonly Short[];
}

function factsOf({ records, target, message = "m", connections = [], lying, clearings = [] }: Row): Facts {
  const found = lying === undefined ? [] : [{ messageId: "n", state: "visible" as const, ...lying }];
  return {
    message,
    target,
    records: records.map(recordOf),
    connections,
    lying: new Map([[JOBS, found]]),
    clearings: clearings.map(recordOf),
  };
}

describe("at a queue an event", () => {
  const route = { target: queue, connections: [subscribed] };
  it.each<[name: string, row: Row, verdict: string, sentence: RegExp]>([
    ["is unknown", { ...route, records: [] }, "unknown-message", /^Nothing is known of "m"/],
    [
      "was kept out by the filter policy, whose key is named",
      {
        ...route,
        records: [
          published,
          [
            "d",
            "p",
            "sns.delivery",
            SUBSCRIPTION,
            { outcome: "filtered-out", reason: 'The key "colour" is not blue.' },
          ],
        ],
      },
      "filtered-out",
      /kept from .*jobs, subscribed to topic orders: The key "colour" is not blue\./,
    ],
    [
      "is tried again",
      {
        ...route,
        records: [
          published,
          ["d", "p", "sns.delivery", SUBSCRIPTION, { outcome: "retried", reason: "No." }],
          ["e", "p", "sns.delivery", SUBSCRIPTION, { outcome: "retried", reason: "Not yet." }],
        ],
      },
      "retried",
      /tried 2 times .* and will be again: Not yet\./,
    ],
    [
      "was given up by the topic",
      {
        ...route,
        records: [published, ["d", "p", "sns.delivery", SUBSCRIPTION, { outcome: "dead-lettered", reason: "Denied." }]],
      },
      "dead-lettered",
      /could not be delivered .* dead-lettered: Denied\./,
    ],
    [
      "was refused",
      {
        ...route,
        records: [published, ["d", "p", "sns.delivery", SUBSCRIPTION, { outcome: "failed", reason: "Denied." }]],
      },
      "failed",
      /could not be delivered to .*: Denied\./,
    ],
    [
      "waits for a confirmation",
      { ...route, connections: [{ ...subscribed, idle: "has not confirmed its subscription" }], records: [published] },
      "not-subscribed",
      /jobs, subscribed to topic orders, has not confirmed its subscription\./,
    ],
    [
      "came before the subscription",
      { ...route, connections: [{ ...subscribed, createdAt: START + 1 }], records: [published] },
      "not-subscribed",
      /published at 2026-01-15T12:00:00\.000Z, before .* was subscribed at 2026-01-15T12:00:00\.001Z/,
    ],
    ["is on its way", { ...route, records: [published] }, "in-flight", /is on its way to/],
    [
      "was a duplicate",
      {
        target: queue,
        records: [
          ["s", "", "sqs.SendMessage", JOBS, of("r")],
          ["a", "s", "sqs.message", JOBS, { outcome: "deduplicated", reason: "Within five minutes." }],
        ],
      },
      "deduplicated",
      /duplicate of message m\. Within five minutes\./,
    ],
    [
      "was denied at the door",
      {
        target: queue,
        message: "r",
        records: [["s", "", "sqs.SendMessage", JOBS, of("r", { outcome: "denied", reason: "No access." })]],
      },
      "denied",
      /^Queue jobs refused it \(sqs\.SendMessage\): No access\./,
    ],
    [
      "was throttled at the door",
      {
        target: queue,
        message: "r",
        records: [["s", "", "sqs.SendMessage", JOBS, of("r", { outcome: "throttled", reason: "Slow down." })]],
      },
      "throttled",
      /refused it .*Slow down\./,
    ],
    [
      "was delivered",
      {
        ...route,
        records: [published, sent, arrived, received, ["x", "a", "sqs.deleted", JOBS, of("n", { at: START + 5 })]],
      },
      "delivered",
      /^Message n came to queue jobs at 2026-01-15T12:00:00\.000Z, was received once and deleted at 2026-01-15T12:00:00\.005Z\.$/,
    ],
    [
      "waits",
      { ...route, records: [published, sent, arrived], lying: {} },
      "waiting",
      /waits there, visible: nobody has received it yet\./,
    ],
    [
      "is delayed",
      { ...route, records: [published, sent, arrived], lying: { state: "delayed", visibleAt: NOON } },
      "delayed",
      /is delayed until 2026-01-15T12:00:00\.000Z\./,
    ],
    [
      "is in flight",
      { ...route, records: [published, sent, arrived, received], lying: { state: "in-flight", visibleAt: NOON } },
      "in-flight",
      /received once, and it is in flight until 2026-01-15T12:00:00\.000Z\./,
    ],
    [
      "is held by its group",
      { ...route, records: [published, sent, arrived], lying: { heldBy: "l" } },
      "group-locked",
      /waits there for message l, which is before it in its group/,
    ],
    [
      "lies too deep to be seen",
      { ...route, records: [published, sent, arrived] },
      "waiting",
      /behind the oldest messages/,
    ],
    [
      "expired",
      {
        ...route,
        records: [
          published,
          sent,
          arrived,
          ["x", "a", "sqs.message", JOBS, of("n", { outcome: "expired", reason: "Too old." })],
        ],
      },
      "expired",
      /came to queue jobs .*\. Too old\./,
    ],
    [
      "was dead-lettered",
      {
        ...route,
        records: [
          published,
          sent,
          arrived,
          ["x", "a", "sqs.redrive", JOBS, of("n", { outcome: "dead-lettered", reason: "It was received 3 times." })],
        ],
      },
      "dead-lettered",
      /came to queue jobs .*\. It was received 3 times\./,
    ],
    [
      "was purged",
      {
        ...route,
        records: [published, sent, arrived],
        clearings: [["c", "", "sqs.PurgeQueue", JOBS, { at: START + 9 }]],
      },
      "purged",
      /the queue was purged at 2026-01-15T12:00:00\.009Z\./,
    ],
    [
      "was moved on",
      {
        target: queue,
        records: [
          ["a", "", "sqs.message", JOBS],
          ["v", "a", "sqs.message", DEAD, of("o", { reason: `Moved from ${JOBS}, where it was message m.` })],
        ],
      },
      "moved",
      /was moved to queue dead/,
    ],
    [
      "was for those who subscribed",
      { target: queue, records: [published] },
      "not-subscribed",
      /^Queue jobs is not subscribed to topic orders, and nothing else sent it there\.$/,
    ],
    [
      "went elsewhere",
      { target: dead, records: [["a", "", "sqs.message", JOBS]] },
      "never-sent",
      /^Nothing sent it to queue dead\. It went to jobs\.$/,
    ],
    [
      "is no dead letter yet",
      {
        target: dead,
        connections: [redriven],
        records: [["a", "", "sqs.message", JOBS, of("n")]],
        message: "n",
        lying: {},
      },
      "waiting",
      /^Queue dead takes the dead letters of queue jobs\. Message n came to queue jobs .* waits there/,
    ],
  ])("%s", (_, row, verdict, sentence) => {
    expect(whyNot(factsOf(row))).toEqual({ verdict, sentence: expect.stringMatching(sentence) });
  });
});

describe("at a function an event", () => {
  const route = { target: worker, connections: [mapped, subscribed] };
  const kept: Short = [
    "k",
    "b",
    "lambda.event-source",
    MAPPING,
    of("n", { outcome: "retried", reason: "Error: broken." }),
  ];
  it.each<[name: string, row: Row, verdict: string, sentence: RegExp]>([
    [
      "was kept out by the mapping's filter",
      {
        ...route,
        records: [
          published,
          sent,
          arrived,
          ["f", "a", "lambda.event-source", MAPPING, of("n", { outcome: "filtered-out", reason: "It matches none." })],
        ],
      },
      "filtered-out",
      /^It matches none\.$/,
    ],
    [
      "is at work",
      { ...route, records: [published, sent, arrived, begun] },
      "in-flight",
      /^Function worker was handed it .* still at work/,
    ],
    [
      "failed, and comes again",
      { ...route, records: [published, sent, arrived, begun, kept] },
      "retried",
      /was handed it .*\. Error: broken\./,
    ],
    [
      "failed too often",
      {
        ...route,
        records: [
          published,
          sent,
          arrived,
          begun,
          kept,
          ["x", "a", "sqs.redrive", JOBS, of("n", { outcome: "dead-lettered", reason: "It was received 3 times." })],
        ],
      },
      "dead-lettered",
      /was tried with it\. It was received 3 times\. The last attempt ended so: Error: broken\./,
    ],
    [
      "was handled",
      { ...route, records: [published, sent, arrived, begun, ["x", "a", "sqs.deleted", JOBS, of("n")]] },
      "delivered",
      /was handed it .*, and was done with it/,
    ],
    [
      "lies in a queue whose mapping is disabled",
      {
        ...route,
        connections: [{ ...mapped, idle: "does not poll, because its event source mapping is Disabled" }],
        records: [published, sent, arrived],
        lying: {},
      },
      "not-subscribed",
      /^Function worker is fed from queue jobs\. It does not poll, because .* Disabled\. Message n came to queue jobs/,
    ],
    [
      "was filtered out on the way to its queue",
      {
        ...route,
        records: [
          published,
          ["d", "p", "sns.delivery", SUBSCRIPTION, { outcome: "filtered-out", reason: "Not blue." }],
        ],
      },
      "filtered-out",
      /^Function worker is fed from queue jobs\. It was kept from .*: Not blue\./,
    ],
    [
      "was throttled",
      {
        target: worker,
        message: "r",
        records: [["i", "", "lambda.throttled", WORKER, of("r", { outcome: "throttled", reason: "Rate Exceeded." })]],
      },
      "throttled",
      /was throttled: Rate Exceeded\./,
    ],
    [
      "made it fail",
      {
        target: worker,
        message: "r",
        records: [
          ["i", "", "lambda.invocation", WORKER, of("r")],
          ["j", "i", "lambda.result", WORKER, of("r", { outcome: "failed", reason: "Error: no." })],
        ],
      },
      "failed",
      /function worker, which failed at .*: Error: no\./,
    ],
    [
      "was handled at once",
      {
        target: worker,
        message: "r",
        records: [
          ["i", "", "lambda.invocation", WORKER, of("r")],
          ["j", "i", "lambda.result", WORKER, of("r")],
        ],
      },
      "delivered",
      /was done with it at/,
    ],
    [
      "became too old",
      {
        target: worker,
        message: "r",
        records: [["e", "", "lambda.event", WORKER, of("r", { outcome: "expired", reason: "EventAgeExceeded." })]],
      },
      "expired",
      /was expired: EventAgeExceeded\./,
    ],
  ])("%s", (_, row, verdict, sentence) => {
    expect(whyNot(factsOf(row))).toEqual({ verdict, sentence: expect.stringMatching(sentence) });
  });
});

describe("elsewhere an event", () => {
  it.each<[name: string, row: Row, verdict: string, sentence: RegExp]>([
    [
      "came to its topic",
      { target: topic, records: [published] },
      "delivered",
      /^Message m was published to topic orders at/,
    ],
    [
      "was a duplicate for its topic",
      { target: topic, records: [["p", "", "sns.published", ORDERS, { outcome: "deduplicated", reason: "Again." }]] },
      "deduplicated",
      /duplicate of message m\. Again\./,
    ],
    [
      "came to a subscription",
      {
        target: subscription,
        connections: [subscribed],
        records: [published, ["d", "p", "sns.delivery", SUBSCRIPTION]],
      },
      "delivered",
      /^It was delivered to .*jobs, subscribed to topic orders, at/,
    ],
    [
      "did not match a notification's suffix",
      {
        target: queue,
        connections: [notified],
        message: "a.txt",
        records: [
          upload,
          [
            "n",
            "u",
            "s3.notification",
            `${BUCKET}/a.txt`,
            of("a.txt", {
              outcome: "filtered-out",
              reason: 'The key does not end with ".csv", as the notification configuration rule-1 asks.',
            }),
          ],
        ],
      },
      "filtered-out",
      /does not end with "\.csv"/,
    ],
    [
      "was of a kind that nobody asked to hear of",
      { target: queue, connections: [notified], message: "request", records: [upload] },
      "not-subscribed",
      /configuration rule-1 of bucket uploads does not ask for this kind of event/,
    ],
    [
      "was refused by the notification's destination",
      {
        target: queue,
        connections: [notified],
        message: "a.txt",
        records: [
          upload,
          ["n", "u", "s3.notification", `${BUCKET}/a.txt`, of("a.txt")],
          ["d", "n", "s3.delivery", JOBS, of("a.txt", { outcome: "failed", reason: "It answered AccessDenied." })],
        ],
      },
      "failed",
      /The notification was refused\. It answered AccessDenied\./,
    ],
  ])("%s", (_, row, verdict, sentence) => {
    expect(whyNot(factsOf(row))).toEqual({ verdict, sentence: expect.stringMatching(sentence) });
  });

  it("is not taken for another one of its batch", () => {
    const batch: readonly Short[] = [
      ["r", "", "sqs.SendMessageBatch", JOBS, of("request")],
      ["a", "r", "sqs.message", JOBS, of("n", { outcome: "deduplicated", reason: "Again." })],
      ["b", "r", "sqs.message", JOBS, of("o")],
    ];
    expect(whyNot(factsOf({ target: queue, message: "n", records: batch })).verdict).toBe("deduplicated");
    expect(whyNot(factsOf({ target: queue, message: "o", records: batch, lying: { messageId: "o" } })).verdict).toBe(
      "waiting",
    );
  });

  it("is found although connections form a ring", () => {
    const back: Connection = { kind: "dead-letter", arn: "back", from: dead, to: JOBS };
    const row = { target: dead, connections: [redriven, back], records: [["a", "", "sns.published", ORDERS] as Short] };
    expect(whyNot(factsOf(row)).verdict).toBe("not-subscribed");
  });
});
