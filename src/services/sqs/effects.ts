/** What SQS does outside of requests because of a committed change. */
import type { AsyncScope } from "../../platform/scope.ts";
import type { EffectHandler } from "../../platform/effects/effect-handler.ts";
import { moveBatch } from "./move-tasks/move-batch.ts";
import type { TaskPlace } from "./move-tasks/task-rows.ts";

export const sqsEffects: Readonly<Record<string, EffectHandler>> = {
  /** Each step is one write, so running one twice after a crash moves no message twice. */
  "sqs.move-messages": async (place: TaskPlace, at: AsyncScope) => {
    const retryAt = await at.write((write) => moveBatch(write, place));
    return retryAt === undefined ? undefined : { retryAt };
  },
};
