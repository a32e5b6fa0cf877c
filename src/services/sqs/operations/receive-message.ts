/** ReceiveMessage: takes messages, and waits for them when asked to. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { carryCause } from "../../../platform/lineage/carried-cause.ts";
import { operation } from "../../../platform/operation.ts";
import type { AsyncScope, ReadScope, WriteScope } from "../../../platform/scope.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../../schema/generated/sqs.ts";
import { countedReceivable, receivable } from "../contents/availability.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { planReceive, type ReceivePlan } from "../contents/receive-plan.ts";
import { earlierAttempt, rememberAttempt, repeatAttempt } from "../contents/receive-attempts.ts";
import { takeMessages } from "../contents/take.ts";
import { throttleOf } from "../contents/throttle.ts";
import { type Waiter, waiters } from "../contents/waiters.ts";
import { overLimit, queueDoesNotExist } from "../errors.ts";
import { messageSizeBytes } from "../message/outgoing-message.ts";
import { receivedMessage } from "../message/received-message.ts";
import type { Queue } from "../queue/queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { countMessages, meterRequest } from "../usage.ts";

export const receiveMessage = operation.stream(SQS.ReceiveMessage, {
  honours: [
    "QueueUrl",
    "AttributeNames",
    "MessageSystemAttributeNames",
    "MessageAttributeNames",
    "MaxNumberOfMessages",
    "VisibilityTimeout",
    "WaitTimeSeconds",
    "ReceiveRequestAttemptId",
  ],
  on: arnByUrl,
  async run(input, at) {
    const { queue, waitSeconds } = at.read((read) => admittedPlan(read, input));
    const deadline = at.clock.now() + waitSeconds * SECOND_MILLISECONDS;
    let waiter: Waiter | undefined;
    try {
      for (;;) {
        const messages = await receiveNow(input, at, waitSeconds > 0);
        if (messages.length > 0) return { Messages: messages };
        if (at.isUnwanted || at.clock.now() >= deadline) break;
        // No turn of the event loop passes between the look that found nothing and the place in the line.
        if (at.read((read) => receivable(read, sameQueue(read, input, queue))) === "something") continue;
        waiter ??= at.local(waiters).join(queue.id);
        await waiter.wait(at.clock, deadline, at.signal);
      }
    } finally {
      waiter?.leave();
    }
    countMessages(at, queue, { NumberOfEmptyReceives: 1 });
    meterRequest(at, queue, 0);
    return {};
  },
});

/** A receive is one call, however often it looks. */
function admittedPlan(at: ReadScope, input: ReceiveMessageRequest): ReceivePlan {
  const plan = planReceive(at, input);
  throttleOf(at, plan.queue)?.admitReceive();
  return plan;
}

/** The queue as it is now. Another one of its name, made since, is not the one that the receive stands in line at. */
function sameQueue(at: ReadScope, input: ReceiveMessageRequest, asked: Queue): Queue {
  const { queue } = planReceive(at, input);
  if (queue.id !== asked.id) throw queueDoesNotExist();
  return queue;
}

/** Takes what is there, unless the counters say that there is nothing; a write that found nothing changes nothing. */
async function receiveNow(input: ReceiveMessageRequest, at: AsyncScope, waits: boolean): Promise<readonly Message[]> {
  if (at.isUnwanted) return [];
  const found = at.read((read) => {
    const plan = planReceive(read, input);
    if (earlierAttempt(read, plan) !== undefined) return "something";
    return countedReceivable(read, plan.queue);
  });
  // Recorded in AWS's documentation: at the limit a short poll fails, a long poll and a FIFO queue give nothing.
  if (found === "full" && !waits) refuseFull(at, input);
  return found === "something" || found === "perhaps" ? at.write((write) => take(input, write)) : [];
}

function refuseFull(at: AsyncScope, input: ReceiveMessageRequest): void {
  const { queue } = at.read((read) => planReceive(read, input));
  if (!queue.fifo) throw overLimit();
}

function take(input: ReceiveMessageRequest, at: WriteScope): readonly Message[] {
  // The queue may have been purged or changed while the receive waited.
  const plan = planReceive(at, input);
  const { queue } = plan;
  const open = openQueue(at, queue);
  const earlier = earlierAttempt(at, plan);
  const taken = earlier === undefined ? takeMessages(open, plan) : repeatAttempt(open, plan, earlier);
  rememberAttempt(open, plan, taken);
  // What is left is for the next in line, who may have been woken for what this receive took.
  if (taken.length > 0 && open.tally.visible > 0) open.newlyAvailable = Math.max(open.newlyAvailable, 1);
  closeQueue(open);
  if (taken.length === 0) return [];
  countMessages(at, queue, { NumberOfMessagesReceived: taken.length });
  meterRequest(
    at,
    queue,
    taken.reduce((sum, { message }) => sum + messageSizeBytes(message.body, message.attributes), 0),
  );
  for (const { message } of taken) {
    const { cause, messageId } = message;
    at.record({ kind: "sqs.received", resource: queue.arn, parent: cause, subject: messageId, outcome: "ok" });
  }
  return taken.map((each) => carryCause(receivedMessage(each, queue, plan), each.message.cause));
}
