/** Who may use a topic: what its policy decides about. */
import { parseArn } from "../../../kernel/arn.ts";
import type { ResourceAccess } from "../../../platform/policies/resource-access.ts";
import { notAuthorized } from "../errors.ts";
import { findTopic } from "./find-topic.ts";
import { defaultPolicy } from "./policy.ts";
import { topicArn } from "./topic.ts";

/** Whoever has the token may confirm. */
const OPEN_OPERATION = "ConfirmSubscription";

export const topicAccess: ResourceAccess = {
  guarded({ operation, resource, input }, at) {
    const arn = parseArn(resource);
    if (operation === OPEN_OPERATION || arn?.service !== "sns") return undefined;
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

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
