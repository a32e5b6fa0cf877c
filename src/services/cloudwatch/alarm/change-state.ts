/** A change of an alarm's state: what is kept of it, what is told, and which actions it sets in motion. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { StateValue } from "../../../schema/generated/cloudwatch.ts";
import type { ActionPayload } from "./actions.ts";
import { type Alarm, alarmArn, putAlarm } from "./alarm.ts";
import type { AlarmSettings, AlarmState } from "./alarm-record.ts";
import { addHistory } from "./history.ts";
import { functionEvent, notificationMessage, notificationSubject } from "./notification.ts";

export interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string | undefined;
}

/** Puts the alarm into a state. Actions run only when its value changes. */
export function changeState(at: WriteScope, alarm: Alarm, change: NewState): void {
  const previous = alarm.state;
  const isTransition = change.value !== previous.value;
  const state: AlarmState = {
    value: change.value,
    reason: change.reason,
    ...(change.reasonData === undefined ? {} : { reasonData: change.reasonData }),
    updatedAt: at.now,
    transitionedAt: isTransition ? at.now : previous.transitionedAt,
  };
  const changed = { ...alarm, state };
  putAlarm(at, changed);
  if (!isTransition) return;
  addHistory(at, {
    alarmName: alarm.name,
    type: "StateUpdate",
    summary: `Alarm updated from ${previous.value} to ${state.value}`,
    data: JSON.stringify({ version: "1.0", oldState: toldState(previous), newState: toldState(state) }),
  });
  const resource = alarmArn(alarm, alarm.name);
  const cause = at.record({
    kind: "cloudwatch.alarm",
    resource,
    outcome: "ok",
    reason: `${previous.value} became ${state.value}: ${state.reason}`,
    subject: alarm.name,
  });
  if (alarm.settings.actionsEnabled) act(at, changed, { previous, cause });
}

function act(
  at: WriteScope,
  alarm: Alarm,
  { previous, cause }: { readonly previous: AlarmState; readonly cause: string },
): void {
  const alarmSource = alarmArn(alarm, alarm.name);
  for (const action of actionsOf(alarm.settings, alarm.state.value)) {
    const isFunction = action.startsWith("arn:aws:lambda:");
    const payload: ActionPayload = {
      action,
      alarmName: alarm.name,
      cause,
      message: isFunction ? functionEvent(alarm, previous, uuid(at.random)) : notificationMessage(alarm, previous),
      subject: notificationSubject(alarm),
      stateUpdatedAt: alarm.state.updatedAt,
    };
    at.effect({ kind: "cloudwatch.act", source: `cloudwatch.act/${alarmSource}/${action}`, payload });
  }
}

function actionsOf(settings: AlarmSettings, state: StateValue): readonly string[] {
  if (state === "ALARM") return settings.alarmActions;
  return state === "OK" ? settings.okActions : settings.insufficientDataActions;
}

function toldState({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: parsed(reasonData) }),
  };
}

/** The data are JSON, whether the alarm or a user gave them. */
function parsed(json: string): unknown {
  return JSON.parse(json);
}
