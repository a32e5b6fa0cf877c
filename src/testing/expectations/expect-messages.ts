/** Expectations of what queues and topics received. They are decided when the cloud has settled. */
import type { CountOptions } from "../../server/expectations/count.ts";
import type { Matcher } from "../../server/expectations/matcher.ts";
import { type MessageFate, messageVerdict } from "../../server/expectations/verdict.ts";
import type { QueueHandle } from "../handles/queue-handle.ts";
import type { TopicHandle } from "../handles/topic-handle.ts";
import { expectationFailed } from "./expectation-failed.ts";

/**
 * Settles, and expects that the queue has received a message, whether it is still there or was handled since.
 * @throws ExpectationFailed with the journey of every event that is meant
 */
export async function expectReceived(queue: QueueHandle, matcher?: Matcher, options: CountOptions = {}): Promise<void> {
  await decide(queue, "received", { matcher, options });
}

/**
 * Settles, and expects that the queue has received no such message.
 * @throws ExpectationFailed with the journeys of those that it did receive
 */
export async function expectNone(queue: QueueHandle, matcher?: Matcher): Promise<void> {
  await expectReceived(queue, matcher, { times: 0 });
}

/**
 * Settles, and expects that a message of the queue went to its dead-letter queue.
 * @throws ExpectationFailed with the journey of every event that is meant
 */
export async function expectDeadLettered(
  queue: QueueHandle,
  matcher?: Matcher,
  options: CountOptions = {},
): Promise<void> {
  await decide(queue, "dead-lettered", { matcher, options });
}

/**
 * Settles, and expects that a message was published to the topic.
 * @throws ExpectationFailed with the journey of every event that is meant
 */
export async function expectPublished(
  topic: TopicHandle,
  matcher?: Matcher,
  options: CountOptions = {},
): Promise<void> {
  await decide(topic, "published", { matcher, options });
}

interface Expected {
  readonly matcher: Matcher | undefined;
  readonly options: CountOptions;
}

async function decide(handle: QueueHandle | TopicHandle, fate: MessageFate, expected: Expected): Promise<void> {
  const { inside, name } = handle;
  await inside.settle();
  const subject = { arn: await handle.arn(), name };
  const { failure } = messageVerdict(inside, fate, { subject, ...expected });
  if (failure !== undefined) throw expectationFailed(inside, failure);
}
