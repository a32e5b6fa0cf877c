/** What is kept of an alarm: its settings, its state, and its history. */
import type { Dimension, HistoryItemType, StandardUnit, StateValue } from "../../../schema/generated/cloudwatch.ts";

/** What an alarm treats a period without data as. */
export type MissingDataTreatment = "missing" | "ignore" | "breaching" | "notBreaching";

/** The comparisons with a threshold that does not move. */
export type ThresholdComparison =
  | "GreaterThanOrEqualToThreshold"
  | "GreaterThanThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

/** An alarm as PutMetricAlarm made it; what it did not give is absent. */
export interface AlarmSettings {
  readonly description?: string;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  /** One of the five statistics, or a percentile. */
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly unit?: StandardUnit;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparisonOperator: ThresholdComparison;
  readonly treatMissingData?: MissingDataTreatment;
  readonly evaluateLowSampleCountPercentile?: string;
}

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
  /** When the state was last looked at and changed its reason. */
  readonly updatedAt: number;
  /** When the value last changed. */
  readonly transitionedAt: number;
}

export interface AlarmRecord {
  readonly settings: AlarmSettings;
  readonly state: AlarmState;
  readonly configuredAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface HistoryRecord {
  readonly alarmName: string;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}
