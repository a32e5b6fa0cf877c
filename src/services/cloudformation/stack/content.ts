/** From what a caller sends to what a stack is to hold: the template is read, transformed, checked and evaluated. */
import { resourceTypes } from "../../../platform/resource-type.ts";
import type { AsyncScope, Place, ReadScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { Capability, Parameter, Tag } from "../../../schema/generated/cloudformation.ts";
import { validationError } from "../errors.ts";
import { exportedValues } from "../keyspaces.ts";
import type { StackContent } from "./stack-record.ts";
import { checkCapabilities } from "../template/capabilities.ts";
import { checkTypes, previewProperties } from "../template/check-resources.ts";
import type { Environment } from "../template/environment.ts";
import { evaluateTemplate } from "../template/evaluated.ts";
import type { Deployment, EvaluatedTemplate } from "../template/evaluated.ts";
import { resolveParameters } from "../template/parameter-values.ts";
import { processTemplate } from "../template/process.ts";
import { readTemplateText } from "../template/template-text.ts";
import { readProcessed } from "../template/read-processed.ts";
import { isTree } from "../template/tree.ts";

/** The members that CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface ContentRequest {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly Capability[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

/** How the content is asked for. */
interface Asked {
  readonly stackId: string;
  readonly stackName: string;
  /** What the stack holds now, for UsePreviousTemplate and UsePreviousValue. */
  readonly previous: StackContent | undefined;
  /** Change sets expand transforms without being told that they may. */
  readonly isChangeSet: boolean;
}

/**
 * Reads and checks everything that can be known before a resource is made.
 * @throws ValidationError, InsufficientCapabilities, NotImplemented; nothing is changed by then
 */
export async function prepareContent(request: ContentRequest, asked: Asked, at: AsyncScope): Promise<StackContent> {
  const templateBody = await templateTextOf(request, asked, at);
  const { text: processedTemplate, isExpanded } = processTemplate(templateBody);
  const template = readProcessed(processedTemplate);
  const tags = request.Tags ?? asked.previous?.tags ?? [];
  checkTags(tags);
  const notificationArns = request.NotificationARNs ?? asked.previous?.notificationArns ?? [];
  if (notificationArns.length > 0) throw notImplemented("NotificationARNs");
  const parameters = resolveParameters(template.parameters, request.Parameters ?? [], asked.previous?.parameters ?? {});
  const types = at.local(resourceTypes);
  checkTypes(template, types);
  const capabilities = request.Capabilities ?? [];
  checkCapabilities(template, capabilities, isExpanded && !asked.isChangeSet);
  const content: StackContent = {
    templateBody,
    processedTemplate,
    description: template.description,
    parameters,
    tags,
    capabilities,
    notificationArns,
  };
  const evaluated = evaluateContent(content, { id: asked.stackId, name: asked.stackName }, at);
  at.read((read) => previewProperties(evaluated, previewEnvironment(evaluated, read), types));
  return content;
}

/** The template of a stack with all that is known before its resources exist. */
export function evaluateContent(
  content: StackContent,
  stack: { readonly id: string; readonly name: string },
  place: Pick<Place, "account" | "region">,
): EvaluatedTemplate {
  const deployment: Deployment = {
    account: place.account,
    region: place.region,
    stackId: stack.id,
    stackName: stack.name,
    notificationArns: content.notificationArns,
  };
  return evaluateTemplate(readProcessed(content.processedTemplate), content.parameters, deployment);
}

/** An environment in which no resource exists. */
export function previewEnvironment(evaluated: EvaluatedTemplate, at: ReadScope): Environment {
  return { ...evaluated.environment, resource: () => undefined, exported: exportsOf(at) };
}

export function exportsOf(at: ReadScope): Environment["exported"] {
  return (name) => exportedValues.get(at.tx, [at.account, at.region, name])?.value;
}

async function templateTextOf(request: ContentRequest, asked: Asked, at: AsyncScope): Promise<string> {
  if (request.UsePreviousTemplate === true) {
    if (request.TemplateBody !== undefined || request.TemplateURL !== undefined) {
      throw validationError("Template body/URL and usePreviousTemplate can not be specified together");
    }
    if (asked.previous === undefined) throw validationError("Either Template URL or Template Body must be specified.");
    return asked.previous.templateBody;
  }
  return readTemplateText(request, at);
}

function checkTags(tags: readonly Tag[]): void {
  const keys = new Set<string>();
  for (const { Key } of tags) {
    if (Key.startsWith("aws:")) {
      throw validationError("aws: prefixed tag key names are not allowed for external use.");
    }
    if (keys.has(Key)) {
      throw validationError("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    keys.add(Key);
  }
}

/** Metadata of a whole template as text, for summaries. */
export function metadataText(metadata: unknown): string | undefined {
  return isTree(metadata) ? JSON.stringify(metadata) : undefined;
}
