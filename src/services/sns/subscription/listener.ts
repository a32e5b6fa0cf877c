/** One subscription as a publish, or a replay, needs it. */
import { type Arn, parseArn } from "../../../kernel/arn.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { compiledPolicy } from "../filter/compiled-policy.ts";
import type { FilterPolicy } from "../filter/parse-policy.ts";
import { type StoredSubscription, subscriptionArn } from "./subscription.ts";

export interface Listener {
  readonly subscription: StoredSubscription;
  readonly arn: string;
  /** The queue that it delivers to, if it is one. */
  readonly queue: Arn | undefined;
  /** Undefined when it wants every message. */
  readonly filterPolicy: FilterPolicy | undefined;
}

export function listenerOf(at: ReadScope, subscription: StoredSubscription): Listener {
  const { protocol, endpoint, settings } = subscription;
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = settings;
  return {
    subscription,
    arn: subscriptionArn(subscription),
    queue: protocol === "sqs" ? parseArn(endpoint) : undefined,
    filterPolicy: filterPolicy === undefined ? undefined : compiledPolicy(at, filterPolicy, filterPolicyScope),
  };
}
