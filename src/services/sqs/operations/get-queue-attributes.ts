/** GetQueueAttributes: settings, times and depths of a queue. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { depthOf } from "../contents/depth.ts";
import { settingsAsAttributes } from "../queue/attributes.ts";
import { requireQueue } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const getQueueAttributes = operation.read(SQS.GetQueueAttributes, {
  honours: ["QueueUrl", "AttributeNames"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    meterRequest(at, queue);
    const names = new Set<string>(input.AttributeNames);
    if (names.size === 0) return {};
    const all = everyAttribute(
      at,
      queue,
      names.has("All") || [...names].some((name) => name.startsWith("Approximate")),
    );
    const shown = names.has("All") ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
    return Object.keys(shown).length === 0 ? {} : { Attributes: shown };
  },
});

function everyAttribute(at: ReadScope, queue: Queue, withDepth: boolean): Record<string, string> {
  return {
    ...settingsAsAttributes(queue.settings, queue.fifo),
    CreatedTimestamp: epochSeconds(queue.createdAt),
    LastModifiedTimestamp: epochSeconds(queue.modifiedAt),
    QueueArn: queue.arn,
    ...(withDepth ? depthAttributes(at, queue) : {}),
  };
}

function depthAttributes(at: ReadScope, queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = depthOf(at, queue);
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
  };
}

function epochSeconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
