/** The expectation that what happened would not cost more on AWS. */
import { costVerdict } from "../../server/expectations/cost-verdict.ts";
import type { TestCloud } from "../test-cloud.ts";
import { expectationFailed } from "./expectation-failed.ts";

/**
 * Settles, and expects that everything so far costs less: list prices on demand in us-east-1, without free tiers.
 * @throws ExpectationFailed with the bill; UnpricedUsage for usage that has no price here
 */
export async function expectCostLessThan(cloud: TestCloud, dollars: number): Promise<void> {
  const { inside } = cloud;
  await inside.settle();
  const { failure } = costVerdict(inside.usage(), dollars);
  if (failure !== undefined) throw expectationFailed(inside, failure);
}
