/** The task that brings a resource back to what it was before an update that failed. */
import { resourceTypes } from "../../../platform/resource-type.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { resources } from "../keyspaces.ts";
import type { ResourceRecord } from "./stack-record.ts";
import { advance } from "./apply.ts";
import type { Work } from "./apply.ts";
import { failureReason } from "./failure.ts";
import type { OperationRecord, Task } from "./operation-record.ts";
import { resourceScope } from "./resource-scope.ts";
import { StackWriter } from "./writer.ts";

type Restoration = Extract<Task, { readonly act: "restore" }>;

export async function restoreResource(task: Restoration, work: Work, at: AsyncScope): Promise<void> {
  const { before, isReplaced } = task;
  const { stack, operation } = work;
  if (isReplaced) {
    await at.write((write) => finish(new StackWriter(write, stack.id), before, operation));
    return;
  }
  const current =
    at.read((read) => resources.get(read.tx, [at.account, at.region, stack.id, before.logicalId])) ?? before;
  await at.write((write) => {
    if (current.status === "UPDATE_IN_PROGRESS") return;
    const writer = new StackWriter(write, stack.id);
    writer.put({ ...current, status: "UPDATE_IN_PROGRESS", statusReason: undefined });
    writer.tell(before, "UPDATE_IN_PROGRESS");
  });
  try {
    const { logicalId, stackTags, suffix, instance = current.instance } = before;
    const scope = resourceScope(at, { stackId: stack.id, stackName: stack.name, logicalId, stackTags, suffix });
    const type = at.local(resourceTypes).get(before.type);
    const change = { properties: before.properties, previous: current.properties };
    const restored = instance === undefined ? undefined : await type?.update(instance, change, scope);
    await at.write((write) =>
      finish(new StackWriter(write, stack.id), { ...before, instance: restored ?? instance }, operation),
    );
  } catch (error) {
    const reason = failureReason(error, work.run, at.random);
    await at.write((write) => {
      const writer = new StackWriter(write, stack.id);
      writer.put({ ...current, status: "UPDATE_FAILED", statusReason: reason });
      writer.tell(before, "UPDATE_FAILED", reason);
      advance(writer, { ...operation, failed: [...operation.failed, before.logicalId] });
    });
  }
}

function finish(writer: StackWriter, before: ResourceRecord, operation: OperationRecord): void {
  writer.put({ ...before, status: "UPDATE_COMPLETE", statusReason: undefined });
  writer.tell(before, "UPDATE_COMPLETE");
  advance(writer, operation);
}
