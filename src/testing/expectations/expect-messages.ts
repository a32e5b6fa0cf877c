/** Expectations of what queues and topics received. They are decided when the cloud has settled. */
import type { QueueHandle } from "../handles/queue-handle.ts";
import type { TopicHandle } from "../handles/topic-handle.ts";
import { type CountOptions, countWords, isCount } from "./count.ts";
import { expectationFailed } from "./expectation-failed.ts";
import { describedMatcher, type Matcher, matches } from "./matcher.ts";
import { type Arrival, arrivals, departuresToDeadLetters } from "./arrivals.ts";

/**
 * Settles, and expects that the queue has received a message, whether it is still there or was handled since.
 * @throws ExpectationFailed with the journey of every event that is meant
 */
export async function expectReceived(queue: QueueHandle, matcher?: Matcher, options: CountOptions = {}): Promise<void> {
  await queue.inside.settle();
  await decide(queue, await arrivals(queue), { matcher, options, verb: `in the queue ${queue.name}` });
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
  await queue.inside.settle();
  const gone = await departuresToDeadLetters(queue);
  // What was not dead-lettered is told of too: that is where the reason is.
  const others = gone.length === 0 ? await arrivals(queue) : [];
  await decide(queue, gone, { matcher, options, verb: `dead-lettered from the queue ${queue.name}`, others });
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
  const { inside } = topic;
  await inside.settle();
  const records = inside.lineage().find({ kind: "sns.published", resource: await topic.arn() });
  const published = records
    .filter(({ outcome }) => outcome === "ok")
    .map((record) => ({ body: inside.messages.get(record.subject ?? "")?.body ?? "", record }));
  await decide(topic, published, { matcher, options, verb: `published to the topic ${topic.name}` });
}

interface Expected {
  readonly matcher: Matcher | undefined;
  readonly options: CountOptions;
  readonly verb: string;
  readonly others?: readonly Arrival[];
}

async function decide(
  { inside }: QueueHandle | TopicHandle,
  all: readonly Arrival[],
  { matcher, options, verb, others = [] }: Expected,
): Promise<void> {
  const found = all.filter(({ body }) => matches(matcher, body));
  if (isCount(found.length, options)) return;
  const isAmongOthers = found.length === 0;
  throw await expectationFailed(inside, {
    sentence: `Expected ${countWords(options)} message${describedMatcher(matcher)} ${verb}; there were ${found.length}.`,
    records: (isAmongOthers ? [...all, ...others] : found).map(({ record }) => record),
    found: (isAmongOthers ? all : found).map(({ body }) => body),
  });
}
