/** SetQueueAttributes: changes settings; AWS takes up to a minute for it, this takes effect at once. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { alarms } from "../contents/alarms.ts";
import { waiters } from "../contents/waiters.ts";
import { changedSettings } from "../queue/attributes.ts";
import { checkDeadLetterTarget } from "../queue/dead-letter-target.ts";
import { putQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { limitsOf } from "../settings.ts";
import { meterRequest } from "../usage.ts";

export const setQueueAttributes = operation.write(SQS.SetQueueAttributes, {
  honours: ["QueueUrl", "Attributes"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const settings = changedSettings(queue.settings, input.Attributes, { fifo: queue.fifo, limits: limitsOf(at) });
    if (settings.redrivePolicy !== undefined && input.Attributes.RedrivePolicy !== undefined) {
      checkDeadLetterTarget(at, settings.redrivePolicy, queue);
    }
    const waiting = at.local(waiters);
    const expected = at.local(alarms);
    at.after(() => {
      // A shorter retention or delay makes messages due that were not: upkeep looks again, and so do waiting receives.
      expected.expect(queue, at.now);
      waiting.wake(queue.id, 1);
    });
    meterRequest(at, queue);
    putQueue(at, { ...queue, settings, modifiedAt: at.now });
    return {};
  },
});
