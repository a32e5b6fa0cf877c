/** Evaluates alarms: once a minute, a moment after the minute's metrics came in, and when the cloud starts. */
import type { Clock } from "../../../kernel/clock.ts";
import { MINUTE_MILLISECONDS } from "../../../kernel/durations.ts";
import { local } from "../../../platform/local.ts";
import type { AsyncScope, ReadScope } from "../../../platform/scope.ts";
import type { Job } from "../../../platform/service.ts";
import { alarms } from "../keyspaces.ts";
import { ALARMS_A_TURN, EVALUATION_DELAY_MILLISECONDS } from "../limits.ts";
import { type Alarm, findAlarm } from "./alarm.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { stateReason, stateReasonData } from "./reason.ts";
import { changeState, type NewState } from "./change-state.ts";
import { evaluationRange, isDue } from "./evaluation-range.ts";

/** The clock asks for nothing while there are no alarms: `wake` starts it again. */
class Watch {
  wake: () => void = () => {};
}

/** Each cloud's watch; PutMetricAlarm wakes it. */
export const watch = local("cloudwatch.watch", () => new Watch());

export const watchAlarms: Job = {
  name: "cloudwatch.watch",
  start(at) {
    let armed = false;
    const arm = (): void => {
      if (armed || at.isUnwanted) return;
      armed = true;
      at.clock.at(nextEvaluation(at.clock), () => {
        armed = false;
        if (at.isUnwanted) return;
        if (anyAlarm(at)) arm();
        void evaluateAll(at);
      });
    };
    at.local(watch).wake = arm;
    if (!anyAlarm(at)) return;
    // What changed while nobody looked is found now, not only in the next minute.
    void evaluateAll(at);
    arm();
  },
};

function nextEvaluation(clock: Clock): number {
  const sinceDelay = clock.now() - EVALUATION_DELAY_MILLISECONDS;
  return sinceDelay - (sinceDelay % MINUTE_MILLISECONDS) + MINUTE_MILLISECONDS + EVALUATION_DELAY_MILLISECONDS;
}

function anyAlarm(at: AsyncScope): boolean {
  return at.read(({ tx }) => alarms.first(tx, []) !== undefined);
}

/** Reads, and writes only where a state changes: alarms that stay as they are cost no write. */
async function evaluateAll(at: AsyncScope): Promise<void> {
  const end = at.activity.begin("cloudwatch.alarms");
  try {
    let after: readonly [string, string, string] | undefined;
    do {
      const keys: (readonly [string, string, string])[] = at.read(({ tx }) => [
        ...alarms.keys(tx, [], { limit: ALARMS_A_TURN, ...(after === undefined ? {} : { after }) }),
      ]);
      for (const [account, region, name] of keys) await evaluateOne(at.within({ account, region }), name);
      after = keys.length < ALARMS_A_TURN ? undefined : keys.at(-1);
    } while (after !== undefined && !at.isUnwanted);
  } catch (error) {
    // Nobody waits for an evaluation: the next minute evaluates again, and the server's log says what happened.
    at.log.error("alarms could not be evaluated", { error });
  } finally {
    end();
  }
}

async function evaluateOne(at: AsyncScope, name: string): Promise<void> {
  if (at.read((within) => changeOf(within, name)) === undefined) return;
  await at.write((within) => {
    // The alarm may have changed since it was read: what counts is what is found in the write itself.
    const found = changeOf(within, name);
    if (found !== undefined) changeState(within, found.alarm, found.change);
  });
}

/** The change that an alarm's data call for; undefined when it stays in its state. */
function changeOf(at: ReadScope, name: string): { readonly alarm: Alarm; readonly change: NewState } | undefined {
  const alarm = findAlarm(at, name);
  if (alarm === undefined || !isDue(alarm.settings, at.now)) return undefined;
  const evaluation: Evaluation = evaluate(alarm.settings, evaluationRange(at, alarm.settings));
  const { state: value } = evaluation;
  if (value === undefined || value === alarm.state.value) return undefined;
  const reason = stateReason(alarm.settings, value, evaluation);
  const reasonData = stateReasonData(alarm.settings, evaluation, at.now);
  return { alarm, change: { value, reason, reasonData } };
}
