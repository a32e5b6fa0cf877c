/** A queue and its dead-letter queue, in a cloud and in the model. */
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { peekQueue } from "../peek.ts";
import { sqs } from "../service.ts";
import type { FoundMessage } from "./model-message.fixture.ts";
import { type Departures, ModelQueue, type ModelSettings } from "./model-queue.fixture.ts";

export const PLACES = ["queue", "dead"] as const;
export type Place = (typeof PLACES)[number];
export type ModelPair = Readonly<Record<Place, ModelQueue>>;

/** The cloud's pair. */
export class QueueCloud {
  readonly cloud: TestPlatform;
  readonly urls: Readonly<Record<Place, string>>;
  /** Makes bodies and ids that were not there before. */
  serial = 0;

  constructor(cloud: TestPlatform, urls: Readonly<Record<Place, string>>) {
    this.cloud = cloud;
    this.urls = urls;
  }

  /** What lies in a queue. */
  found(place: Place): readonly FoundMessage[] {
    const found = this.cloud.scope().read((at) => peekQueue(at, this.urls[place], 1_000)) ?? [];
    return found.map(({ messageId: id, body, attributes }) => {
      const { MessageGroupId: group, MessageDeduplicationId: deduplicationId, SequenceNumber: sequence } = attributes;
      return { id, body, group, deduplicationId, sequence };
    });
  }

  /** Asks, when somebody wants to know, which messages have left a queue. */
  departures(place: Place): Departures {
    let ids: Set<string> | undefined;
    return ({ id }) => !(ids ??= new Set(this.found(place).map((each) => each.id))).has(id);
  }
}

/** Both pairs, empty. */
export async function startPair(fifo: boolean): Promise<{ model: ModelPair; real: QueueCloud }> {
  const cloud = await startTestPlatform({ services: [sqs] });
  const suffix = fifo ? ".fifo" : "";
  const settings: ModelSettings = {
    visibilitySeconds: 30,
    delaySeconds: 0,
    retentionSeconds: 120,
    maxReceiveCount: 2,
    contentBasedDeduplication: fifo,
    deduplicationScope: "queue",
  };
  const forDead = { ...settings, maxReceiveCount: undefined };
  const dead = new ModelQueue(`arn:aws:sqs:us-east-1:000000000000:dead${suffix}`, forDead);
  const queue = new ModelQueue(`arn:aws:sqs:us-east-1:000000000000:queue${suffix}`, { ...settings }, dead);
  const create = async (QueueName: string, model: ModelQueue): Promise<string> => {
    const Attributes = { ...attributesOf(model.settings, model), ...(fifo ? { FifoQueue: "true" } : {}) };
    return (await cloud.call(SQS.CreateQueue, { QueueName, Attributes })).QueueUrl ?? "";
  };
  const urls = { dead: await create(`dead${suffix}`, dead), queue: await create(`queue${suffix}`, queue) };
  return { model: { queue, dead }, real: new QueueCloud(cloud, urls) };
}

/** Settings of the model as attributes of a request. */
export function attributesOf(
  settings: Partial<ModelSettings>,
  { fifo, deadLetterQueue }: ModelQueue,
): Record<string, string> {
  const { maxReceiveCount } = settings;
  // An empty policy takes the policy away.
  const policy = maxReceiveCount && JSON.stringify({ deadLetterTargetArn: deadLetterQueue?.arn, maxReceiveCount });
  const values: Record<string, string | number | boolean | undefined> = {
    VisibilityTimeout: settings.visibilitySeconds,
    DelaySeconds: settings.delaySeconds,
    MessageRetentionPeriod: settings.retentionSeconds,
    ContentBasedDeduplication: fifo ? settings.contentBasedDeduplication : undefined,
    DeduplicationScope: fifo ? settings.deduplicationScope : undefined,
    RedrivePolicy: "maxReceiveCount" in settings ? (policy ?? "") : undefined,
  };
  const changed = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(changed.map(([name, value]) => [name, String(value)]));
}
