/** Who may use a topic: what its policy decides about; and who may use a subscription: whoever made it. */
import { type Arn, parseArn } from "../../../kernel/arn.ts";
import type { GuardedResource, ResourceAccess } from "../../../platform/policies/resource-access.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { notAuthorized } from "../errors.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { subscriptionArn } from "../subscription/subscription.ts";
import { findTopic } from "./find-topic.ts";
import { defaultPolicy } from "./policy.ts";
import { topicArn } from "./topic.ts";

/** Whoever has the token may confirm. */
const OPEN_OPERATION = "ConfirmSubscription";

export const topicAccess: ResourceAccess = {
  guarded({ operation, resource, input }, at) {
    const arn = parseArn(resource);
    if (operation === OPEN_OPERATION || arn?.service !== "sns") return undefined;
    if (arn.resource.includes(":")) return guardedSubscription(operation, arn, at);
    const topic = findTopic(at, { account: arn.account, region: arn.region, name: arn.resource });
    if (topic === undefined) return undefined;
    const { policy = defaultPolicy(topic) } = topic.settings;
    const action = `SNS:${operation === "PublishBatch" ? "Publish" : operation}`;
    const asked = operation === "Subscribe" ? input : {};
    const keys = { "sns:protocol": textOf(asked["Protocol"]), "sns:endpoint": textOf(asked["Endpoint"]) };
    return { arn: topicArn(topic), policy, action, keys };
  },
  refusal: notAuthorized,
};

/** No topic's policy speaks of subscriptions: they are their owner's, whom the topic's owner can only send away (measured). */
function guardedSubscription(operation: string, arn: Arn, at: ReadScope): GuardedResource | undefined {
  const { account, region, resource } = arn;
  const [topic = "", id = ""] = resource.split(":");
  const subscription = findSubscription(at, { account, region, topic, id });
  if (subscription === undefined) return undefined;
  const ends = operation === "Unsubscribe";
  // The link in a message unsubscribes without a signature; the operation knows when it does not.
  if (ends && at.caller.kind === "anonymous") return undefined;
  return {
    arn: subscriptionArn(subscription),
    account: ends && at.caller.account === account ? account : subscription.owner,
    policy: undefined,
    action: `SNS:${operation}`,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
