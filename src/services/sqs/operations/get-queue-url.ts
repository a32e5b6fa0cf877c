/** GetQueueUrl: a queue's URL by its name. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { invalidParameter, queueDoesNotExist } from "../errors.ts";
import { findQueue } from "../queue/find-queue.ts";
import { queueArn } from "../queue/queue.ts";
import { queueUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const getQueueUrl = operation.read(SQS.GetQueueUrl, {
  honours: ["QueueName", "QueueOwnerAWSAccountId"],
  on: (input, place) => queueArn(input.QueueOwnerAWSAccountId ?? place.account, place.region, input.QueueName),
  run(input, at) {
    const name = input.QueueName;
    if (name === "") {
      throw invalidParameter("Value for parameter QueueName is invalid. Reason: Must specify a queue name.");
    }
    const queue = findQueue(at, { account: input.QueueOwnerAWSAccountId ?? at.account, name });
    if (queue === undefined) throw queueDoesNotExist();
    meterRequest(at, queue);
    return { QueueUrl: queueUrl(at, queue) };
  },
});
