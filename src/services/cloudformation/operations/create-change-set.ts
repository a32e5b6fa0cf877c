/** CreateChangeSet: what a deployment would change, to be looked at and then executed. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { resourceTypes } from "../../../platform/resource-type.ts";
import type { AsyncScope, WriteScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import type { CreateChangeSetInput } from "../../../schema/generated/cloudformation.ts";
import { describeChange } from "../change-set/describe.ts";
import { changeSetsOf } from "../change-set/find.ts";
import { maskingOf } from "../change-set/property-values.ts";
import type { ChangeSetRecord } from "../change-set/record.ts";
import { changeSetExists, limitExceeded, noStack, validationError } from "../errors.ts";
import { changeSets } from "../keyspaces.ts";
import { CHANGE_SETS_MAXIMUM } from "../limits.ts";
import { checkUpdatable, newStackId, registerStack } from "../stack/begin.ts";
import { blankStack } from "../stack/blank.ts";
import { prepareContent } from "../stack/content.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { checkStackName } from "../stack/name.ts";
import { planChanges } from "../stack/plan.ts";
import { secretsOf } from "../stack/secrets.ts";
import type { StackContent, StackRecord } from "../stack/stack-record.ts";
import { StackWriter } from "../stack/writer.ts";

/** Tools compare this very sentence: it means that there is nothing to deploy. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const createChangeSet = operation.stream(CloudFormation.CreateChangeSet, {
  honours: [
    "StackName",
    "ChangeSetName",
    "ChangeSetType",
    "TemplateBody",
    "TemplateURL",
    "UsePreviousTemplate",
    "Parameters",
    "Capabilities",
    "RoleARN",
    "Tags",
    "NotificationARNs",
    "ClientToken",
    "Description",
    "IncludeNestedStacks",
    "OnStackFailure",
    "ImportExistingResources",
    "DeploymentConfig",
  ],
  on: stackArn,
  async run(input, at) {
    const { StackName: name, ChangeSetType: type = "UPDATE" } = input;
    if (type === "IMPORT") throw notImplemented("ChangeSetType IMPORT");
    if (input.ImportExistingResources === true) throw notImplemented("ImportExistingResources");
    const stack = at.read((read) => findStack(name, read));
    checkStack(input, stack);
    const stackId = stack?.id ?? newStackId(name, at);
    const previous = stack?.status === "REVIEW_IN_PROGRESS" ? undefined : stack;
    const asked = { stackId, stackName: stack?.name ?? name, previous, isChangeSet: true };
    const content = await prepareContent(input, asked, at);
    const id = `arn:aws:cloudformation:${at.region}:${at.account}:changeSet/${input.ChangeSetName}/${uuid(at.random)}`;
    await at.write((write) => {
      const current = findStack(stackId, write) ?? review(stackId, name, write);
      changeSets.put(
        write.tx,
        [write.account, write.region, stackId, input.ChangeSetName],
        changeSetOf({ id, input, content, stack: current }, at, write),
      );
    });
    return { Id: id, StackId: stackId };
  },
});

function checkStack(input: CreateChangeSetInput, stack: StackRecord | undefined): void {
  const { StackName: name, ChangeSetName: changeSetName, ChangeSetType: type = "UPDATE" } = input;
  if (type === "CREATE") {
    checkStackName(name);
    if (stack === undefined || stack.status === "REVIEW_IN_PROGRESS") return;
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
    );
  }
  if (stack === undefined) throw noStack(name);
  checkUpdatable(stack);
}

/** A stack that exists only to be looked at: its change set creates it. */
function review(stackId: string, name: string, at: WriteScope): StackRecord {
  registerStack(blankStack({ id: stackId, name, now: at.now }), at);
  const writer = new StackWriter(at, stackId);
  writer.status("REVIEW_IN_PROGRESS", "User Initiated");
  return writer.stack;
}

interface Made {
  readonly id: string;
  readonly input: CreateChangeSetInput;
  readonly content: StackContent;
  readonly stack: StackRecord;
}

function changeSetOf({ id, input, content, stack }: Made, at: AsyncScope, write: WriteScope): ChangeSetRecord {
  const others = changeSetsOf(stack.id, write);
  if (others.some(({ name }) => name === input.ChangeSetName)) throw changeSetExists(input.ChangeSetName);
  if (others.length >= CHANGE_SETS_MAXIMUM) throw limitExceeded(`ChangeSet limit exceeded for stack ${stack.name}`);
  const types = at.local(resourceTypes);
  const plan = planChanges({ stack, next: content, types }, write);
  const masking = maskingOf([stack, content].flatMap(secretsOf));
  const onStackFailure = input.OnStackFailure ?? "ROLLBACK";
  return {
    id,
    name: input.ChangeSetName,
    type: input.ChangeSetType ?? "UPDATE",
    status: plan.isEmpty ? "FAILED" : "CREATE_COMPLETE",
    statusReason: plan.isEmpty ? NO_CHANGES : undefined,
    executionStatus: plan.isEmpty ? "UNAVAILABLE" : "AVAILABLE",
    description: input.Description,
    createdAt: write.now,
    includeNestedStacks: input.IncludeNestedStacks === true,
    onFailure: onStackFailure,
    deploymentConfig: input.DeploymentConfig,
    roleArn: input.RoleARN,
    content,
    changes: plan.changes.map((change) => describeChange(change, { types, masking })),
  };
}
