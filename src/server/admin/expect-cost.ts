/** The expectation over HTTP that what happened would not cost more on AWS. */
import type { HttpResponse } from "../../platform/http.ts";
import type { MeteredUsage } from "../../platform/metering/meter.ts";
import { type CostVerdict, costVerdict } from "../expectations/cost-verdict.ts";
import { UnpricedUsage } from "../expectations/rate-card.ts";
import { AdminRefusal, objectOf } from "./admin-request.ts";
import { answer, type Expecting, settledEvidence } from "./expecting.ts";

/** Decides `{"costsLessThan": 0.01}`, in dollars. */
export async function costExpectation(asked: Expecting): Promise<HttpResponse> {
  const { costsLessThan } = objectOf(asked.request, ["costsLessThan"]);
  if (typeof costsLessThan !== "number" || !(costsLessThan > 0)) {
    throw new AdminRefusal(400, "The member costsLessThan is a number of dollars, more than 0.");
  }
  const evidence = await settledEvidence(asked);
  const { totalDollars, failure } = verdictOn(asked.platform().usage(0), costsLessThan);
  return answer(evidence, failure, [{ dollars: totalDollars }]);
}

function verdictOn(usage: readonly MeteredUsage[], costsLessThan: number): CostVerdict {
  try {
    return costVerdict(usage, costsLessThan);
  } catch (error) {
    if (error instanceof UnpricedUsage) throw new AdminRefusal(501, error.message);
    throw error;
  }
}
