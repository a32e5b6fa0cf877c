/** One step of the work on a stack. It is stored before it runs, so that a crash in the middle repeats it and goes on. */
import { unreachable } from "../../../kernel/invariant.ts";
import type { EffectHandler } from "../../../platform/effects/effect-handler.ts";
import { operations, stacks } from "../keyspaces.ts";
import { removals } from "./begin.ts";
import { applyResource } from "./apply.ts";
import { forgetEvaluation } from "./evaluated-stack.ts";
import { nextPhase } from "./next-phase.ts";
import { removeResource } from "./remove.ts";
import { restoreResource } from "./restore.ts";
import { StackWriter } from "./writer.ts";

interface Step {
  readonly stackId: string;
  readonly step: number;
}

export const takeStep: EffectHandler = async ({ stackId, step }: Step, at, run) => {
  const { stack, operation } = at.read((read) => ({
    stack: stacks.get(read.tx, [at.account, at.region, stackId]),
    operation: operations.get(read.tx, [at.account, at.region, stackId]),
  }));
  // A step that was taken before a crash comes again; so does one of work that DeleteStack has cut short.
  if (stack === undefined || operation?.step !== step) return;
  const [task] = operation.tasks;
  const work = { stack, operation, run };
  switch (task?.act) {
    case undefined:
      forgetEvaluation(stackId, at);
      await at.write((write) => nextPhase(new StackWriter(write, stackId), operation));
      return;
    case "find-removals":
      await at.write((write) => {
        const writer = new StackWriter(write, stackId);
        writer.proceed({ ...operation, tasks: removals(writer, operation.retained, false) });
      });
      return;
    case "apply":
      await applyResource(task.logicalId, work, at);
      return;
    case "remove":
      await removeResource(task, work, at);
      return;
    case "restore":
      await restoreResource(task, work, at);
      return;
    default:
      unreachable(task);
  }
};
