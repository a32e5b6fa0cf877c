/** DisableAlarmActions: switches the actions of alarms off. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn } from "../alarm/alarm.ts";
import { switchActions } from "../alarm/switch-actions.ts";

export const disableAlarmActions = operation.write(CloudWatch.DisableAlarmActions, {
  honours: ["AlarmNames"],
  on: (input, place) => alarmArn(place, input.AlarmNames[0] ?? "*"),
  run({ AlarmNames }, at) {
    switchActions(at, AlarmNames, false);
    return {};
  },
});
