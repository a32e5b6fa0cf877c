/** The services' own metrics arrive in CloudWatch: where they belong, as they were, however many. */
import { expect, it } from "vitest";
import { startTestPlatform } from "../../tests/harness/platform.ts";
import { CloudWatch } from "../schema/generated/cloudwatch.ts";
import { cloudwatch } from "../services/cloudwatch/service.ts";
import { metricSink } from "./metric-sink.ts";

const MINUTE = Date.UTC(2026, 0, 15, 11, 59);

it("keeps place, dimensions, values and counts, also of more metrics than one call takes", async () => {
  const cloud = await startTestPlatform({ services: [cloudwatch] });
  const batch = {
    account: "000000000000",
    region: "eu-west-1",
    namespace: "AWS/SQS",
    name: "SentMessageSize",
    unit: "Bytes",
  } as const;
  const many = Array.from({ length: 1_001 }, (_, index) => ({
    ...batch,
    dimensions: { QueueName: `q${index}` },
    values: new Map([
      [10, 2],
      [40, 1],
    ]),
  }));
  await metricSink(() => cloud.scope())(many, MINUTE);
  const asked = {
    Namespace: "AWS/SQS",
    MetricName: "SentMessageSize",
    Dimensions: [{ Name: "QueueName", Value: "q1000" }],
    StartTime: new Date(MINUTE),
    EndTime: new Date(MINUTE + 60_000),
    Period: 60,
    Statistics: ["Sum", "SampleCount", "Maximum"],
  };
  const statistics = (region: string) =>
    cloud.scope({ region }).call(CloudWatch.GetMetricStatistics, asked as never, {
      principal: "test.amazonaws.com",
      sourceArn: "arn:aws:cloudwatch:eu-west-1:000000000000:metrics",
    });
  expect(await statistics("eu-west-1")).toMatchObject({ Datapoints: [{ Sum: 60, SampleCount: 3, Maximum: 40 }] });
  expect(await statistics("us-east-1")).toMatchObject({ Datapoints: [] });
  await cloud.stop();
});
