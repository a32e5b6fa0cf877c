/** Decides whether what happened would cost less on AWS than was expected. */
import type { MeteredUsage } from "../../platform/metering/meter.ts";
import type { Finding } from "./expectation-report.ts";
import { priceDollars, RATE_CARD_DATE } from "./rate-card.ts";

/** What all of it costs, and what is wrong with that. */
export interface CostVerdict {
  readonly totalDollars: number;
  /** The bill; undefined when it is less than what was expected. */
  readonly failure: Finding | undefined;
}

/** By list prices on demand in us-east-1, without free tiers. @throws UnpricedUsage for usage that has no price here */
export function costVerdict(all: readonly MeteredUsage[], lessThanDollars: number): CostVerdict {
  const bill = new Map<string, { quantity: number; dollars: number }>();
  let totalDollars = 0;
  for (const usage of all) {
    const price = priceDollars(usage);
    totalDollars += price;
    const name = `${usage.service} ${usage.usageType}`;
    const before = bill.get(name) ?? { quantity: 0, dollars: 0 };
    bill.set(name, { quantity: before.quantity + usage.quantity, dollars: before.dollars + price });
  }
  if (totalDollars < lessThanDollars) return { totalDollars, failure: undefined };
  const lines = [...bill].toSorted((one, other) => other[1].dollars - one[1].dollars);
  return {
    totalDollars,
    failure: {
      sentence: `Expected a cost of less than $${lessThanDollars}; it is $${figure(totalDollars)} by the rate card of ${RATE_CARD_DATE}.`,
      found: lines.map(([name, { quantity, dollars }]) => `$${figure(dollars)}  ${name} x ${quantity}`),
    },
  };
}

function figure(dollars: number): string {
  return dollars.toFixed(9);
}
