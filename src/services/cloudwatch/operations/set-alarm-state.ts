/** SetAlarmState: puts an alarm into a state, with its actions, until the next evaluation finds otherwise. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn, requireAlarm } from "../alarm/alarm.ts";
import { changeState } from "../alarm/change-state.ts";
import { invalidReasonData } from "../errors.ts";
import { meterRequest } from "../meter-request.ts";

export const setAlarmState = operation.write(CloudWatch.SetAlarmState, {
  honours: ["AlarmName", "StateValue", "StateReason", "StateReasonData"],
  on: (input, place) => alarmArn(place, input.AlarmName),
  run(input, at) {
    const alarm = requireAlarm(at, input.AlarmName);
    if (input.StateReasonData !== undefined && !isJson(input.StateReasonData)) throw invalidReasonData();
    const { StateValue: value, StateReason: reason, StateReasonData: reasonData } = input;
    changeState(at, alarm, { value, reason, reasonData });
    meterRequest(at, "CW:Requests");
    return {};
  },
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // That it cannot be parsed is the answer.
    return false;
  }
}
