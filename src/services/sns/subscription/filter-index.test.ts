/** The index of filter policies: it says what trying each of them says, and looks at few of them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterVerdict } from "../filter/filter-verdict.ts";
import { type MessageView, messageView } from "../filter/message-view.ts";
import { type FilterPolicy, parseFilterPolicy } from "../filter/parse-policy.ts";
import {
  attributePolicies,
  attributeSets,
  bodyPolicies,
  published,
} from "../filter/reference/filter-arbitraries.fixture.ts";
import { FilterPolicyRefusal } from "../filter/refusal.ts";
import { FILED_VALUES_MAX } from "../limits.ts";
import { contentKey } from "./content-key.ts";
import { audition, filterIndexOf } from "./filter-index.ts";
import type { Listener } from "./listener.ts";
import type { FilterPolicyScope, Protocol } from "./subscription.ts";

/** SLUICE_SEED repeats a run or makes another one, SLUICE_TOPICS a longer one. */
const SEED = Number(process.env["SLUICE_SEED"] ?? 20260116);
const TOPICS = Number(process.env["SLUICE_TOPICS"] ?? 400);

function listener(id: string, filterPolicy: FilterPolicy | undefined, protocol: Protocol = "sqs"): Listener {
  const subscription = {
    account: "000000000000",
    region: "us-east-1",
    topic: "orders",
    id,
    protocol,
    endpoint: `arn:aws:sqs:us-east-1:000000000000:${id}`,
    owner: "000000000000",
    principal: "arn:aws:iam::000000000000:root",
    createdAt: 0,
    confirmed: true,
    confirmationWasAuthenticated: true,
    authenticateOnUnsubscribe: false,
    settings: { rawMessageDelivery: true },
  };
  return { subscription, arn: `arn:${id}`, queue: undefined, filterPolicy };
}

function attributesOf(values: Readonly<Record<string, string | readonly string[]>>): MessageView {
  const attributes = Object.entries(values).map(([name, value]) =>
    typeof value === "string"
      ? { name, dataType: "String", value }
      : { name, dataType: "String.Array", value: JSON.stringify(value) },
  );
  return messageView({ message: "hello", attributes });
}

/** Who wants the message, and why each of the others does not. */
function heard(listeners: readonly Listener[], view: MessageView) {
  const { wanted, refused } = audition(filterIndexOf(listeners), view);
  const reasons = refused.flatMap(({ verdict, resources: { all, except } }) =>
    all.filter((arn) => except?.has(arn) !== true).map((arn) => [arn, verdict] as const),
  );
  return { wanted: wanted.map(({ arn }) => arn).toSorted(), reasons };
}

describe("an index of random policies", () => {
  it("wants what each policy by itself wants, and refuses all others once, under the same counter", () => {
    const policy = fc.oneof(
      { weight: 8, arbitrary: attributePolicies.map((document) => compiled(document, "MessageAttributes")) },
      { weight: 1, arbitrary: bodyPolicies.map((document) => compiled(document, "MessageBody")) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    const audience = fc.array(fc.tuple(policy, fc.constantFrom<Protocol>("sqs", "lambda")), { maxLength: 12 });
    const tally = { wanted: 0, refused: 0 };
    const property = fc.property(
      audience,
      fc.array(attributeSets, { minLength: 4, maxLength: 4 }),
      (asked, several) => {
        const listeners = asked.map(([each, protocol], index) => listener(String(index), each, protocol));
        for (const attributes of several) {
          const message = { message: '{"a":"x"}', protocolMessages: { lambda: '{"b":1}' } };
          const view = messageView({ ...message, attributes: published(attributes) });
          const expected = listeners.map((each) => [each, verdictOf(each, view)] as const);
          const { wanted, reasons } = heard(listeners, view);
          expect(wanted).toEqual(
            expected.flatMap(([{ arn }, verdict]) => (verdict === undefined ? [arn] : [])).toSorted(),
          );
          expect(reasons.map(([arn, { counter }]) => `${arn} ${counter}`).toSorted()).toEqual(
            expected
              .flatMap(([{ arn }, verdict]) => (verdict === undefined ? [] : [`${arn} ${verdict.counter}`]))
              .toSorted(),
          );
          tally.wanted += wanted.length;
          tally.refused += reasons.length;
        }
      },
    );
    const outcome = fc.check(property, { numRuns: TOPICS, seed: SEED });
    const again = `SLUICE_SEED=${SEED} npm test -- src/services/sns/subscription/filter-index`;
    expect(outcome.failed, `${fc.defaultReportMessage(outcome)}\nRepeat it: ${again}`).toBe(false);
    expect(Math.min(tally.wanted, tally.refused)).toBeGreaterThan(TOPICS);
  });
});

describe("policies on exact values", () => {
  const tenants = Array.from({ length: 1_000 }, (_, index) =>
    listener(
      `t${index}`,
      parseFilterPolicy(JSON.stringify({ type: ["order"], tenant: [`t${index}`] }), "MessageAttributes"),
    ),
  );

  it.each([
    [{ type: "order", tenant: "t7" }, ["arn:t7"], { "tenant is t7": 999 }],
    [{ type: "order", tenant: "nobody" }, [], { "tenant is nobody": 1_000 }],
    [{ type: "order", tenant: ["t3", "t9", "t3"] }, ["arn:t3", "arn:t9"], { "tenant is t3,t9,t3": 998 }],
    [{ type: "refund", tenant: "t7" }, [], { "tenant is t7": 999, "type is refund": 1 }],
    [{ type: "order" }, [], { "no tenant": 1_000 }],
  ])("for %j, with the reason of each", (values, wanted, told) => {
    const result = heard(tenants, attributesOf(values));
    expect(result.wanted).toEqual(wanted);
    const counts: Record<string, number> = {};
    for (const [, { reason }] of result.reasons) {
      const [, missing] = /no attribute "(\w+)"/.exec(reason) ?? [];
      const [, key, value = ""] = /attribute "(\w+)" is (.*), which/.exec(reason) ?? [];
      const name = missing === undefined ? `${key} is ${value.replaceAll(/["[\]]/g, "")}` : `no ${missing}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts).toEqual(told);
  });

  it("are tried one by one when they have more values than are filed", () => {
    const many = (first: number): string[] =>
      Array.from({ length: FILED_VALUES_MAX + 1 }, (_, index) => `t${first + index}`);
    const crowd = [0, 10, 100].map((first) =>
      listener(`from-${first}`, parseFilterPolicy(JSON.stringify({ tenant: many(first) }), "MessageAttributes")),
    );
    const { wanted, reasons } = heard(crowd, attributesOf({ tenant: "t12" }));
    expect([wanted, reasons.map(([arn]) => arn)]).toEqual([["arn:from-0", "arn:from-10"], ["arn:from-100"]]);
  });

  it("that refuse at once share one list and one reason", () => {
    const { refused } = audition(filterIndexOf(tenants), attributesOf({ type: "order", tenant: "t7" }));
    expect(refused).toHaveLength(1);
    expect(refused[0]?.resources.except).toEqual(new Set(["arn:t7"]));
  });
});

function verdictOf({ filterPolicy, subscription }: Listener, view: MessageView) {
  return filterPolicy === undefined ? undefined : filterVerdict(filterPolicy, view, contentKey(subscription));
}

/** The policy, unless it has too many combinations: no other refusal is expected. */
function compiled(document: object, scope: FilterPolicyScope): FilterPolicy | undefined {
  try {
    return parseFilterPolicy(JSON.stringify(document), scope);
  } catch (error) {
    if (error instanceof FilterPolicyRefusal && error.message.endsWith("is too complex")) return undefined;
    throw error;
  }
}
