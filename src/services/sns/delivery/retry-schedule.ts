/** When a delivery that failed is tried again. Pure functions: the number of the retry in, seconds to wait out. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import {
  SERVICE_BACKOFF_RETRIES,
  SERVICE_IMMEDIATE_RETRIES,
  SERVICE_LONGEST_DELAY_SECONDS,
  SERVICE_POST_BACKOFF_RETRIES,
  SERVICE_PRE_BACKOFF_RETRIES,
  SERVICE_SHORTEST_DELAY_SECONDS,
} from "../limits.ts";

/** How a delivery to HTTP(S) is tried again, in AWS's words. */
export interface HealthyRetryPolicy {
  /** Seconds. */
  readonly minDelayTarget: number;
  /** Seconds. */
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: "arithmetic" | "exponential" | "geometric" | "linear";
}

/** An attempt that failed. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly now: number;
}

/** When a delivery to SQS or Lambda is tried again; undefined when it is not. */
export function serviceRetryAt({ attempt, now }: FailedAttempt): number | undefined {
  return after(now, serviceRetryDelaySeconds(attempt));
}

/** The same for HTTP(S). */
export function httpRetryAt(policy: HealthyRetryPolicy, { attempt, now }: FailedAttempt): number | undefined {
  return after(now, httpRetryDelaySeconds(policy, attempt));
}

function after(now: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : now + Math.round(seconds * SECOND_MILLISECONDS);
}

/**
 * How long to wait before retry number `retry` (1 for the first) of a delivery to SQS or Lambda; undefined after the last.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, "AWS managed endpoints"
 */
export function serviceRetryDelaySeconds(retry: number): number | undefined {
  let index = retry - 1;
  if (index < SERVICE_IMMEDIATE_RETRIES) return 0;
  index -= SERVICE_IMMEDIATE_RETRIES;
  if (index < SERVICE_PRE_BACKOFF_RETRIES) return SERVICE_SHORTEST_DELAY_SECONDS;
  index -= SERVICE_PRE_BACKOFF_RETRIES;
  if (index < SERVICE_BACKOFF_RETRIES) {
    return Math.min(SERVICE_LONGEST_DELAY_SECONDS, SERVICE_SHORTEST_DELAY_SECONDS * 2 ** index);
  }
  return index - SERVICE_BACKOFF_RETRIES < SERVICE_POST_BACKOFF_RETRIES ? SERVICE_LONGEST_DELAY_SECONDS : undefined;
}

/**
 * The same for HTTP(S), by its four phases: no delay, least delay, backoff, longest delay. AWS shows the curves of the
 * backoff functions only as a drawing; all of these begin at the least delay and end at the longest.
 */
export function httpRetryDelaySeconds(policy: HealthyRetryPolicy, retry: number): number | undefined {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy;
  if (retry > numRetries) return undefined;
  if (retry <= numNoDelayRetries) return 0;
  const afterImmediate = retry - numNoDelayRetries;
  if (afterImmediate <= numMinDelayRetries) return policy.minDelayTarget;
  const step = afterImmediate - numMinDelayRetries;
  const steps = numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
  return step <= steps ? backoffSeconds(policy, step, steps) : policy.maxDelayTarget;
}

/** How long all the retries of a policy wait together. */
export function httpRetriesSeconds(policy: HealthyRetryPolicy): number {
  let seconds = 0;
  for (let retry = 1; retry <= policy.numRetries; retry++) seconds += httpRetryDelaySeconds(policy, retry) ?? 0;
  return seconds;
}

function backoffSeconds(policy: HealthyRetryPolicy, step: number, steps: number): number {
  const { minDelayTarget: least, maxDelayTarget: most } = policy;
  const part = steps === 1 ? 0 : (step - 1) / (steps - 1);
  switch (policy.backoffFunction) {
    case "linear":
      return least + (most - least) * part;
    case "arithmetic":
      // Each step is longer than the one before by the same amount.
      return least + ((most - least) * part * (1 + part)) / 2;
    case "geometric":
      return least * (most / least) ** part;
    case "exponential":
      return Math.min(most, least * 2 ** (step - 1));
  }
}
