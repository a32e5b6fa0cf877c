/**
 * How many batches of a mapping are in hand at a time: at the start, at most, and how fast it becomes more.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
import { MINUTE_MILLISECONDS } from "../../../kernel/durations.ts";
import {
  POLLERS_ADDED_A_MINUTE,
  POLLERS_AT_START,
  POLLERS_MAX,
  PROVISIONED_ADDED_A_MINUTE,
  PROVISIONED_POLLER_CONCURRENCY,
} from "../limits.ts";
import type { MappingSettings } from "./mapping-record.ts";

/** Lanes are batches that can be in hand at a time: a poller of AWS has one, a provisioned poller ten. */
export interface Scaling {
  /** These stay when the queue is empty. */
  readonly lanesAtStart: number;
  readonly lanesMax: number;
  /** How many come at once when all are busy ... */
  readonly lanesAdded: number;
  /** ... and how long it is until the next come. */
  readonly addedEveryMilliseconds: number;
}

export function scalingOf(settings: Pick<MappingSettings, "maximumConcurrency" | "provisionedPollers">): Scaling {
  const { maximumConcurrency, provisionedPollers } = settings;
  if (provisionedPollers !== undefined) {
    return {
      lanesAtStart: provisionedPollers.minimum * PROVISIONED_POLLER_CONCURRENCY,
      lanesMax: provisionedPollers.maximum * PROVISIONED_POLLER_CONCURRENCY,
      lanesAdded: PROVISIONED_POLLER_CONCURRENCY,
      addedEveryMilliseconds: (MINUTE_MILLISECONDS * PROVISIONED_POLLER_CONCURRENCY) / PROVISIONED_ADDED_A_MINUTE,
    };
  }
  const lanesMax = maximumConcurrency ?? POLLERS_MAX;
  return {
    lanesAtStart: Math.min(POLLERS_AT_START, lanesMax),
    lanesMax,
    lanesAdded: 1,
    addedEveryMilliseconds: MINUTE_MILLISECONDS / POLLERS_ADDED_A_MINUTE,
  };
}
