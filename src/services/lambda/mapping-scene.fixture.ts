/** A function, a queue and the mapping between them, with the real SQS service beside Lambda. */
import { Lambda, type CreateEventSourceMappingRequest } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "../sqs/service.ts";
import { startLambdaCloud, type Handler, type LambdaCloud } from "./lambda-cloud.contract.ts";
import type { SqsEventRecord } from "./mapping/sqs-event.ts";

export interface SqsEvent {
  readonly Records: readonly SqsEventRecord[];
}

/** A handler of batches. */
export const batches =
  (handle: (records: readonly SqsEventRecord[]) => unknown): Handler =>
  (event) => {
    // Only mappings invoke these functions.
    return handle((event as SqsEvent).Records);
  };

export interface Scene {
  readonly cloud: LambdaCloud;
  readonly uuid: string;
  readonly QueueUrl: string;
  send(...bodies: readonly string[]): Promise<void>;
  left(): Promise<{ readonly visible: number; readonly hidden: number }>;
}

export interface Setting {
  readonly mapping?: Partial<CreateEventSourceMappingRequest>;
  readonly queue?: Readonly<Record<string, string>>;
  readonly fifo?: boolean;
}

export async function scene(handler: Handler, setting: Setting = {}): Promise<Scene> {
  const cloud = await startLambdaCloud({ services: [sqs] });
  const QueueName = setting.fifo ? "work.fifo" : "work";
  const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, {
    QueueName,
    Attributes: {
      ...(setting.fifo ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {}),
      ...setting.queue,
    },
  });
  await cloud.deploy("worker", handler);
  const made = await cloud.call(Lambda.CreateEventSourceMapping, {
    FunctionName: "worker",
    EventSourceArn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    ...setting.mapping,
  });
  await cloud.settle();
  return {
    cloud,
    QueueUrl,
    uuid: made.UUID ?? "",
    async send(...bodies) {
      for (const MessageBody of bodies) {
        const group = setting.fifo ? { MessageGroupId: MessageBody.charAt(0) } : {};
        await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, ...group });
      }
      await cloud.settle();
    },
    async left() {
      const { Attributes: found } = await cloud.call(SQS.GetQueueAttributes, {
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      });
      return {
        visible: Number(found?.ApproximateNumberOfMessages),
        hidden: Number(found?.ApproximateNumberOfMessagesNotVisible),
      };
    },
  };
}
