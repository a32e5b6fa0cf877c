/** DeleteQueue: removes a queue with everything in it, and blocks its name for a minute. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { alarms } from "../contents/alarms.ts";
import { waiters } from "../contents/waiters.ts";
import { deletedNames, garbage } from "../keyspaces.ts";
import { forgetTasks } from "../move-tasks/task-rows.ts";
import { removeQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { limitsOf } from "../settings.ts";
import { forgetDeletedName } from "../timers.ts";
import { meterRequest } from "../usage.ts";

export const deleteQueue = operation.write(SQS.DeleteQueue, {
  honours: ["QueueUrl"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const { account, region, name } = queue;
    deletedNames.put(at.tx, [account, region, name], at.now);
    at.setTimer(forgetDeletedName({ account, region, name }, at.now + limitsOf(at).deletedNameMilliseconds));
    forgetTasks(at, queue, 0);
    garbage.put(at.tx, [queue.contents], null);
    meterRequest(at, queue);
    const waiting = at.local(waiters);
    const expected = at.local(alarms);
    at.after(() => {
      expected.expect(queue, at.now);
      // Whoever waits for a message finds the queue gone.
      waiting.wake(queue.id, Infinity);
    });
    removeQueue(at, queue);
    return {};
  },
});
