/** Powertools' logger, metrics and tracer around a handler, as middleware of middy. */
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";

const logger = new Logger({ serviceName: "orders" });
const metrics = new Metrics({ namespace: "Shop", serviceName: "orders" });
const tracer = new Tracer({ serviceName: "orders" });
const sqs = tracer.captureAWSv3Client(new SQSClient({}));

export const handler = middy(async ({ order }: { readonly order: number }) => {
  logger.info("placed", { order });
  metrics.addMetric("Placed", MetricUnit.Count, 1);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  tracer.putAnnotation("order", order);
  if (order < 0) throw new Error(`there is no order ${order}`);
  return { queues: QueueUrls.length, trace: tracer.getRootXrayTraceId() };
})
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger, { logEvent: true }))
  .use(logMetrics(metrics, { captureColdStartMetric: true }));
