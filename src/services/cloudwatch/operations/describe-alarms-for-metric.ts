/** DescribeAlarmsForMetric: the alarms on one metric. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn, alarmsOf, describedAlarm } from "../alarm/alarm.ts";
import { dimensionsKey } from "../metric/metric.ts";
import { meterRequest } from "../meter-request.ts";

export const describeAlarmsForMetric = operation.read(CloudWatch.DescribeAlarmsForMetric, {
  honours: ["MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit"],
  on: (_input, place) => alarmArn(place, "*"),
  run(input, at) {
    meterRequest(at, "CW:Requests");
    const dimensions = dimensionsKey(input.Dimensions ?? []);
    const statistic = input.Statistic ?? input.ExtendedStatistic;
    const found = [...alarmsOf(at)].filter(
      ({ settings }) =>
        settings.namespace === input.Namespace &&
        settings.metricName === input.MetricName &&
        dimensionsKey(settings.dimensions) === dimensions &&
        (statistic === undefined || settings.statistic === statistic) &&
        (input.Period === undefined || settings.periodSeconds === input.Period) &&
        (input.Unit === undefined || settings.unit === input.Unit),
    );
    return { MetricAlarms: found.map(describedAlarm) };
  },
});
