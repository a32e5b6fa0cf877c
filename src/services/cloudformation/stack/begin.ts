/** The beginnings: a stack is created, updated or deleted from here on, step by step. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { limitExceeded, stackLocked } from "../errors.ts";
import { resources, stackNames, stacks } from "../keyspaces.ts";
import type { StackContent, StackRecord } from "./stack-record.ts";
import { STACKS_MAXIMUM } from "../limits.ts";
import { evaluateContent } from "./content.ts";
import type { OperationRecord, Task } from "./operation-record.ts";
import { StackWriter } from "./writer.ts";

/** The statuses from which a stack can be updated. */
const UPDATABLE = new Set([
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "UPDATE_FAILED",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
]);

export function newStackId(name: string, at: Pick<WriteScope, "account" | "region" | "random">): string {
  return `arn:aws:cloudformation:${at.region}:${at.account}:stack/${name}/${uuid(at.random)}`;
}

/** Writes a stack that holds nothing yet. @throws LimitExceeded */
export function registerStack(stack: StackRecord, at: WriteScope): void {
  let count = 0;
  for (const _ of stackNames.keys(at.tx, [at.account, at.region])) count++;
  if (count >= STACKS_MAXIMUM) throw limitExceeded(`Limit for stack has been exceeded: ${STACKS_MAXIMUM}`);
  stacks.put(at.tx, [at.account, at.region, stack.id], stack);
  stackNames.put(at.tx, [at.account, at.region, stack.name], stack.id);
}

/** What is to be deployed, and how. */
interface Deployment {
  readonly content: StackContent;
  readonly choice: Choice;
}

/** What of an operation its caller decides. */
interface Choice {
  readonly disableRollback: boolean;
  readonly changeSetName: string | undefined;
}

/** Begins to make everything that `content` wants; the stack is there and holds nothing. */
export function beginCreation(stackId: string, { content, choice }: Deployment, at: WriteScope): void {
  const writer = new StackWriter(at, stackId);
  writer.change(content);
  writer.status("CREATE_IN_PROGRESS", "User Initiated");
  const { order } = evaluateContent(content, writer.stack, at);
  const tasks: readonly Task[] = order.map((logicalId) => ({ act: "apply", logicalId }));
  writer.begin({ ...BLANK, ...choice, kind: "create", phase: "forward", tasks });
}

/** @throws ValidationError when the stack is in no state to be updated */
export function checkUpdatable(stack: StackRecord): void {
  if (!UPDATABLE.has(stack.status)) throw stackLocked(stack.id, stack.status);
}

/** Begins to bring the stack from what it holds to `content`. */
export function beginUpdate(stackId: string, { content, choice }: Deployment, at: WriteScope): void {
  const writer = new StackWriter(at, stackId);
  const { stack } = writer;
  const next = evaluateContent(content, stack, at);
  const before = evaluateContent(stack, stack, at);
  const later: Task[] = [];
  for (const logicalId of before.order.toReversed()) {
    const resource = writer.resource(logicalId);
    if (resource === undefined || next.resources.has(logicalId)) continue;
    const keep = before.resources.get(logicalId)?.deletionPolicy !== "Delete";
    later.push({ act: "remove", resource, keep, isOld: false });
  }
  writer.change({ ...content, updatedAt: at.now });
  writer.status("UPDATE_IN_PROGRESS", "User Initiated");
  const tasks: readonly Task[] = next.order.map((logicalId) => ({ act: "apply", logicalId }));
  const previous = contentOf(stack);
  writer.begin({ ...BLANK, ...choice, kind: "update", phase: "forward", tasks, later, previous });
}

/** Begins to remove everything that the stack holds, whatever it was doing. */
export function beginDeletion(stackId: string, retained: readonly string[], at: WriteScope): void {
  const writer = new StackWriter(at, stackId);
  writer.status("DELETE_IN_PROGRESS", "User Initiated");
  // What there is to remove is only known once the step under way, if there is one, has come to its end.
  const tasks: readonly Task[] = [{ act: "find-removals" }];
  writer.begin({ ...BLANK, kind: "delete", phase: "delete", tasks, retained, ...NO_CHOICE });
}

/** Every resource of the stack, each before what it needs. */
export function removals(writer: StackWriter, retained: readonly string[], isUndone: boolean): readonly Task[] {
  const { stack, at } = writer;
  const found = Array.from(resources.range(at.tx, [at.account, at.region, stack.id]), (entry) => entry.value);
  const left = found.filter(({ status }) => status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED");
  if (left.length === 0) return [];
  const { order, resources: declared } = evaluateContent(stack, stack, at);
  left.sort((one, other) => order.indexOf(other.logicalId) - order.indexOf(one.logicalId));
  return left.map((resource) => {
    const policy = declared.get(resource.logicalId)?.deletionPolicy;
    const keep =
      retained.includes(resource.logicalId) || policy === "Retain" || (policy === "RetainExceptOnCreate" && !isUndone);
    return { act: "remove", resource, keep, isOld: false };
  });
}

export function contentOf(stack: StackRecord): StackContent {
  const { templateBody, processedTemplate, description, parameters, tags, capabilities, notificationArns } = stack;
  return { templateBody, processedTemplate, description, parameters, tags, capabilities, notificationArns };
}

const NO_CHOICE = { disableRollback: false, changeSetName: undefined };

const BLANK: Omit<OperationRecord, "kind" | "phase" | "step" | "tasks" | keyof Choice> = {
  later: [],
  touched: [],
  failed: [],
  previous: undefined,
  retained: [],
};
