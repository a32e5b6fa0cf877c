/** What AWS charges for what is metered, by list price on demand in us-east-1; it is data, and it has a date. */
import type { MeteredUsage } from "../../platform/metering/meter.ts";

/** When these prices were AWS's: https://aws.amazon.com/pricing/ */
export const RATE_CARD_DATE = "2026-09";

const MILLION = 1_000_000;
const GIBIBYTE = 2 ** 30;
/** AWS's own month for estimates. */
const GIBIBYTE_HOURS_A_MONTH = GIBIBYTE * 730;

/** Dollars a unit, by service and usage type: the first band of each, without free tiers. */
const PRICES: Readonly<Record<string, number>> = {
  "AWSQueueService Requests-Tier1": 0.4 / MILLION,
  "AWSQueueService Requests-FIFO-Tier1": 0.5 / MILLION,
  "AmazonSNS Requests-Tier1": 0.5 / MILLION,
  "AmazonSNS F-Request-Tier1": 0.3 / MILLION,
  "AmazonSNS F-DA-SQS": 0.01 / MILLION,
  "AmazonSNS DeliveryAttempts-SQS": 0,
  "AmazonSNS DeliveryAttempts-LAMBDA": 0,
  "AmazonSNS DeliveryAttempts-HTTP": 0.6 / MILLION,
  "AmazonSNS DeliveryAttempts-SMTP": 20 / MILLION,
  "AmazonSNS DeliveryAttempts-FIREHOSE": 0.19 / MILLION,
  "AWSLambda Request": 0.2 / MILLION,
  "AWSLambda Request-ARM": 0.2 / MILLION,
  "AWSLambda Lambda-GB-Second": 0.0000166667,
  "AWSLambda Lambda-GB-Second-ARM": 0.0000133334,
  "AWSLambda Lambda-Storage-GB-Second": 0.0000000309,
  "AWSLambda Lambda-Storage-GB-Second-ARM": 0.0000000309,
  "AmazonS3 Requests-Tier1": 5 / MILLION,
  "AmazonS3 Requests-Tier2": 0.4 / MILLION,
  "AmazonS3 TimedStorage-ByteHrs": 0.023 / GIBIBYTE_HOURS_A_MONTH,
  "AmazonApiGateway ApiGatewayRequest": 3.5 / MILLION,
  "AmazonApiGateway ApiGatewayHttpRequest": 1 / MILLION,
  "AmazonCloudWatch CW:Requests": 10 / MILLION,
  "AmazonCloudWatch CW:GMD-Metrics": 10 / MILLION,
  "AmazonCloudWatch DataProcessing-Bytes": 0.5 / GIBIBYTE,
  "AmazonCloudWatch VendedLog-Bytes": 0.5 / GIBIBYTE,
  "AmazonCloudWatch TimedStorage-ByteHrs": 0.03 / GIBIBYTE_HOURS_A_MONTH,
};

/** Something was used that has no price here. */
export class UnpricedUsage extends Error {
  override readonly name = "UnpricedUsage";
}

/** What one usage costs. @throws UnpricedUsage for a usage type that has no price here: it would count as free */
export function priceDollars({ service, usageType, quantity }: MeteredUsage): number {
  const price = PRICES[`${service} ${usageType}`];
  if (price === undefined) {
    throw new UnpricedUsage(`The rate card of ${RATE_CARD_DATE} has no price for ${service} ${usageType}.`);
  }
  return price * quantity;
}
