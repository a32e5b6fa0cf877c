/** PurgeQueue: empties a queue, whatever is in it, and forgets its deduplication ids. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { alarms } from "../contents/alarms.ts";
import { readTally } from "../contents/open-queue.ts";
import { emptyTally } from "../contents/tally.ts";
import { purgeQueueInProgress } from "../errors.ts";
import { garbage, tallies } from "../keyspaces.ts";
import { putQueue, requireQueue } from "../queue/find-queue.ts";
import { nextNumber } from "../queue/next-number.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { limitsOf } from "../settings.ts";
import { meterRequest } from "../usage.ts";

export const purgeQueue = operation.write(SQS.PurgeQueue, {
  honours: ["QueueUrl"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    if (queue.purgedAt !== undefined && at.now < queue.purgedAt + limitsOf(at).purgeIntervalMilliseconds) {
      throw purgeQueueInProgress(queue.name);
    }
    // The queue goes on with other contents, so that a purge costs the same whatever is in it; the old ones are cleared
    // away afterwards. Serial numbers go on, since sequence numbers only grow.
    const { serial, lastEnqueuedAt, lastGroupedAt } = readTally(at, queue);
    const contents = nextNumber(at, "contents");
    tallies.put(at.tx, [contents], { ...emptyTally(), serial, lastEnqueuedAt, lastGroupedAt });
    garbage.put(at.tx, [queue.contents], null);
    meterRequest(at, queue);
    const expected = at.local(alarms);
    at.after(() => expected.expect(queue, at.now));
    putQueue(at, { ...queue, contents, purgedAt: at.now });
    return {};
  },
});
