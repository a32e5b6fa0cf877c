/** The task that removes a resource, or an instance that was replaced. */
import { resourceTypes } from "../../../platform/resource-type.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { ResourceRecord } from "./stack-record.ts";
import { advance } from "./apply.ts";
import type { Work } from "./apply.ts";
import { evaluateContent } from "./content.ts";
import { failureReason } from "./failure.ts";
import type { OperationRecord, Task } from "./operation-record.ts";
import { resourceScope } from "./resource-scope.ts";
import { StackWriter } from "./writer.ts";

type Removal = Extract<Task, { readonly act: "remove" }>;

export async function removeResource(task: Removal, work: Work, at: AsyncScope): Promise<void> {
  const { resource, keep } = task;
  const { stack, operation } = work;
  if (isNeeded(resource.logicalId, work, at)) {
    await at.write((write) => advance(new StackWriter(write, stack.id), operation));
    return;
  }
  if (keep) {
    await at.write((write) => skip(new StackWriter(write, stack.id), task, operation));
    return;
  }
  await at.write((write) => start(new StackWriter(write, stack.id), task));
  try {
    const { logicalId, stackTags, suffix, instance, properties } = resource;
    const scope = resourceScope(at, { stackId: stack.id, stackName: stack.name, logicalId, stackTags, suffix });
    const type = at.local(resourceTypes).get(resource.type);
    if (instance !== undefined) await type?.delete(instance, properties, scope);
  } catch (error) {
    const reason = failureReason(error, work.run, at.random);
    await at.write((write) => fail(new StackWriter(write, stack.id), { task, operation, reason }));
    return;
  }
  await at.write((write) => finish(new StackWriter(write, stack.id), task, operation));
}

/** Whether something that could not be removed needs this resource: it then stays, too. */
function isNeeded(logicalId: string, { stack, operation }: Work, at: AsyncScope): boolean {
  if (operation.failed.length === 0) return false;
  const { dependencies } = evaluateContent(stack, stack, at);
  const needed = new Set<string>();
  const visit = (id: string): void => {
    for (const each of dependencies.get(id) ?? []) {
      if (needed.has(each)) continue;
      needed.add(each);
      visit(each);
    }
  };
  for (const id of operation.failed) visit(id);
  return needed.has(logicalId);
}

function start(writer: StackWriter, { resource, isOld }: Removal): void {
  const current = writer.resource(resource.logicalId);
  if (!isOld && current?.status === "DELETE_IN_PROGRESS") return;
  if (!isOld) writer.put({ ...resource, status: "DELETE_IN_PROGRESS", statusReason: undefined });
  writer.tell(resource, "DELETE_IN_PROGRESS");
}

function finish(writer: StackWriter, { resource, isOld }: Removal, operation: OperationRecord): void {
  if (!isOld) settle(writer, operation, { resource, status: "DELETE_COMPLETE" });
  writer.tell(resource, "DELETE_COMPLETE");
  advance(writer, operation);
}

function skip(writer: StackWriter, { resource, isOld }: Removal, operation: OperationRecord): void {
  if (!isOld) settle(writer, operation, { resource, status: "DELETE_SKIPPED" });
  writer.tell(resource, "DELETE_SKIPPED");
  advance(writer, operation);
}

/** A deleted stack still shows its resources; a stack that lives on forgets those that it has no more. */
function settle(
  writer: StackWriter,
  operation: OperationRecord,
  { resource, status }: { readonly resource: ResourceRecord; readonly status: "DELETE_COMPLETE" | "DELETE_SKIPPED" },
): void {
  if (operation.kind === "update") writer.drop(resource.logicalId);
  else writer.put({ ...resource, status, statusReason: undefined });
}

function fail(
  writer: StackWriter,
  failure: { readonly task: Removal; readonly operation: OperationRecord; readonly reason: string },
): void {
  const { task, operation, reason } = failure;
  const { resource, isOld } = task;
  if (!isOld) writer.put({ ...resource, status: "DELETE_FAILED", statusReason: reason });
  writer.tell(resource, "DELETE_FAILED", reason);
  advance(writer, { ...operation, failed: [...operation.failed, resource.logicalId] });
}
