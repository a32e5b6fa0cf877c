/** ValidateTemplate: whether a template's form is right, and what it asks for. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { summarizeTemplate } from "../template/summary.ts";
import { readTemplateText } from "../template/template-text.ts";

export const validateTemplate = operation.stream(CloudFormation.ValidateTemplate, {
  honours: ["TemplateBody", "TemplateURL"],
  on: (_input, place) => `arn:aws:cloudformation:${place.region}:${place.account}:stack/*`,
  async run(input, at) {
    const summary = summarizeTemplate(await readTemplateText(input, at));
    return {
      Parameters: summary.parameters.map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.defaultValue,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
      })),
      Description: summary.description,
      Capabilities: summary.capabilities,
      CapabilitiesReason: summary.capabilitiesReason,
      DeclaredTransforms: summary.transforms,
    };
  },
});
