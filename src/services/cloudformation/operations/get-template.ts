/** GetTemplate: the template of a stack or a change set, as it was given or as its transforms made it. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { findChangeSet } from "../change-set/find.ts";
import { noStackWithId, validationError } from "../errors.ts";
import { findStack, stackArn } from "../stack/find.ts";

export const getTemplate = operation.read(CloudFormation.GetTemplate, {
  honours: ["StackName", "ChangeSetName", "TemplateStage"],
  on: stackArn,
  run(input, at) {
    const { StackName: name, ChangeSetName: changeSetName, TemplateStage: stage } = input;
    if (name === undefined && changeSetName === undefined) {
      throw validationError("StackName is required if ChangeSetName is not specified.");
    }
    const stack = name === undefined ? undefined : findStack(name, at);
    if (changeSetName === undefined && stack === undefined) throw noStackWithId(name ?? "");
    const content = changeSetName === undefined ? stack : findChangeSet(input, at).changeSet.content;
    return {
      TemplateBody: stage === "Processed" ? content?.processedTemplate : content?.templateBody,
      StagesAvailable: ["Original" as const, "Processed" as const],
    };
  },
});
