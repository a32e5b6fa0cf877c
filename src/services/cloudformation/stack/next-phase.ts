/** What follows when all tasks of a phase are done, or when one has failed: the state machine of a stack. */
import { unreachable } from "../../../kernel/invariant.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { stackNames } from "../keyspaces.ts";
import { DELETED_STACK_KEPT_MILLISECONDS } from "../limits.ts";
import { removals } from "./begin.ts";
import type { OperationRecord, Task } from "./operation-record.ts";
import { publishOutputs, withdrawExports } from "./outputs.ts";
import type { StackWriter } from "./writer.ts";

/** All tasks of the phase are done. */
export function nextPhase(writer: StackWriter, operation: OperationRecord): void {
  if (writer.isCutShort(operation)) return;
  const failed = operation.failed.length > 0;
  const leftOver = failed
    ? `The following resource(s) failed to delete: [${operation.failed.join(", ")}]. `
    : undefined;
  switch (operation.phase) {
    case "forward":
      finishForward(writer, operation);
      return;
    case "cleanup":
      // What could not be removed is left behind; the stack has what it wants all the same.
      end(writer, "UPDATE_COMPLETE", leftOver);
      return;
    case "rollback":
      if (operation.kind === "create") {
        end(writer, failed ? "ROLLBACK_FAILED" : "ROLLBACK_COMPLETE", leftOver);
      } else if (failed) {
        end(
          writer,
          "UPDATE_ROLLBACK_FAILED",
          `The following resource(s) failed to update: [${operation.failed.join(", ")}]. `,
        );
      } else {
        writer.status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
        writer.proceed({ ...operation, phase: "rollback-cleanup", tasks: operation.later, later: [] });
      }
      return;
    case "rollback-cleanup":
      end(writer, "UPDATE_ROLLBACK_COMPLETE", leftOver);
      return;
    case "delete":
      finishDeletion(writer, leftOver);
      return;
    default:
      unreachable(operation.phase);
  }
}

function end(writer: StackWriter, status: Parameters<StackWriter["status"]>[0], reason?: string): void {
  writer.end();
  writer.status(status, reason);
}

function finishForward(writer: StackWriter, operation: OperationRecord): void {
  try {
    publishOutputs(writer);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    failOperation(writer, operation, { reason: error.message });
    return;
  }
  if (operation.kind === "create") {
    end(writer, "CREATE_COMPLETE");
    return;
  }
  writer.status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  writer.proceed({ ...operation, phase: "cleanup", tasks: operation.later, later: [], failed: [] });
}

function finishDeletion(writer: StackWriter, leftOver: string | undefined): void {
  if (leftOver !== undefined) {
    end(writer, "DELETE_FAILED", leftOver);
    return;
  }
  const { at, stack } = writer;
  withdrawExports(writer);
  stackNames.delete(at.tx, [at.account, at.region, stack.name]);
  writer.change({ deletedAt: at.now, changeSetId: undefined });
  end(writer, "DELETE_COMPLETE");
  const payload = { account: at.account, region: at.region, stackId: stack.id };
  const dueAt = at.now + DELETED_STACK_KEPT_MILLISECONDS;
  at.setTimer({ id: `cloudformation.forget/${stack.id}`, kind: "cloudformation.forget", dueAt, payload });
}

/** A resource, or what follows them all, has failed: the work is left as it is or undone, as the caller chose. */
export function failOperation(
  writer: StackWriter,
  operation: OperationRecord,
  failure: { readonly logicalId: string } | { readonly reason: string },
): void {
  if (writer.isCutShort(operation)) return;
  const verb = operation.kind === "create" ? "create" : "update";
  const reason =
    "reason" in failure ? failure.reason : `The following resource(s) failed to ${verb}: [${failure.logicalId}]. `;
  if (operation.disableRollback) {
    end(writer, operation.kind === "create" ? "CREATE_FAILED" : "UPDATE_FAILED", reason);
    return;
  }
  const undone = { ...operation, failed: [], later: [] };
  if (operation.kind === "create") {
    const isDeleted = writer.stack.onFailure === "DELETE";
    writer.status(isDeleted ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS", `${reason}Rollback requested by user.`);
    writer.proceed({ ...undone, phase: isDeleted ? "delete" : "rollback", tasks: removals(writer, [], true) });
    return;
  }
  const { tasks, later } = undoing(writer, operation);
  writer.change(operation.previous ?? {});
  writer.status("UPDATE_ROLLBACK_IN_PROGRESS", reason);
  writer.proceed({ ...undone, phase: "rollback", tasks, later });
}

/** What undoes an update: first everything is as it was, then what the update had made is removed. */
function undoing(
  writer: StackWriter,
  operation: OperationRecord,
): { readonly tasks: readonly Task[]; readonly later: readonly Task[] } {
  const tasks: Task[] = [];
  const later: Task[] = [];
  for (const { logicalId, how, before } of operation.touched.toReversed()) {
    const current = writer.resource(logicalId);
    const isReplaced = how === "replaced";
    if (before !== undefined) tasks.push({ act: "restore", before, isReplaced });
    if (current === undefined || how === "updated") continue;
    const isMade = current.instance !== undefined && current.instance.physicalId !== before?.instance?.physicalId;
    if (how === "created" || isMade) later.push({ act: "remove", resource: current, keep: false, isOld: isReplaced });
  }
  return { tasks, later };
}
