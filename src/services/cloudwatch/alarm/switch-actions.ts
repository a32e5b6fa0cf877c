/** Switches alarms' actions on or off; the alarms go on changing their states. */
import type { WriteScope } from "../../../platform/scope.ts";
import { meterRequest } from "../meter-request.ts";
import { findAlarm, putAlarm } from "./alarm.ts";
import { addHistory } from "./history.ts";

/** Names of alarms that are not there are passed over. */
export function switchActions(at: WriteScope, names: readonly string[], actionsEnabled: boolean): void {
  for (const name of new Set(names)) {
    const alarm = findAlarm(at, name);
    if (alarm === undefined || alarm.settings.actionsEnabled === actionsEnabled) continue;
    putAlarm(at, { ...alarm, settings: { ...alarm.settings, actionsEnabled }, configuredAt: at.now });
    addHistory(at, {
      alarmName: name,
      type: "ConfigurationUpdate",
      summary: `Alarm "${name}" updated`,
      data: JSON.stringify({ version: "1.0", type: "Update", actionsEnabled }),
    });
  }
  meterRequest(at, "CW:Requests");
}
