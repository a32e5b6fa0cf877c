/** The CloudFormation types of CloudWatch: made, changed, found again after a crash, and removed. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { CloudWatch } from "../../schema/generated/cloudwatch.ts";
import { alarmResource, dashboardResource } from "./resources.ts";
import { cloudwatch } from "./service.ts";

describe("in a stack", () => {
  let cloud: TestPlatform;
  const scope = (logicalId = "Alarm"): ResourceScope =>
    Object.assign(cloud.scope(), {
      stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/quiz/1",
      stackName: "quiz",
      logicalId,
      stackTags: { team: "quiz" },
      generatedName: () => `quiz-${logicalId}-1`,
    });

  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [cloudwatch] });
  });
  afterEach(() => cloud.stop());

  it("an alarm is made with its properties, numbers as text among them, and once only", async () => {
    const properties = {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: "answers" }],
      Statistic: "Maximum",
      Period: "60",
      EvaluationPeriods: "3",
      DatapointsToAlarm: 2,
      Threshold: "10.5",
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      ActionsEnabled: "false",
      AlarmActions: ["arn:aws:sns:us-east-1:000000000000:ops"],
      Tags: [{ Key: "a", Value: "b" }],
    };
    const made = await alarmResource.create(properties, scope());
    const Arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:quiz-Alarm-1";
    expect(made).toEqual({ physicalId: "quiz-Alarm-1", attributes: { Arn } });
    expect(await alarmResource.create(properties, scope())).toEqual(made);
    const { MetricAlarms } = await cloud.call(CloudWatch.DescribeAlarms, {});
    const { Tags: _, ...settings } = properties;
    const numbers = { Period: 60, EvaluationPeriods: 3, Threshold: 10.5, ActionsEnabled: false };
    expect(MetricAlarms).toMatchObject([{ ...settings, ...numbers }]);
    const taken = alarmResource.create({ ...properties, AlarmName: "quiz-Alarm-1" }, scope("Other"));
    await expect(taken).rejects.toMatchObject({ message: "Resource quiz-Alarm-1 already exists" });
    await alarmResource.update(
      made,
      { properties: { ...properties, Threshold: 1, Tags: [] }, previous: properties },
      scope(),
    );
    expect((await cloud.call(CloudWatch.DescribeAlarms, {})).MetricAlarms).toMatchObject([{ Threshold: 1 }]);
    const { Tags } = await cloud.call(CloudWatch.ListTagsForResource, { ResourceARN: Arn });
    expect(Tags?.filter(({ Key }) => !Key.startsWith("aws:"))).toEqual([{ Key: "team", Value: "quiz" }]);
    await alarmResource.delete(made, properties, scope());
    await alarmResource.delete(made, properties, scope());
    expect((await cloud.call(CloudWatch.DescribeAlarms, {})).MetricAlarms).toEqual([]);
  });

  it("a dashboard is made, changed and removed", async () => {
    const properties = { DashboardName: "ops", DashboardBody: '{"widgets":[]}' };
    const made = await dashboardResource.create(properties, scope("Board"));
    expect(await dashboardResource.create(properties, scope("Board"))).toEqual(made);
    const changed = { ...properties, DashboardBody: '{"widgets":[],"start":"-PT1H"}' };
    await dashboardResource.update(made, { properties: changed, previous: properties }, scope("Board"));
    const { DashboardBody } = await cloud.call(CloudWatch.GetDashboard, { DashboardName: "ops" });
    expect(DashboardBody).toBe(changed.DashboardBody);
    await dashboardResource.delete(made, changed, scope("Board"));
    await dashboardResource.delete(made, changed, scope("Board"));
    expect((await cloud.call(CloudWatch.ListDashboards, {})).DashboardEntries).toEqual([]);
  });
});
