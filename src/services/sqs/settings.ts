/** How SQS is to behave in one cloud, where that can be chosen: the server hands it over, and scopes show it. */
import { type Local, local } from "../../platform/local.ts";
import { type Limits, STRICT_LIMITS } from "./limits.ts";

export interface SqsSettings {
  /** The quotas that the cloud keeps to. */
  readonly limits: Limits;
  /** Whether calls to FIFO queues are throttled at AWS's rates. */
  readonly throttle: boolean;
  /** How probably a receive from a standard queue passes over a message that is next, from 0 to 1. */
  readonly disorder: number;
  /** How probably a message that was received from a standard queue is delivered again while it is in flight. */
  readonly duplicates: number;
}

/** As on AWS where AWS leaves no choice, and in the calmest way where it does. */
export const DEFAULT_SQS_SETTINGS: SqsSettings = {
  limits: STRICT_LIMITS,
  throttle: false,
  disorder: 0,
  duplicates: 0,
};

export const sqsSettings = local<SqsSettings>("sqs.settings", () => DEFAULT_SQS_SETTINGS);

/** The bounds of the cloud that the scope is of, where they differ from cloud to cloud. */
export function limitsOf(at: { local<T>(key: Local<T>): T }): Limits {
  return at.local(sqsSettings).limits;
}
