/** The expectation that what happened would not cost more on AWS. */
import type { TestCloud } from "../test-cloud.ts";
import { expectationFailed } from "./expectation-failed.ts";
import { priceDollars, RATE_CARD_DATE } from "./rate-card.ts";

/**
 * Settles, and expects that everything so far costs less: list prices on demand in us-east-1, without free tiers.
 * @throws ExpectationFailed with the bill; Error for usage that has no price here
 */
export async function expectCostLessThan(cloud: TestCloud, dollars: number): Promise<void> {
  const { inside } = cloud;
  await inside.settle();
  const bill = new Map<string, { quantity: number; dollars: number }>();
  let total = 0;
  for (const usage of inside.usage()) {
    const price = priceDollars(usage);
    total += price;
    const name = `${usage.service} ${usage.usageType}`;
    const before = bill.get(name) ?? { quantity: 0, dollars: 0 };
    bill.set(name, { quantity: before.quantity + usage.quantity, dollars: before.dollars + price });
  }
  if (total < dollars) return;
  const lines = [...bill].toSorted((one, other) => other[1].dollars - one[1].dollars);
  throw await expectationFailed(inside, {
    sentence: `Expected a cost of less than $${dollars}; it is $${figure(total)} by the rate card of ${RATE_CARD_DATE}.`,
    found: lines.map(([name, { quantity, dollars: each }]) => `$${figure(each)}  ${name} x ${quantity}`),
  });
}

function figure(dollars: number): string {
  return dollars.toFixed(9);
}
