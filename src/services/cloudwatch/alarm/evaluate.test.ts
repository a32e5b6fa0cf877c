/** The evaluation rule against the tables of AWS's own documentation. */
import { describe, expect, it } from "vitest";
import type { MissingDataTreatment } from "./alarm-record.ts";
import { evaluate, type EvaluatedPeriod } from "./evaluate.ts";

const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const satisfies MissingDataTreatment[];
const keep = undefined;

function rangeOf(pattern: string): readonly EvaluatedPeriod[] {
  const values: Readonly<Record<string, number>> = { "0": 0, X: 10 };
  return [...pattern].map((each, index) => ({ start: index * 60_000, value: values[each], sampleCount: 1 }));
}

function statesOf(pattern: string, needed: number, periods: number): unknown[] {
  return TREATMENTS.map(
    (treatMissingData) =>
      evaluate(
        {
          namespace: "quiz",
          evaluationPeriods: periods,
          datapointsToAlarm: needed,
          threshold: 5,
          comparisonOperator: "GreaterThanThreshold",
          treatMissingData,
        },
        rangeOf(pattern),
      ).state,
  );
}

describe("an alarm's evaluation", () => {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, both tables.
  it.each([
    ["0-X-X", 3, 3, ["OK", "OK", "OK", "OK"]],
    ["0----", 3, 3, ["OK", "OK", "OK", "OK"]],
    ["-----", 3, 3, ["INSUFFICIENT_DATA", keep, "ALARM", "OK"]],
    ["0XX-X", 3, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["--X--", 3, 3, ["ALARM", keep, "ALARM", "OK"]],
    ["0-X-X", 2, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["00X0X", 2, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0-X--", 2, 3, ["OK", "OK", "ALARM", "OK"]],
    ["----0", 2, 3, ["OK", "OK", "ALARM", "OK"]],
    ["---X-", 2, 3, ["ALARM", keep, "ALARM", "OK"]],
    // Beyond the tables: M of N, and single periods.
    ["----X", 3, 3, ["OK", keep, "ALARM", "OK"]],
    ["---XX", 2, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["--0", 1, 1, ["OK", "OK", "OK", "OK"]],
    ["--X", 1, 1, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["---", 1, 1, ["INSUFFICIENT_DATA", keep, "ALARM", "OK"]],
    ["XX0", 1, 1, ["OK", "OK", "OK", "OK"]],
    ["X000X", 1, 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
  ] as const)("of %s with %i of %i: missing, ignore, breaching, notBreaching", (pattern, needed, periods, expected) => {
    expect(statesOf(pattern, needed, periods)).toEqual(expected);
  });

  it.each([
    ["GreaterThanThreshold", 5, "OK"],
    ["GreaterThanThreshold", 5.1, "ALARM"],
    ["GreaterThanOrEqualToThreshold", 5, "ALARM"],
    ["LessThanThreshold", 5, "OK"],
    ["LessThanThreshold", 4.9, "ALARM"],
    ["LessThanOrEqualToThreshold", 5, "ALARM"],
  ] as const)("compares: %s of %d and 5 is %s", (comparisonOperator, value, state) => {
    const rule = { namespace: "quiz", evaluationPeriods: 1, threshold: 5, comparisonOperator };
    expect(evaluate(rule, [{ start: 0, value, sampleCount: 1 }]).state).toBe(state);
  });

  it("always ignores missing data of DynamoDB", () => {
    const rule = { evaluationPeriods: 1, threshold: 5, comparisonOperator: "GreaterThanThreshold" } as const;
    const all = { ...rule, namespace: "AWS/DynamoDB", treatMissingData: "breaching" } as const;
    expect(evaluate(all, rangeOf("---")).state).toBeUndefined();
  });
});
