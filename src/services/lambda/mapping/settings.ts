/** The settings of a mapping: which are acted upon, which do not go together, and what an update leaves as it was. */
import { parseArn } from "../../../kernel/arn.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type {
  CreateEventSourceMappingRequest,
  UpdateEventSourceMappingRequest,
} from "../../../schema/generated/lambda.ts";
import {
  destinationUnsupportedForSource,
  eventSourceUnknown,
  fifoBatchTooLarge,
  noWindowForFifo,
  pollersCrossed,
  pollersOutOfRange,
  provisionedWithMaximumConcurrency,
  tooManyFilters,
  windowNeeded,
} from "../errors.ts";
import {
  BATCH_SIZE_DEFAULT,
  FIFO_BATCH_SIZE_MAX,
  FILTERS_MAX,
  PROVISIONED_MAXIMUM_POLLERS_DEFAULT,
  PROVISIONED_MAXIMUM_POLLERS_MAX,
  PROVISIONED_MINIMUM_POLLERS_DEFAULT,
  PROVISIONED_MINIMUM_POLLERS_MAX,
  PROVISIONED_POLLERS_MIN,
  QUEUE_BATCH_SIZE,
} from "../limits.ts";
import { bodyFilter } from "./filter.ts";
import type { MappingSettings } from "./mapping-record.ts";
import { isFifo } from "./queue.ts";

type Request = CreateEventSourceMappingRequest | UpdateEventSourceMappingRequest;

/** A mapping's function as the request named it. */
export type MappedFunction = Pick<MappingSettings, "functionName" | "functionQualifier">;

/** The queue's ARN. @throws the answers to sources that are no queues */
export function queueArnOf(input: CreateEventSourceMappingRequest): string {
  if (input.SelfManagedEventSource !== undefined) throw notImplemented("SelfManagedEventSource");
  const arn = input.EventSourceArn === undefined ? undefined : parseArn(input.EventSourceArn);
  if (input.EventSourceArn === undefined || arn === undefined) throw eventSourceUnknown();
  if (arn.service === "sqs") return input.EventSourceArn;
  if (["kinesis", "dynamodb", "kafka", "mq", "rds"].includes(arn.service)) {
    throw notImplemented(`event source mappings of ${arn.service}`);
  }
  throw eventSourceUnknown();
}

const DEFAULTS = {
  isEnabled: true,
  batchSize: BATCH_SIZE_DEFAULT,
  windowSeconds: 0,
  reportsItemFailures: false,
  filters: [],
  countsEvents: false,
} as const;

/** The settings that a request asks for; what it leaves out is as in `current`, or AWS's default for a new mapping. */
export function settingsOf(
  input: Request,
  target: MappedFunction & { readonly queueArn: string },
  current: MappingSettings | undefined,
): MappingSettings {
  refuseAbsent(input);
  const before = current ?? DEFAULTS;
  const concurrency =
    input.ScalingConfig === undefined ? current?.maximumConcurrency : input.ScalingConfig.MaximumConcurrency;
  const settings: MappingSettings = {
    functionName: target.functionName,
    functionQualifier: target.functionQualifier,
    isEnabled: input.Enabled ?? before.isEnabled,
    batchSize: input.BatchSize ?? before.batchSize,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? before.windowSeconds,
    ...(concurrency === undefined ? {} : { maximumConcurrency: concurrency }),
    ...provisionedPollersOf(input, current),
    reportsItemFailures:
      input.FunctionResponseTypes === undefined ? before.reportsItemFailures : input.FunctionResponseTypes.length > 0,
    filters:
      input.FilterCriteria === undefined
        ? before.filters
        : (input.FilterCriteria.Filters ?? []).map((filter) => filter.Pattern ?? ""),
    countsEvents:
      input.MetricsConfig === undefined
        ? before.countsEvents
        : (input.MetricsConfig.Metrics ?? []).includes("EventCount"),
  };
  check(settings, target.queueArn);
  return settings;
}

function check(settings: MappingSettings, queueArn: string): void {
  const { batchSize, windowSeconds, filters } = settings;
  if (isFifo(queueArn)) {
    if (windowSeconds > 0) throw noWindowForFifo();
    if (batchSize > FIFO_BATCH_SIZE_MAX) throw fifoBatchTooLarge();
  }
  if (batchSize > QUEUE_BATCH_SIZE && windowSeconds === 0) throw windowNeeded();
  if (settings.provisionedPollers !== undefined && settings.maximumConcurrency !== undefined) {
    throw provisionedWithMaximumConcurrency();
  }
  if (filters.length > FILTERS_MAX) throw tooManyFilters(FILTERS_MAX);
  bodyFilter(filters);
}

/** An empty object ends provisioned mode; a member that is left out has AWS's default. */
function provisionedPollersOf(
  { ProvisionedPollerConfig: config }: Request,
  current: MappingSettings | undefined,
): Pick<MappingSettings, "provisionedPollers"> {
  if (config === undefined) {
    return current?.provisionedPollers === undefined ? {} : { provisionedPollers: current.provisionedPollers };
  }
  if (config.MinimumPollers === undefined && config.MaximumPollers === undefined) return {};
  const minimum = config.MinimumPollers ?? PROVISIONED_MINIMUM_POLLERS_DEFAULT;
  const maximum = config.MaximumPollers ?? Math.max(minimum, PROVISIONED_MAXIMUM_POLLERS_DEFAULT);
  const bounds = [
    ["MinimumPollers", minimum, PROVISIONED_MINIMUM_POLLERS_MAX],
    ["MaximumPollers", maximum, PROVISIONED_MAXIMUM_POLLERS_MAX],
  ] as const;
  for (const [member, value, most] of bounds) {
    if (value < PROVISIONED_POLLERS_MIN || value > most) throw pollersOutOfRange(member, PROVISIONED_POLLERS_MIN, most);
  }
  if (minimum > maximum) throw pollersCrossed();
  return { provisionedPollers: { minimum, maximum } };
}

/** Settings that queues have not, or that are not here; none is taken and ignored. */
function refuseAbsent(input: Request): void {
  const { OnSuccess: onSuccess, OnFailure: onFailure } = input.DestinationConfig ?? {};
  if (onSuccess?.Destination || onFailure?.Destination) throw destinationUnsupportedForSource();
  if (input.ProvisionedPollerConfig?.PollerGroupName !== undefined) {
    throw notImplemented("ProvisionedPollerConfig PollerGroupName: queues have no poller groups");
  }
  if (input.KMSKeyArn) throw notImplemented("KMSKeyArn: encryption of filter criteria with a key of your own");
  const { Metrics: metrics = [] } = input.MetricsConfig ?? {};
  for (const metric of metrics) if (metric !== "EventCount") throw notImplemented(`MetricsConfig ${metric}`);
}
