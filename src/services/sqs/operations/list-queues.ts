/** ListQueues: the URLs of an account's queues in a region, in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { queuesOf } from "../queue/find-queue.ts";
import { pageOf, pageStart } from "../queue/page.ts";
import { queueArn } from "../queue/queue.ts";
import { queueUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const listQueues = operation.read(SQS.ListQueues, {
  honours: ["QueueNamePrefix", "MaxResults", "NextToken"],
  on: (_input, place) => queueArn(place.account, place.region, "*"),
  run(input, at) {
    const found = queuesOf(at, at.account, { prefix: input.QueueNamePrefix, after: pageStart(input) });
    const { items, nextToken } = pageOf(found, input);
    meterRequest(at, { arn: queueArn(at.account, at.region, "*"), fifo: false });
    return {
      ...(items.length === 0 ? {} : { QueueUrls: items.map((queue) => queueUrl(at, queue)) }),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});
