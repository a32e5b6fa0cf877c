/** What a template asks of whoever deploys it, told without deploying it. */
import type { Capability } from "../../../schema/generated/cloudformation.ts";
import { requiredCapabilities } from "./capabilities.ts";
import type { ParameterDeclaration } from "./parameter-declaration.ts";
import { parseTemplate } from "./parse.ts";
import { processTemplate } from "./process.ts";
import { readTemplate, transformsOf } from "./template.ts";
import { isTree } from "./tree.ts";

interface TemplateSummary {
  readonly parameters: readonly ParameterDeclaration[];
  readonly description: string | undefined;
  readonly capabilities: readonly Capability[] | undefined;
  readonly capabilitiesReason: string | undefined;
  /** As written, before any transform. */
  readonly resourceTypes: readonly string[];
  readonly transforms: readonly string[] | undefined;
  readonly metadata: string | undefined;
}

/** @throws ValidationError */
export function summarizeTemplate(text: string): TemplateSummary {
  const { tree, isExpanded } = processTemplate(text);
  const template = readTemplate(tree);
  const { capabilities, reason } = requiredCapabilities(template);
  const all: readonly Capability[] = isExpanded ? [...capabilities, "CAPABILITY_AUTO_EXPAND"] : capabilities;
  const original = parseTemplate(text);
  const declared = isTree(original) && isTree(original["Resources"]) ? Object.values(original["Resources"]) : [];
  const types = declared.map((each) => (isTree(each) ? String(each["Type"]) : ""));
  const transforms = isTree(original) ? transformsOf(original) : [];
  return {
    parameters: [...template.parameters.values()],
    description: template.description,
    capabilities: all.length === 0 ? undefined : all,
    capabilitiesReason:
      reason ??
      (isExpanded ? "The following transform(s) require capabilities: [AWS::Serverless-2016-10-31]" : undefined),
    resourceTypes: [...new Set(types)],
    transforms: transforms.length === 0 ? undefined : transforms,
    metadata: isTree(template.metadata) ? JSON.stringify(template.metadata) : undefined,
  };
}
