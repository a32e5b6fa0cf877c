/** Random policies on random messages: what the real matcher says, the plain one says as well. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FilterPolicyScope } from "../../subscription/subscription.ts";
import { filterVerdict } from "../filter-verdict.ts";
import { messageView } from "../message-view.ts";
import { type FilterPolicy, parseFilterPolicy } from "../parse-policy.ts";
import { FilterPolicyRefusal } from "../refusal.ts";
import { attributePolicies, attributeSets, bodies, bodyPolicies, published } from "./filter-arbitraries.fixture.ts";
import { acceptsAttributes, acceptsBody, type PolicyDocument } from "./reference-matcher.fixture.ts";

/** SLUICE_SEED repeats a run or makes another one, SLUICE_POLICIES a longer one. */
const SEED = Number(process.env["SLUICE_SEED"] ?? 20260115);
const POLICIES = Number(process.env["SLUICE_POLICIES"] ?? 8_000);
/** Arrays in a body multiply what the plain matcher has to look at. */
const BODY_CHARACTERS_MAX = 400;

/** Counts, so that a run in which nothing ever matches is not taken for a good one. */
interface Tally {
  accepted: number;
  kept: number;
}

describe("the matcher", () => {
  it("agrees with the plain one on bodies", () => {
    const tally = { accepted: 0, kept: 0 };
    const message = fc.array(bodies, { minLength: 4, maxLength: 4 });
    check(
      fc.property(bodyPolicies, message, (document, several) => {
        const policy = compiled(document, "MessageBody");
        for (const body of several) {
          const text = JSON.stringify(body);
          if (text.length > BODY_CHARACTERS_MAX) continue;
          const expected = acceptsBody(document, body);
          count(tally, expected);
          const verdict = filterVerdict(policy, messageView({ message: text, attributes: [] }), "sqs");
          if ((verdict === undefined) !== expected) throw new Error(told(document, body, verdict?.reason));
        }
      }),
    );
    expectBoth(tally);
  });

  it("agrees with the plain one on attributes", () => {
    const tally = { accepted: 0, kept: 0 };
    const message = fc.array(attributeSets, { minLength: 4, maxLength: 4 });
    check(
      fc.property(attributePolicies, message, (document, several) => {
        const policy = compiled(document, "MessageAttributes");
        for (const attributes of several) {
          const expected = acceptsAttributes(document, attributes);
          count(tally, expected);
          const view = messageView({ message: "hello", attributes: published(attributes) });
          const verdict = filterVerdict(policy, view, "sqs");
          if ((verdict === undefined) !== expected) throw new Error(told(document, attributes, verdict?.reason));
        }
      }),
    );
    expectBoth(tally);
  });
});

function check<T>(property: fc.IProperty<T>): void {
  const outcome = fc.check(property, { numRuns: POLICIES, seed: SEED, maxSkipsPerRun: 100 });
  if (!outcome.failed) return;
  const again = `SLUICE_SEED=${SEED} npm test -- src/services/sns/filter/reference`;
  throw new Error(`${fc.defaultReportMessage(outcome)}\nRepeat it: ${again}`, { cause: outcome.errorInstance });
}

/** The policy, unless it has too many combinations: no other refusal is expected. */
function compiled(document: PolicyDocument, scope: FilterPolicyScope): FilterPolicy {
  try {
    return parseFilterPolicy(JSON.stringify(document), scope);
  } catch (error) {
    fc.pre(!(error instanceof FilterPolicyRefusal && error.message.endsWith("is too complex")));
    throw error;
  }
}

function count(tally: Tally, isAccepted: boolean): void {
  if (isAccepted) tally.accepted++;
  else tally.kept++;
}

function expectBoth({ accepted, kept }: Tally): void {
  expect(accepted).toBeGreaterThan(POLICIES / 4);
  expect(kept).toBeGreaterThan(POLICIES / 4);
}

function told(document: unknown, message: unknown, reason: string | undefined): string {
  return `${JSON.stringify(document)} with ${JSON.stringify(message)}: ${reason ?? "accepted"}`;
}
