/** The same tests of SNS through each client that is not ours, each with a cloud and a frozen clock of its own. */
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { type PublishInput, SNS } from "../../../src/schema/generated/sns.ts";
import { type Message, SQS } from "../../../src/schema/generated/sqs.ts";
import type { Operation } from "../../../src/schema/model.ts";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { CLIENT_PROGRAMS, titleOf } from "../sqs/foreign-client.ts";
import { type JavascriptClient, startJavascript } from "./javascript-client.ts";

export const START = Date.UTC(2026, 0, 15, 12);

interface Program {
  readonly title: string;
  readonly isThere: boolean;
  start(endpoint: string): Promise<JavascriptClient>;
}

/** The botocore of old spoke to SNS as that of today does. */
const PROGRAMS: readonly Program[] = [
  ...CLIENT_PROGRAMS.filter(({ protocol }) => protocol === "json").map((program) => ({
    title: titleOf(program),
    isThere: program.missing === undefined,
    start: program.start,
  })),
  { title: "the AWS SDK for JavaScript", isThere: true, start: async (endpoint) => startJavascript(endpoint) },
];

/** A cloud and the client that looks at it. Topics and queues are named by their names, which are new ones for each test. */
export class Stage {
  readonly #of: () => { readonly cloud: WireCloud; readonly client: JavascriptClient };

  constructor(of: () => { readonly cloud: WireCloud; readonly client: JavascriptClient }) {
    this.#of = of;
  }

  get cloud(): WireCloud {
    return this.#of().cloud;
  }

  arnOf(topic: string): string {
    return `arn:aws:sns:us-east-1:000000000000:${topic}`;
  }

  queueArnOf(queue: string): string {
    return `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  }

  call<Input, Output>(operation: Operation<Input, Output>, input: Input): Promise<Output> {
    return this.#of().client.call(operation, input);
  }

  /** Checks what the client reports of a refused call. */
  async refused<Input>(
    operation: Operation<Input, unknown>,
    input: Input,
    expected: { readonly code: string; readonly message: unknown; readonly status?: number },
  ): Promise<void> {
    const { status = expected.status ?? 400, ...refusal } = await this.#of().client.refusal(operation, input);
    expect({ ...refusal, status }).toEqual({ status: 400, ...expected });
  }

  /** A new topic, FIFO by its name. */
  async topic(Name: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const Attributes = { ...(Name.endsWith(".fifo") ? { FifoTopic: "true" } : {}), ...attributes };
    const { TopicArn = "" } = await this.call(SNS.CreateTopic, { Name, Attributes });
    return TopicArn;
  }

  /** A new queue that is subscribed. */
  async subscriber(
    TopicArn: string,
    queue: string,
    Attributes: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const fifo = queue.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    await this.call(SQS.CreateQueue, { QueueName: queue, Attributes: fifo });
    const Endpoint = this.queueArnOf(queue);
    const { SubscriptionArn = "" } = await this.call(SNS.Subscribe, {
      TopicArn,
      Protocol: "sqs",
      Endpoint,
      Attributes,
    });
    return SubscriptionArn;
  }

  publish(TopicArn: string, Message: string, members: Omit<PublishInput, "TopicArn" | "Message"> = {}) {
    return this.call(SNS.Publish, { TopicArn, Message, ...members });
  }

  /** Up to ten messages of a queue, once everything that was published is there; they are deleted. */
  async take(queue: string): Promise<readonly Message[]> {
    await this.cloud.settle();
    const QueueUrl = `${this.cloud.endpoint}/000000000000/${queue}`;
    const { Messages = [] } = await this.call(SQS.ReceiveMessage, {
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    for (const { ReceiptHandle = "" } of Messages) await this.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
    return Messages;
  }

  async bodies(queue: string): Promise<readonly (string | undefined)[]> {
    return (await this.take(queue)).map(({ Body }) => Body);
  }
}

/** Declares `tests` once for each client; on a machine without it, their title says so. */
export function throughEachClient(tests: (stage: Stage) => void): void {
  for (const program of PROGRAMS) {
    describe.runIf(program.isThere)(program.title, () => {
      let cloud: WireCloud;
      let client: JavascriptClient;
      beforeAll(async () => {
        cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
        client = await program.start(cloud.endpoint);
      });
      afterAll(async () => {
        await client.close();
        await cloud.close();
      });
      afterEach(() => expect(cloud.errors).toEqual([]));
      tests(new Stage(() => ({ cloud, client })));
    });
  }
}
