/** AWS::Lambda::EventInvokeConfig: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
import type { ResourceProperties, ResourceScope, ResourceType } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { given, recordOf, textOf, wholeNumberOf } from "../../../platform/template-values.ts";
import { Lambda, type PutFunctionEventInvokeConfigRequest } from "../../../schema/generated/lambda.ts";

export const eventInvokeConfigResource: ResourceType = {
  type: "AWS::Lambda::EventInvokeConfig",
  properties: ["FunctionName", "Qualifier", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"],
  required: ["FunctionName", "Qualifier"],
  replacedBy: ["FunctionName", "Qualifier"],

  async create(properties, at) {
    await put(properties, at);
    const physicalId = `${textOf(properties["FunctionName"])}|${textOf(properties["Qualifier"])}`;
    return { physicalId, attributes: {} };
  },

  async update(instance, { properties }, at) {
    await put(properties, at);
    return instance;
  },

  async delete(_instance, properties, at) {
    const input = { FunctionName: textOf(properties["FunctionName"]) ?? "", ...qualifierOf(properties) };
    await unlessRefused(
      ["ResourceNotFoundException"],
      at.call(Lambda.DeleteFunctionEventInvokeConfig, input, asStack(at)),
    );
  },
};

function put(properties: ResourceProperties, at: ResourceScope): Promise<unknown> {
  const members = {
    FunctionName: textOf(properties["FunctionName"]),
    MaximumRetryAttempts: wholeNumberOf(properties["MaximumRetryAttempts"]),
    MaximumEventAgeInSeconds: wholeNumberOf(properties["MaximumEventAgeInSeconds"]),
    DestinationConfig: recordOf(properties["DestinationConfig"]),
  };
  // The operation checks every value again, required ones included.
  const input = { ...given(members), ...qualifierOf(properties) } as unknown as PutFunctionEventInvokeConfigRequest;
  return at.call(Lambda.PutFunctionEventInvokeConfig, input, asStack(at));
}

function qualifierOf(properties: ResourceProperties): { readonly Qualifier?: string } {
  const Qualifier = textOf(properties["Qualifier"]);
  return Qualifier === undefined ? {} : { Qualifier };
}
