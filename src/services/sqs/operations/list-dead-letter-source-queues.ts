/** ListDeadLetterSourceQueues: the queues that send what fails to this one. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { queuesOf, requireQueue } from "../queue/find-queue.ts";
import { pageOf, pageStart } from "../queue/page.ts";
import { arnByUrl, queueUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const listDeadLetterSourceQueues = operation.read(SQS.ListDeadLetterSourceQueues, {
  honours: ["QueueUrl", "MaxResults", "NextToken"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    const sources = queuesOf(at, queue.account, { deadLetterTargetArn: queue.arn, after: pageStart(input) });
    const { items, nextToken } = pageOf(sources, input);
    meterRequest(at, queue);
    return {
      queueUrls: items.map((source) => queueUrl(at, source)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
