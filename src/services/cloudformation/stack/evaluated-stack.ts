/** The evaluated template of a stack that is being worked on: each of its resources asks for it, and it stays the same. */
import { local } from "../../../platform/local.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { EVALUATED_STACKS_REMEMBERED } from "../limits.ts";
import type { EvaluatedTemplate } from "../template/evaluated.ts";
import { sameData } from "../template/tree.ts";
import { evaluateContent } from "./content.ts";
import type { StackRecord } from "./stack-record.ts";

/** By stack id, the oldest first, each with the content that it was made from. */
const evaluations = local(
  "cloudformation evaluations",
  () => new Map<string, { readonly stack: StackRecord; readonly evaluated: EvaluatedTemplate }>(),
);

/** As `evaluateContent` has it for the stack's content of this moment. @throws as evaluateContent */
export function evaluatedStack(stack: StackRecord, at: AsyncScope): EvaluatedTemplate {
  const known = at.local(evaluations);
  const before = known.get(stack.id);
  if (before !== undefined && isSame(before.stack, stack)) return before.evaluated;
  const evaluated = evaluateContent(stack, stack, at);
  known.delete(stack.id);
  known.set(stack.id, { stack, evaluated });
  const [oldest] = known.keys();
  if (known.size > EVALUATED_STACKS_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return evaluated;
}

/** Lets go of it: the work that asked for it is done. */
export function forgetEvaluation(stackId: string, at: AsyncScope): void {
  at.local(evaluations).delete(stackId);
}

/** Whether all that the evaluation depends on is the same; account and region are in the stack's id. */
function isSame(one: StackRecord, other: StackRecord): boolean {
  return (
    one.processedTemplate === other.processedTemplate &&
    sameData(one.parameters, other.parameters) &&
    sameData(one.notificationArns, other.notificationArns)
  );
}
