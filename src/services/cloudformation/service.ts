/** AWS CloudFormation: stacks of resources of every service here, from templates in JSON, YAML and SAM. */
import { defineService } from "../../platform/service.ts";
import { CloudFormation } from "../../schema/generated/cloudformation.ts";
import { brokenConstraints } from "./errors.ts";
import { forgetStack } from "./jobs.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getTemplateSummary } from "./operations/get-template-summary.ts";
import { getTemplate } from "./operations/get-template.ts";
import { listChangeSets } from "./operations/list-change-sets.ts";
import { listExports } from "./operations/list-exports.ts";
import { listImports } from "./operations/list-imports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacks } from "./operations/list-stacks.ts";
import { updateStack } from "./operations/update-stack.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { validateTemplate } from "./operations/validate-template.ts";
import { cdkMetadataResource } from "./resources.ts";
import { takeStep } from "./stack/step.ts";
import { UNSUPPORTED } from "./unsupported.ts";

export const cloudformation = defineService({
  model: CloudFormation.model,
  operations: [
    createChangeSet,
    createStack,
    deleteChangeSet,
    deleteStack,
    describeChangeSet,
    describeStackEvents,
    describeStackResource,
    describeStackResources,
    describeStacks,
    executeChangeSet,
    getTemplate,
    getTemplateSummary,
    listChangeSets,
    listExports,
    listImports,
    listStackResources,
    listStacks,
    updateStack,
    updateTerminationProtection,
    validateTemplate,
  ],
  unsupported: UNSUPPORTED,
  refuse: brokenConstraints,
  effects: { "cloudformation.step": takeStep },
  timers: { "cloudformation.forget": forgetStack },
  resources: [cdkMetadataResource],
});
