/** DeleteAlarms: removes alarms, all or, when one of them is not there, none; their history stays. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn, requireAlarm } from "../alarm/alarm.ts";
import { addHistory } from "../alarm/history.ts";
import { alarms } from "../keyspaces.ts";
import { meterRequest } from "../meter-request.ts";

export const deleteAlarms = operation.write(CloudWatch.DeleteAlarms, {
  honours: ["AlarmNames"],
  on: (input, place) => alarmArn(place, input.AlarmNames[0] ?? "*"),
  run({ AlarmNames }, at) {
    const { account, region } = at;
    for (const alarmName of new Set(AlarmNames)) {
      requireAlarm(at, alarmName);
      alarms.delete(at.tx, [account, region, alarmName]);
      const data = JSON.stringify({ version: "1.0", type: "Delete" });
      addHistory(at, { alarmName, type: "ConfigurationUpdate", summary: `Alarm "${alarmName}" deleted`, data });
    }
    meterRequest(at, "CW:Requests");
    return {};
  },
});
