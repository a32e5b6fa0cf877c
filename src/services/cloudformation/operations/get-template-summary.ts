/** GetTemplateSummary: what a template, or that of a stack, asks of whoever deploys it. */
import { operation } from "../../../platform/operation.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import type { GetTemplateSummaryInput } from "../../../schema/generated/cloudformation.ts";
import { noStackWithId, validationError } from "../errors.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { readTemplateText } from "../template/template-text.ts";
import { summarizeTemplate } from "../template/summary.ts";

export const getTemplateSummary = operation.stream(CloudFormation.GetTemplateSummary, {
  honours: ["TemplateBody", "TemplateURL", "StackName"],
  on: stackArn,
  async run(input, at) {
    const summary = summarizeTemplate(await textOf(input, at));
    return {
      Parameters: summary.parameters.map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.defaultValue,
        ParameterType: parameter.type,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
        ParameterConstraints: parameter.allowedValues === undefined ? {} : { AllowedValues: parameter.allowedValues },
      })),
      Description: summary.description,
      Capabilities: summary.capabilities,
      CapabilitiesReason: summary.capabilitiesReason,
      ResourceTypes: summary.resourceTypes,
      Version: "2010-09-09",
      Metadata: summary.metadata,
      DeclaredTransforms: summary.transforms,
    };
  },
});

async function textOf(input: GetTemplateSummaryInput, at: AsyncScope): Promise<string> {
  const { StackName: name } = input;
  if (name === undefined) return readTemplateText(input, at);
  const stack = at.read((read) => findStack(name, read));
  if (stack === undefined) throw noStackWithId(name);
  if (stack.status === "REVIEW_IN_PROGRESS") {
    throw validationError("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.");
  }
  return stack.templateBody;
}
