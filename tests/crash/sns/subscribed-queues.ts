/** The queues of a crash run of SNS: made and subscribed before it, and emptied into its log. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CrashLog } from "../crash-log.ts";
import type { KillableServer } from "../killable-server.ts";
import type { Arrival, PublishLine, Subscriber, TopicSettings } from "./publish-log.ts";
import { arnOf } from "./publisher.ts";

/** So long nothing may come to a queue that waits for something. */
const PATIENCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 20;
const VISIBILITY_SECONDS = 60;

/** Five queues of a standard topic and three of a FIFO topic, with filter policies and without, enveloped and raw. */
export const TOPICS: readonly TopicSettings[] = [
  {
    name: "news",
    isFifo: false,
    subscribers: [
      { queue: "news", raw: false },
      { queue: "news-red", raw: false, colour: "red" },
      { queue: "news-blue", raw: false, colour: "blue" },
      { queue: "news-raw", raw: true },
      { queue: "news-red-raw", raw: true, colour: "red" },
    ],
  },
  {
    name: "orders.fifo",
    isFifo: true,
    subscribers: [
      { queue: "orders.fifo", raw: false },
      { queue: "orders-red.fifo", raw: false, colour: "red" },
      { queue: "orders-raw.fifo", raw: true },
    ],
  },
];

export async function makeTopics(server: KillableServer): Promise<void> {
  for (const { name, isFifo, subscribers } of TOPICS) {
    const fifo = { "Attributes.entry.1.key": "FifoTopic", "Attributes.entry.1.value": "true" };
    await asked(server, "CreateTopic", { Name: name, ...(isFifo ? fifo : {}) });
    for (const subscriber of subscribers) await subscribe(server, name, subscriber);
  }
}

async function subscribe(server: KillableServer, topic: string, { queue, raw, colour }: Subscriber): Promise<void> {
  const Attributes = queue.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  const { status } = await server.call("CreateQueue", { QueueName: queue, Attributes });
  if (status !== 200) throw new Error(`the queue ${queue} was refused`);
  const policy = colour === undefined ? "" : JSON.stringify({ colour: [colour] });
  await asked(server, "Subscribe", {
    TopicArn: arnOf(topic),
    Protocol: "sqs",
    Endpoint: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    "Attributes.entry.1.key": "RawMessageDelivery",
    "Attributes.entry.1.value": String(raw),
    "Attributes.entry.2.key": "FilterPolicy",
    "Attributes.entry.2.value": policy,
  });
}

async function asked(server: KillableServer, action: string, parameters: Record<string, string>): Promise<void> {
  const { status, text } = await server.query(action, parameters);
  if (status !== 200) throw new Error(`${action} was refused: ${text}`);
}

/** Receives and deletes until nothing is left and nothing is missing, or nothing has come for a long time. */
export async function drain(
  server: KillableServer,
  log: CrashLog<PublishLine>,
  missing: ReadonlyMap<string, Set<string>>,
): Promise<void> {
  const subscribers = TOPICS.flatMap((topic) => topic.subscribers);
  await Promise.all(
    subscribers.map(async ({ queue, raw }) => {
      const expected = missing.get(queue);
      let newsAt = performance.now();
      for (;;) {
        const messages = await take(server, queue, raw);
        if (messages.length > 0) {
          newsAt = performance.now();
          log.write({ type: "arrived", queue, messages });
          for (const { name } of messages) expected?.delete(name);
        } else if ((expected?.size ?? 0) === 0 || performance.now() - newsAt > PATIENCE_MILLISECONDS) break;
        else await sleep(PAUSE_MILLISECONDS);
      }
      log.write({ type: "drained", queue });
    }),
  );
}

async function take(server: KillableServer, queue: string, raw: boolean): Promise<readonly Arrival[]> {
  const QueueUrl = `${await server.endpoint}/000000000000/${queue}`;
  const { body } = await server.call("ReceiveMessage", {
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: VISIBILITY_SECONDS,
    MessageSystemAttributeNames: ["MessageGroupId"],
  });
  // The model says so.
  const messages = (body["Messages"] ?? []) as readonly WireMessage[];
  if (messages.length === 0) return [];
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const deleted = await server.call("DeleteMessageBatch", { QueueUrl, Entries });
  const { Successful } = deleted.body;
  if (!Array.isArray(Successful) || Successful.length !== messages.length) {
    throw new Error(`not all messages of ${queue} were deleted: ${JSON.stringify(deleted.body)}`);
  }
  return messages.map((message) => arrivalOf(message, raw));
}

interface WireMessage {
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

function arrivalOf({ Body, Attributes }: WireMessage, raw: boolean): Arrival {
  const group = Attributes?.["MessageGroupId"];
  const common = group === undefined ? {} : { group };
  if (raw) return { name: Body, ...common };
  // An envelope: what it is made of is its topic's business, and these three members are what is compared.
  const envelope = JSON.parse(Body) as { Message: string; MessageId: string; SequenceNumber?: string };
  const { Message, MessageId, SequenceNumber } = envelope;
  return {
    name: Message,
    messageId: MessageId,
    ...(SequenceNumber === undefined ? {} : { sequenceNumber: SequenceNumber }),
    ...common,
  };
}
