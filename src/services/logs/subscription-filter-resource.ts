/** The CloudFormation type AWS::Logs::SubscriptionFilter. */
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { given, requiredText, textOf } from "../../platform/template-values.ts";
import { type Distribution, Logs } from "../../schema/generated/logs.ts";
import { NAME_CHARACTERS_MAX } from "./limits.ts";

export const subscriptionFilterResource: ResourceType = {
  type: "AWS::Logs::SubscriptionFilter",
  properties: ["LogGroupName", "FilterName", "FilterPattern", "DestinationArn", "RoleArn", "Distribution"],
  required: ["LogGroupName", "FilterPattern", "DestinationArn"],
  replacedBy: ["LogGroupName", "FilterName"],
  async create(properties, at) {
    // A put with the same name is the same filter, so that one that was made before a crash is made once.
    const filterName = textOf(properties["FilterName"]) ?? at.generatedName(NAME_CHARACTERS_MAX);
    await put(filterName, properties, at);
    return { physicalId: filterName, attributes: {} };
  },
  async update(instance, { properties }, at) {
    await put(instance.physicalId, properties, at);
    return instance;
  },
  async delete({ physicalId: filterName }, properties, at) {
    const logGroupName = requiredText(properties["LogGroupName"]);
    const deletion = at.call(Logs.DeleteSubscriptionFilter, { logGroupName, filterName }, asStack(at));
    await unlessRefused(["ResourceNotFoundException"], deletion);
  },
};

async function put(filterName: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const input = {
    logGroupName: requiredText(properties["LogGroupName"]),
    filterName,
    filterPattern: textOf(properties["FilterPattern"]) ?? "",
    destinationArn: requiredText(properties["DestinationArn"]),
    ...given({
      roleArn: textOf(properties["RoleArn"]),
      // The input is checked against the model: a text that is no distribution never gets past it.
      distribution: textOf(properties["Distribution"]) as Distribution | undefined,
    }),
  };
  await at.call(Logs.PutSubscriptionFilter, input, asStack(at));
}
