/** What CloudWatch bills for requests: https://aws.amazon.com/cloudwatch/pricing/ */
import type { ReadScope } from "../../platform/scope.ts";

/** One API request of a user; what AWS's own services put is free. */
export function meterRequest(at: ReadScope, usageType: "CW:Requests" | "CW:GMD-Metrics", quantity = 1): void {
  if (at.caller.kind === "service") return;
  const resource = `arn:aws:cloudwatch:${at.region}:${at.account}:*`;
  at.meter({ service: "AmazonCloudWatch", usageType, quantity, resource });
}
