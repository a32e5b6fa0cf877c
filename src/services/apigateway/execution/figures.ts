/**
 * What a request leaves in metrics and on the bill.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
import type { MetricUnit } from "../../../platform/metrics/metric-datum.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Found } from "./deployed-api.ts";

/** `at` is a scope in the API's own account and region. */
export function noteFigures(
  arrival: Arrival,
  { found, answer }: { found: Found; answer: Answer },
  at: AsyncScope,
): void {
  const { statusCode, integrationMilliseconds } = answer;
  const figures: [name: string, value: number, unit: MetricUnit][] = [
    ["Count", 1, "Count"],
    ["4XXError", statusCode >= 400 && statusCode < 500 ? 1 : 0, "Count"],
    ["5XXError", statusCode >= 500 ? 1 : 0, "Count"],
    ["Latency", at.clock.now() - arrival.receivedAt, "Milliseconds"],
  ];
  if (integrationMilliseconds !== undefined) {
    figures.push(["IntegrationLatency", integrationMilliseconds, "Milliseconds"]);
  }
  const ApiName = found.api.name;
  const all: Readonly<Record<string, string>>[] = [{ ApiName }];
  if (found.served !== undefined) all.push({ ApiName, Stage: found.served.stage.stageName });
  for (const dimensions of all) {
    for (const [name, value, unit] of figures) {
      at.metric({ namespace: "AWS/ApiGateway", name, dimensions, value, unit });
    }
  }
  at.meter({
    service: "AmazonApiGateway",
    usageType: "ApiGatewayRequest",
    quantity: 1,
    resource: restApiArn(at, arrival.apiId),
  });
}
