/** What PutMetricData takes: the rules for one datum, before anything is stored. */
import { MINUTE_MILLISECONDS } from "../../../kernel/durations.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { Dimension, MetricDatum, StandardUnit, StatisticSet } from "../../../schema/generated/cloudwatch.ts";
import {
  collectionTooLarge,
  invalidCombination,
  invalidParameter,
  invalidParameterValue,
  missingParameter,
  mutuallyExclusive,
} from "../errors.ts";
import { DATUM_AGE_MILLISECONDS_MAX, DATUM_AHEAD_MILLISECONDS_MAX, VALUE_MAX, VALUES_MAX } from "../limits.ts";
import { type Datapoint, datapointOf } from "./datapoint.ts";

/** A datum that is taken. */
export interface AcceptedDatum {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /** Start of the minute that it belongs to. */
  readonly minute: number;
  readonly unit: StandardUnit;
  readonly datapoint: Datapoint;
}

/** @param path what errors call the datum, such as `MetricData.member.1` */
export function acceptDatum(datum: MetricDatum, path: string, now: number): AcceptedDatum {
  const timestamp = datum.Timestamp ?? now;
  if (timestamp < now - DATUM_AGE_MILLISECONDS_MAX) {
    throw invalidParameter(`The parameter ${path}.Timestamp must specify a time within the past two weeks.`);
  }
  if (timestamp > now + DATUM_AHEAD_MILLISECONDS_MAX) {
    throw invalidParameter(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`);
  }
  const resolution = datum.StorageResolution ?? 60;
  if (resolution === 1) throw notImplemented("metrics with a StorageResolution of 1");
  if (resolution !== 60) throw invalidParameterValue(`${path}.StorageResolution`, resolution);
  checkDimensions(datum.Dimensions ?? [], path);
  return {
    name: datum.MetricName,
    dimensions: datum.Dimensions ?? [],
    minute: Math.floor(timestamp / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS,
    unit: datum.Unit ?? "None",
    datapoint: acceptValues(datum, path),
  };
}

const ASCII = /^[\x20-\x7e]*$/;

/** Names and values of dimensions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export function checkDimensions(dimensions: readonly Dimension[], path: string): void {
  const seen = new Set<string>();
  dimensions.forEach(({ Name, Value }, index) => {
    const place = `${path}.Dimensions.member.${index + 1}`;
    if (Name.startsWith(":") || Name.trim() === "" || !ASCII.test(Name)) {
      throw invalidParameterValue(`${place}.Name`, Name);
    }
    if (Value.trim() === "" || !ASCII.test(Value)) throw invalidParameterValue(`${place}.Value`, Value);
    if (seen.has(Name)) throw invalidParameter(`The parameter ${place}.Name has the value ${Name} more than once.`);
    seen.add(Name);
  });
}

function acceptValues(datum: MetricDatum, path: string): Datapoint {
  const { Value, Values, Counts, StatisticValues } = datum;
  const given = [
    ...(Value === undefined ? [] : ["Value"]),
    ...(Values === undefined ? [] : ["Values"]),
    ...(StatisticValues === undefined ? [] : ["StatisticValues"]),
  ];
  const [first, second] = given;
  if (first !== undefined && second !== undefined) throw mutuallyExclusive(`${path}.${first}`, `${path}.${second}`);
  if (Counts !== undefined && Values === undefined) throw missingParameter(`${path}.Values`);
  if (Value !== undefined) return datapointOf([[checkedNumber(Value, `${path}.Value`), 1]]);
  if (StatisticValues !== undefined) return acceptStatistics(StatisticValues, `${path}.StatisticValues`);
  if (Values === undefined || Values.length === 0) throw missingParameter(`${path}.Value`);
  if (Values.length > VALUES_MAX) throw collectionTooLarge(`${path}.Values`, VALUES_MAX);
  if (Counts !== undefined && Counts.length !== Values.length) {
    throw invalidParameter(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`);
  }
  return datapointOf(
    Values.map((value, index) => {
      const count = checkedNumber(Counts?.[index] ?? 1, `${path}.Counts.member.${index + 1}`);
      if (count <= 0) throw invalidParameterValue(`${path}.Counts.member.${index + 1}`, count);
      return [checkedNumber(value, `${path}.Values.member.${index + 1}`), count] as const;
    }),
  );
}

/** A set whose values can only be all the same tells them; of any other, percentiles cannot be had. */
function acceptStatistics(given: StatisticSet, path: string): Datapoint {
  const sampleCount = checkedNumber(given.SampleCount, `${path}.SampleCount`);
  const sum = checkedNumber(given.Sum, `${path}.Sum`);
  const minimum = checkedNumber(given.Minimum, `${path}.Minimum`);
  const maximum = checkedNumber(given.Maximum, `${path}.Maximum`);
  if (sampleCount <= 0) throw invalidParameterValue(`${path}.SampleCount`, sampleCount);
  if (minimum > maximum) {
    throw invalidCombination(`The parameter ${path}.Maximum must be greater than or equal to ${path}.Minimum.`);
  }
  const isOneValue = minimum === maximum && sum === minimum * sampleCount;
  return { sampleCount, sum, minimum, maximum, values: isOneValue ? [[minimum, sampleCount]] : undefined };
}

function checkedNumber(value: number, path: string): number {
  if (!Number.isFinite(value) || Math.abs(value) > VALUE_MAX) throw invalidParameterValue(path, value);
  return value;
}
