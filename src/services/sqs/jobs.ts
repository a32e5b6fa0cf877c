/** What SQS does on its own: the upkeep of queues when something in them falls due, and clearing away. */
import type { AsyncScope } from "../../platform/scope.ts";
import type { Job } from "../../platform/service.ts";
import { alarms, type AlarmedQueue } from "./contents/alarms.ts";
import { clearGarbage, someGarbage } from "./contents/garbage.ts";
import { doUpkeep, nextUpkeepAt } from "./contents/upkeep.ts";
import { waiters } from "./contents/waiters.ts";
import { queues } from "./keyspaces.ts";
import { UPKEEP_RETRY_MILLISECONDS } from "./limits.ts";
import { findQueue } from "./queue/find-queue.ts";
import { withArn } from "./queue/queue.ts";

/** Sets an alarm for each queue, from the first row of each of its orders: no message is read at a start. */
export const upkeep: Job = {
  name: "sqs.upkeep",
  start(at) {
    const set = at.local(alarms);
    set.start(at.clock, (queue) => void maintain(at, queue));
    at.signal.addEventListener("abort", () => set.stop(), { once: true });
    at.read((read) => {
      for (const { value } of queues.range(read.tx, [])) set.expect(value, nextUpkeepAt(read, withArn(value)));
    });
    void clearAway(at);
  },
};

/** Does what is due in a queue, batch by batch, and sets its next alarm. Never rejects. */
async function maintain(at: AsyncScope, { account, region, name, id }: AlarmedQueue): Promise<void> {
  const scope = at.within({ account, region });
  const done = at.activity.begin("sqs.upkeep");
  try {
    for (;;) {
      if (at.isUnwanted) return;
      const due = scope.read((read) => {
        const queue = findQueue(read, { account, name });
        if (queue?.id !== id) return undefined;
        return { queue, dueAt: nextUpkeepAt(read, queue) };
      });
      if (due === undefined) break;
      if (due.dueAt > at.clock.now()) {
        at.local(alarms).expect(due.queue, due.dueAt);
        break;
      }
      await scope.write((write) => {
        const queue = findQueue(write, { account, name });
        if (queue?.id === id) doUpkeep(write, queue);
      });
    }
    // A FIFO group whose delay has ended becomes available without any row changing.
    at.local(waiters).wake(id, 1);
    await clearAway(at);
  } catch (error) {
    // Nobody waits for upkeep: it says what went wrong, and is tried again until the store is well or the server stops.
    if (at.isUnwanted) return;
    at.log.error("upkeep of a queue failed and will be tried again", { queue: name, error });
    at.local(alarms).expect({ account, region, name, id }, at.clock.now() + UPKEEP_RETRY_MILLISECONDS);
  } finally {
    done();
  }
}

/** Clears away the contents of purged and deleted queues. Several at a time do no harm: each takes what is there. */
async function clearAway(at: AsyncScope): Promise<void> {
  for (let contents = at.read(someGarbage); contents !== undefined; contents = at.read(someGarbage)) {
    if (at.isUnwanted) return;
    const cleared = contents;
    await at.write((write) => clearGarbage(write, cleared));
  }
}
