/** DescribeAlarms: alarms in the order of their names, all or those that are asked for. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { CloudWatch, type DescribeAlarmsInput } from "../../../schema/generated/cloudwatch.ts";
import { type Alarm, alarmArn, alarmsOf, describedAlarm, findAlarm } from "../alarm/alarm.ts";
import { mutuallyExclusive } from "../errors.ts";
import { RECORDS_DEFAULT } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { meterRequest } from "../meter-request.ts";

export const describeAlarms = operation.read(CloudWatch.DescribeAlarms, {
  honours: ["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "ActionPrefix", "MaxRecords", "NextToken"],
  on: (_input, place) => alarmArn(place, "*"),
  run(input, at) {
    if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
      throw mutuallyExclusive("AlarmNames", "AlarmNamePrefix");
    }
    meterRequest(at, "CW:Requests");
    const limit = input.MaxRecords ?? RECORDS_DEFAULT;
    const page: Alarm[] = [];
    const answer = (more: { readonly NextToken?: string }) => {
      return { MetricAlarms: page.map(describedAlarm), CompositeAlarms: [], LogAlarms: [], ...more };
    };
    for (const alarm of matching(input, at)) {
      if (page.length === limit) return answer({ NextToken: writeListToken([page.at(-1)?.name ?? ""]) });
      page.push(alarm);
    }
    return answer({});
  },
});

function* matching(input: DescribeAlarmsInput, at: ReadScope): Generator<Alarm> {
  // Every alarm here is a metric alarm.
  if (input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm")) return;
  const [after] = input.NextToken === undefined ? [] : readListToken(input.NextToken, ["string"]);
  for (const alarm of candidates(input, at, after === undefined ? undefined : String(after))) {
    const { okActions, alarmActions, insufficientDataActions } = alarm.settings;
    if (input.StateValue !== undefined && alarm.state.value !== input.StateValue) continue;
    const prefix = input.ActionPrefix ?? "";
    const actions = [...okActions, ...alarmActions, ...insufficientDataActions];
    if (prefix === "" || actions.some((action) => action.startsWith(prefix))) yield alarm;
  }
}

function* candidates(input: DescribeAlarmsInput, at: ReadScope, after: string | undefined): Generator<Alarm> {
  if (input.AlarmNames === undefined) return yield* alarmsOf(at, { prefix: input.AlarmNamePrefix, after });
  for (const name of [...new Set(input.AlarmNames)].sort()) {
    const alarm = after !== undefined && name <= after ? undefined : findAlarm(at, name);
    if (alarm !== undefined) yield alarm;
  }
}
