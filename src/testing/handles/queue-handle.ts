/** A queue in the hands of a test. */
import type { CloudInside } from "../cloud-inside.ts";

/** How a message is sent. */
export interface SendOptions {
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly delaySeconds?: number;
  /** Message attributes; numbers are of the type Number. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** One message of many that are sent together. */
export interface MessageToSend extends SendOptions {
  readonly body: unknown;
}

/** How messages are received. */
export interface ReceiveOptions {
  /** From 1 to 10, which is what is meant when it is absent. */
  readonly maximum?: number;
  readonly visibilityTimeoutSeconds?: number;
}

/** A message that was received: hidden from others until its visibility timeout ends. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  /** SQS's own attributes, such as ApproximateReceiveCount. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The body as JSON. */
  json(): unknown;
  delete(): Promise<void>;
  /** 0 makes it visible at once. */
  changeVisibility(seconds: number): Promise<void>;
}

/** A message as it lies in its queue. */
export interface PeekedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly state: "visible" | "delayed" | "in-flight";
  readonly enqueuedAt: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How many messages a queue holds. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const TYPES = ["AWS::SQS::Queue"];
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const BATCH_ENTRIES = 10;

export class QueueHandle {
  /** As the test named it. */
  readonly name: string;
  /** The cloud that it is in; for expectations. */
  readonly inside: CloudInside;
  #url: Promise<string> | undefined;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.inside = inside;
  }

  /** @throws QueueDoesNotExist, the SDK's error, when there is none */
  url(): Promise<string> {
    this.#url ??= this.#findUrl();
    // One that is not there now may be made later.
    this.#url.catch(() => (this.#url = undefined));
    return this.#url;
  }

  async arn(): Promise<string> {
    const { Attributes } = await this.#attributes(["QueueArn"]);
    return Attributes?.["QueueArn"] ?? "";
  }

  /** Sends a message, JSON when it is no text; resolves with its id. */
  async send(body: unknown, options: SendOptions = {}): Promise<string> {
    const { sqs } = this.inside.clients;
    const { MessageId } = await sqs.sendMessage({ QueueUrl: await this.url(), ...sending({ ...options, body }) });
    return MessageId ?? "";
  }

  /**
   * Sends messages together, ten with each call, so that those of a call are there at the same moment.
   * @throws Error for the first that the queue has refused
   */
  async sendBatch(messages: readonly MessageToSend[]): Promise<void> {
    const { sqs } = this.inside.clients;
    const QueueUrl = await this.url();
    for (let start = 0; start < messages.length; start += BATCH_ENTRIES) {
      const Entries = messages.slice(start, start + BATCH_ENTRIES).map((message, index) => {
        return { Id: String(index), ...sending(message) };
      });
      const { Failed = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries });
      const [refused] = Failed;
      if (refused !== undefined) throw new Error(`${refused.Code ?? "SQS"}: ${refused.Message ?? "not sent"}`);
    }
  }

  /** Receives what is visible, without waiting. */
  async receive(options: ReceiveOptions = {}): Promise<readonly ReceivedMessage[]> {
    const { sqs } = this.inside.clients;
    const QueueUrl = await this.url();
    const { Messages: messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: options.maximum ?? 10,
      VisibilityTimeout: options.visibilityTimeoutSeconds,
      // Whatever the queue's own setting says: a long poll would wait for a clock that stands still.
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ["All"],
    });
    return messages.map(({ MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} }) => ({
      messageId: MessageId,
      body: Body,
      attributes: Attributes,
      json: (): unknown => JSON.parse(Body),
      delete: async () => void (await sqs.deleteMessage({ QueueUrl, ReceiptHandle })),
      changeVisibility: async (VisibilityTimeout) => {
        await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout });
      },
    }));
  }

  /** The oldest messages, without receiving them: at most 1,000. */
  async peek(): Promise<readonly PeekedMessage[]> {
    const target = `/_sluice/queue?QueueUrl=${encodeURIComponent(await this.url())}`;
    // The admin API answers so: see docs/ARCHITECTURE.md.
    const { messages } = (await this.inside.admin("GET", target)) as { messages: readonly PeekedMessage[] };
    return messages;
  }

  async depth(): Promise<QueueDepth> {
    const { Attributes = {} } = await this.#attributes([
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ]);
    return {
      visible: Number(Attributes["ApproximateNumberOfMessages"]),
      inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
      delayed: Number(Attributes["ApproximateNumberOfMessagesDelayed"]),
    };
  }

  /** Removes all messages: as on AWS, once in 60 seconds. */
  async purge(): Promise<void> {
    const { sqs } = this.inside.clients;
    await sqs.purgeQueue({ QueueUrl: await this.url() });
  }

  /** Sends the messages of a dead-letter queue back to where they came from: StartMessageMoveTask. */
  async redrive(): Promise<void> {
    const { sqs } = this.inside.clients;
    await sqs.startMessageMoveTask({ SourceArn: await this.arn() });
  }

  async #attributes(names: readonly string[]) {
    const { sqs } = this.inside.clients;
    // The SDK's type lists the names that it knew when it was made; these are among them.
    return sqs.getQueueAttributes({ QueueUrl: await this.url(), AttributeNames: [...names] as never });
  }

  async #findUrl(): Promise<string> {
    const id = await this.inside.resources.physicalId(this.name, TYPES);
    if (/^https?:/.test(id)) return id;
    const [name = "", account] = id.startsWith("arn:") ? id.split(":").slice(4).toReversed() : [id];
    const { sqs } = this.inside.clients;
    try {
      const { QueueUrl = "" } = await sqs.getQueueUrl({ QueueName: name, QueueOwnerAWSAccountId: account });
      return QueueUrl;
    } catch (error) {
      // The SDK's error stays what it is, and says of which queue it speaks.
      if (error instanceof Error) error.message += ` No queue has the logical id, name or ARN ${this.name}.`;
      throw error;
    }
  }
}

/** A message as SQS is sent it. */
function sending({ body, attributes = {}, groupId, deduplicationId, delaySeconds }: MessageToSend) {
  return {
    MessageBody: typeof body === "string" ? body : JSON.stringify(body),
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
    DelaySeconds: delaySeconds,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        { DataType: typeof value === "number" ? "Number" : "String", StringValue: String(value) },
      ]),
    ),
  };
}
