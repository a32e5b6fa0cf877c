/** Accepted events and the settings that say how often they are tried and where they end. */
import type { DestinationConfig, FunctionEventInvokeConfig } from "../../../schema/generated/lambda.ts";
import type { FunctionReference } from "../function/function-name.ts";
import { LATEST } from "../function/function-record.ts";
import { EVENT_AGE_MILLISECONDS_DEFAULT, RETRY_ATTEMPTS_DEFAULT } from "../limits.ts";

/** Account, region, request id: where an accepted event is stored. */
export type EventKey = readonly [account: string, region: string, requestId: string];

/** An event as a caller hands it over. */
export interface AcceptedEvent {
  /** The function's name. */
  readonly name: string;
  /** As the request gave it: empty or `$LATEST`. */
  readonly qualifier: string;
  /** The same in each attempt. */
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** How often functions came by before: see recursion.ts. The same in each attempt. */
  readonly chain?: string;
}

/** ARNs of what an event, or the record of its end, is handed on to. */
export interface EventEnds {
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly deadLetterTargetArn?: string;
}

/** An event between its acceptance and its end. */
export interface AsynchronousEvent extends AcceptedEvent {
  readonly acceptedAt: number;
  /** The lineage record of the latest thing that happened to it. */
  readonly cause: string;
  /** How many attempts ran and failed. */
  readonly failures: number;
  /** How many attempts were throttled since one ran. */
  readonly throttles: number;
  /** True while a durable timer holds it for its next attempt. */
  readonly isWaiting: boolean;
  readonly endsWhenAccepted?: EventEnds;
}

/** What PutFunctionEventInvokeConfig set. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  /** Present once a request gave a DestinationConfig. */
  readonly destinations?: { readonly onSuccess?: string; readonly onFailure?: string };
  readonly lastModified: number;
}

/** How an event came to its end, in AWS's words. */
export type EventCondition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

/** The figures that apply, with AWS's defaults where nothing is set. */
export function retryRules(config: EventInvokeConfig | undefined): {
  readonly attempts: number;
  readonly ageMilliseconds: number;
} {
  const age = config?.maximumEventAgeSeconds;
  return {
    attempts: config?.maximumRetryAttempts ?? RETRY_ATTEMPTS_DEFAULT,
    ageMilliseconds: age === undefined ? EVENT_AGE_MILLISECONDS_DEFAULT : age * 1000,
  };
}

/** The ARN that settings are shown with: always qualified. */
export function configuredArn({ arn, qualifier }: Pick<FunctionReference, "arn" | "qualifier">): string {
  return `${arn}:${qualifier === "" ? LATEST : qualifier}`;
}

/** The settings as the API shows them; `functionArn` is qualified. */
export function shownConfig(config: EventInvokeConfig, functionArn: string): FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAgeSeconds, destinations } = config;
  return {
    FunctionArn: functionArn,
    LastModified: config.lastModified,
    ...(maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
    DestinationConfig: shownDestinations(destinations ?? {}),
  };
}

function shownDestinations(destinations: NonNullable<EventInvokeConfig["destinations"]>): DestinationConfig {
  const { onSuccess, onFailure } = destinations;
  return {
    OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
    OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
  };
}
