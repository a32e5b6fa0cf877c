/**
 * What a request leaves in metrics and on the bill.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
import type { MetricUnit } from "../../../platform/metrics/metric-datum.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { apiArn } from "../api/api-record.ts";
import { METERED_CHUNK_BYTES } from "../limits.ts";
import { DEFAULT_ROUTE_KEY } from "../route/route-key.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import type { Arrival } from "./arrival.ts";
import type { Found } from "./deployed-api.ts";

/** `at` is a scope in the API's own account and region. */
export function noteFigures(
  { arrival, found, routeKey }: { readonly arrival: Arrival; readonly found: Found; readonly routeKey?: string },
  answer: Answer,
  at: AsyncScope,
): void {
  const { apiId } = arrival;
  const { stage } = found;
  const dataBytes = arrival.request.body.byteLength + answer.body.byteLength;
  const figures: [name: string, value: number, unit: MetricUnit][] = [
    ["Count", 1, "Count"],
    ["4xx", answer.statusCode >= 400 && answer.statusCode < 500 ? 1 : 0, "Count"],
    ["5xx", answer.statusCode >= 500 ? 1 : 0, "Count"],
    ["Latency", at.clock.now() - arrival.receivedAt, "Milliseconds"],
    ["DataProcessed", dataBytes, "Bytes"],
  ];
  const { integrationMilliseconds } = answer;
  if (integrationMilliseconds !== undefined) {
    figures.push(["IntegrationLatency", integrationMilliseconds, "Milliseconds"]);
  }
  const all: Readonly<Record<string, string>>[] = [{ ApiId: apiId }];
  if (stage !== undefined) all.push({ ApiId: apiId, Stage: stage.stageName });
  if (stage !== undefined && routeKey !== undefined) {
    const isDetailed = stage.detailedMetricsByRoute[routeKey] ?? stage.detailedMetrics;
    if (isDetailed) all.push({ ApiId: apiId, Stage: stage.stageName, ...routeDimensions(routeKey) });
  }
  for (const dimensions of all) {
    for (const [name, value, unit] of figures) {
      at.metric({ namespace: "AWS/ApiGateway", name, dimensions, value, unit });
    }
  }
  at.meter({
    service: "AmazonApiGateway",
    usageType: "ApiGatewayHttpRequest",
    quantity: Math.max(1, Math.ceil(dataBytes / METERED_CHUNK_BYTES)),
    resource: apiArn(at, apiId),
  });
}

function routeDimensions(routeKey: string): Readonly<Record<string, string>> {
  if (routeKey === DEFAULT_ROUTE_KEY) return { Method: DEFAULT_ROUTE_KEY, Resource: DEFAULT_ROUTE_KEY };
  const [Method = "", Resource = ""] = routeKey.split(" ");
  return { Method, Resource };
}
