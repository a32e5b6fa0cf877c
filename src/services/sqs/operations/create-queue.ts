/** CreateQueue: makes a queue, or finds the one that is already so. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { type CreateQueueRequest, SQS } from "../../../schema/generated/sqs.ts";
import { invalidParameter, queueDeletedRecently, queueNameExists } from "../errors.ts";
import { deletedNames } from "../keyspaces.ts";
import type { Limits } from "../limits.ts";
import { changedSettings, defaultSettings, differingAttribute } from "../queue/attributes.ts";
import { checkDeadLetterTarget } from "../queue/dead-letter-target.ts";
import { findQueue, putQueue } from "../queue/find-queue.ts";
import { nextNumber } from "../queue/next-number.ts";
import { type Queue, queueArn } from "../queue/queue.ts";
import { queueUrl } from "../queue/queue-url.ts";
import { checkTags } from "../queue/tags.ts";
import { limitsOf } from "../settings.ts";
import { meterRequest } from "../usage.ts";

export const createQueue = operation.write(SQS.CreateQueue, {
  honours: ["QueueName", "Attributes", "tags"],
  on: (input, place) => queueArn(place.account, place.region, input.QueueName),
  run(input, at) {
    const name = input.QueueName;
    const { account } = at;
    const fifo = checkName(name, input.Attributes);
    const existing = findQueue(at, { account, name });
    if (existing === undefined) makeQueue(input, at, fifo);
    else checkSame(input, existing, limitsOf(at));
    meterRequest(at, { arn: queueArn(account, at.region, name), fifo });
    return { QueueUrl: queueUrl(at, { account, name }) };
  },
});

const STANDARD_NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

/** @returns whether the queue is to be a FIFO queue */
function checkName(name: string, attributes: CreateQueueRequest["Attributes"]): boolean {
  const fifo = attributes?.FifoQueue?.toLowerCase() === "true";
  if (fifo && !FIFO_NAME.test(name)) {
    throw invalidParameter(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, " +
        "must end with .fifo suffix and be 1 to 80 in length.",
    );
  }
  if (!fifo && !STANDARD_NAME.test(name)) {
    throw invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  return fifo;
}

function makeQueue(input: CreateQueueRequest, at: WriteScope, fifo: boolean): void {
  const { account, region, now } = at;
  const name = input.QueueName;
  const deletedAt = deletedNames.get(at.tx, [account, region, name]);
  const limits = limitsOf(at);
  if (deletedAt !== undefined && now < deletedAt + limits.deletedNameMilliseconds) throw queueDeletedRecently();
  const settings = changedSettings(defaultSettings(limits), input.Attributes ?? {}, { fifo, limits });
  if (settings.redrivePolicy !== undefined) {
    checkDeadLetterTarget(at, settings.redrivePolicy, { account, region, name, fifo });
  }
  const tags = input.tags ?? {};
  checkTags(tags, limits);
  const contents = nextNumber(at, "contents");
  const id = nextNumber(at, "queues");
  putQueue(at, { account, region, name, id, contents, fifo, createdAt: now, modifiedAt: now, settings, tags });
}

/** Only the attributes that are given are compared; tags are not, and are left as they are. */
function checkSame(input: CreateQueueRequest, existing: Queue, limits: Limits): void {
  const different = differingAttribute(existing, input.Attributes ?? {}, limits);
  if (different !== undefined) throw queueNameExists(different);
}
