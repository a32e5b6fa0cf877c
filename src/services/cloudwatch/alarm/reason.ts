/** Why an alarm is in its state: AWS's sentence, and the data behind it as JSON. */
import { unreachable } from "../../../kernel/invariant.ts";
import type { StateValue } from "../../../schema/generated/cloudwatch.ts";
import type { AlarmSettings, ThresholdComparison } from "./alarm-record.ts";
import { type Evaluation, isBreaching } from "./evaluate.ts";
import { JavaDouble, javaJson, printDouble, printShortTime, printTime } from "./java-json.ts";

const FILLED_AS = { breaching: "Breaching", notBreaching: "NonBreaching" } as const;

/** The sentence of a new state. */
export function stateReason(settings: AlarmSettings, state: StateValue, evaluation: Evaluation): string {
  const { evaluated, filled } = evaluation;
  const { evaluationPeriods } = settings;
  if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${counted(evaluationPeriods, "unknown")}.`;
  const treatment = settings.treatMissingData === "breaching" ? "breaching" : "notBreaching";
  const treated = `${filled} missing ${filled === 1 ? "datapoint was" : "datapoints were"} treated as [${FILLED_AS[treatment]}]`;
  if (evaluated.length === 0) {
    const periods = evaluationPeriods === 1 ? "1 period" : `${evaluationPeriods} periods`;
    return `Threshold Crossed: no datapoints were received for ${periods} and ${treated}.`;
  }
  return `Threshold Crossed: ${comparedSentence(settings, state, evaluation)}${filled === 0 ? "" : ` and ${treated}`}${transition(settings, state)}.`;
}

function comparedSentence(settings: AlarmSettings, state: StateValue, { evaluated }: Evaluation): string {
  const { datapointsToAlarm, evaluationPeriods, threshold } = settings;
  const isAlarm = state === "ALARM";
  const decisive = evaluated.filter((period) => isBreaching(settings, period.value ?? 0) === isAlarm);
  const shown = decisive.length === 0 ? evaluated : decisive;
  const isWrongSide = isBreaching(settings, shown[0]?.value ?? 0);
  const list = shown.map(({ value = 0, start }) => `${printDouble(value)} (${printShortTime(start)})`).join(", ");
  const count = shown.length;
  const points =
    datapointsToAlarm === undefined
      ? `${count} ${count === 1 ? "datapoint" : "datapoints"}`
      : `${count} out of the last ${evaluationPeriods} datapoints`;
  const verb = `${count === 1 ? "was" : "were"} ${isWrongSide ? "" : "not "}${phrase(settings.comparisonOperator)}`;
  return `${points} [${list}] ${verb} the threshold (${printDouble(threshold)})`;
}

/** Only alarms that say how many data make them also say how many change them. */
function transition({ datapointsToAlarm, evaluationPeriods }: AlarmSettings, state: StateValue): string {
  if (datapointsToAlarm === undefined) return "";
  const isAlarm = state === "ALARM";
  const count = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const change = isAlarm ? "OK -> ALARM" : "ALARM -> OK";
  return ` (minimum ${count} ${count === 1 ? "datapoint" : "datapoints"} for ${change} transition)`;
}

function phrase(operator: ThresholdComparison): string {
  switch (operator) {
    case "GreaterThanOrEqualToThreshold":
      return "greater than or equal to";
    case "GreaterThanThreshold":
      return "greater than";
    case "LessThanThreshold":
      return "less than";
    case "LessThanOrEqualToThreshold":
      return "less than or equal to";
    default:
      return unreachable(operator);
  }
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 datapoint was ${what}` : `${count} datapoints were ${what}`;
}

/** The data behind a state, as StateReasonData has them. */
export function stateReasonData(settings: AlarmSettings, evaluation: Evaluation, now: number): string {
  const { evaluated } = evaluation;
  const oldest = evaluated.at(-1)?.start;
  return javaJson({
    version: "1.0",
    queryDate: printTime(now),
    startDate: oldest === undefined ? undefined : printTime(oldest),
    unit: settings.unit,
    statistic: settings.statistic,
    period: settings.periodSeconds,
    recentDatapoints: evaluated.toReversed().map(({ value = 0 }) => new JavaDouble(value)),
    threshold: new JavaDouble(settings.threshold),
    evaluatedDatapoints: evaluated.map(({ start, sampleCount, value = 0 }) => ({
      timestamp: printTime(start),
      sampleCount: new JavaDouble(sampleCount),
      value: new JavaDouble(value),
    })),
  });
}
