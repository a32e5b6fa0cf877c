/** A command of a random sequence: something that is done to a cloud, and told to the model. */
import type * as fc from "fast-check";
import { SQS } from "../../../schema/generated/sqs.ts";
import { must } from "./must.fixture.ts";
import { type ModelPair, type Place, PLACES, type QueueCloud } from "./queue-cloud.fixture.ts";

export type QueueCommand = fc.AsyncCommand<ModelPair, QueueCloud>;

/** Makes a command, after which both queues are as deep as the model says. */
export function command(text: string, run: (model: ModelPair, real: QueueCloud) => Promise<void>): QueueCommand {
  return {
    check: () => true,
    toString: () => text,
    async run(model, real) {
      expire(model, real);
      await run(model, real);
      expire(model, real);
      for (const place of PLACES) await compareDepth(model, real, place);
    },
  };
}

/** What a call was refused with, if it was. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    // The model says which refusals are in order.
    return String(error);
  }
}

function expire(model: ModelPair, { cloud }: QueueCloud): void {
  model.queue.expire(cloud.now());
  model.dead.expire(cloud.now());
}

async function compareDepth(model: ModelPair, { cloud, urls }: QueueCloud, place: Place): Promise<void> {
  const { Attributes: attributes } = await cloud.call(SQS.GetQueueAttributes, {
    QueueUrl: urls[place],
    AttributeNames: ["All"],
  });
  const depth = {
    visible: Number(attributes?.ApproximateNumberOfMessages),
    inFlight: Number(attributes?.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(attributes?.ApproximateNumberOfMessagesDelayed),
  };
  const [is, should] = [JSON.stringify(depth), JSON.stringify(model[place].depth())];
  must(is === should, `the depth of ${place} is ${is}, and should be ${should}`);
}
