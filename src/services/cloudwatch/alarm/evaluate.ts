/** The rule by which data become an alarm's state: M of N, and what is done about periods without data. */
import { unreachable } from "../../../kernel/invariant.ts";
import type { StateValue } from "../../../schema/generated/cloudwatch.ts";
import type { AlarmSettings, MissingDataTreatment, ThresholdComparison } from "./alarm-record.ts";

/** One period of the evaluation range. */
export interface EvaluatedPeriod {
  readonly start: number;
  /** Undefined when there are no data. */
  readonly value: number | undefined;
  readonly sampleCount: number;
}

export interface Evaluation {
  /** Undefined when the state stays as it is, whatever it is. */
  readonly state: StateValue | undefined;
  /** The data that were decisive, newest first: at most as many as there are evaluation periods. */
  readonly evaluated: readonly EvaluatedPeriod[];
  /** How many missing data were treated as breaching or not breaching. */
  readonly filled: number;
}

/** What the rule needs of the settings. */
export type EvaluationRule = Pick<
  AlarmSettings,
  "evaluationPeriods" | "datapointsToAlarm" | "threshold" | "comparisonOperator" | "treatMissingData" | "namespace"
>;

/**
 * The state that `range` (oldest first, longer than the evaluation periods) calls for.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(rule: EvaluationRule, range: readonly EvaluatedPeriod[]): Evaluation {
  const wanted = rule.evaluationPeriods;
  const present = range.filter((period) => period.value !== undefined).toReversed();
  const evaluated = present.slice(0, wanted);
  const breaching = evaluated.filter((period) => isBreaching(rule, period.value ?? 0)).length;
  const needed = rule.datapointsToAlarm ?? wanted;
  const missing = wanted - evaluated.length;
  const decide = (count: number): StateValue => (count >= needed ? "ALARM" : "OK");
  if (missing === 0) return { state: decide(breaching), evaluated, filled: 0 };
  const treatment = treatmentOf(rule);
  switch (treatment) {
    case "breaching":
      return { state: decide(breaching + missing), evaluated, filled: missing };
    case "notBreaching":
      return { state: decide(breaching), evaluated, filled: missing };
    case "missing":
    case "ignore":
      return { state: withoutFilling(treatment, { range, evaluated, breaching, needed }), evaluated, filled: 0 };
    default:
      return unreachable(treatment);
  }
}

/** Whether a value is on the wrong side of the threshold. */
export function isBreaching(
  { comparisonOperator, threshold }: { readonly comparisonOperator: ThresholdComparison; readonly threshold: number },
  value: number,
): boolean {
  switch (comparisonOperator) {
    case "GreaterThanOrEqualToThreshold":
      return value >= threshold;
    case "GreaterThanThreshold":
      return value > threshold;
    case "LessThanThreshold":
      return value < threshold;
    case "LessThanOrEqualToThreshold":
      return value <= threshold;
    default:
      return unreachable(comparisonOperator);
  }
}

/** How missing data are treated; alarms on DynamoDB metrics always ignore them. */
export function treatmentOf(rule: Pick<EvaluationRule, "treatMissingData" | "namespace">): MissingDataTreatment {
  return rule.namespace === "AWS/DynamoDB" ? "ignore" : (rule.treatMissingData ?? "missing");
}

interface Findings {
  readonly range: readonly EvaluatedPeriod[];
  readonly evaluated: readonly EvaluatedPeriod[];
  readonly breaching: number;
  readonly needed: number;
}

function withoutFilling(
  treatment: "missing" | "ignore",
  { range, evaluated, breaching, needed }: Findings,
): StateValue | undefined {
  if (breaching >= needed) return "ALARM";
  if (evaluated.length === 0) return treatment === "missing" ? "INSUFFICIENT_DATA" : undefined;
  if (breaching < evaluated.length) return "OK";
  // Only breaching data, and fewer than are needed.
  if (treatment === "ignore") return undefined;
  // They are enough once the oldest of them is so old that the periods since could have made the alarm alone.
  const oldest = range.findIndex((period) => period.value !== undefined);
  return range.length - oldest >= needed ? "ALARM" : "OK";
}
