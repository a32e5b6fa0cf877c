/** The same tests of SQS through each client that is not ours, each with a cloud and a frozen clock of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Message, ReceiveMessageRequest, SendMessageRequest } from "../../../src/schema/generated/sqs.ts";
import { SQS } from "../../../src/schema/generated/sqs.ts";
import type { Operation } from "../../../src/schema/model.ts";
import { ask, startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { CLIENT_PROGRAMS, titleOf, type ForeignClient } from "./foreign-client.ts";

export const START = Date.UTC(2026, 0, 15, 12);

type Sent = Omit<SendMessageRequest, "QueueUrl" | "MessageBody">;
type Asked = Omit<ReceiveMessageRequest, "QueueUrl">;

/** A cloud and the client that looks at it. Queues are named by their names, which are to be new ones for each test. */
export class Stage {
  readonly #of: () => { readonly cloud: WireCloud; readonly client: ForeignClient };

  constructor(of: () => { readonly cloud: WireCloud; readonly client: ForeignClient }) {
    this.#of = of;
  }

  get cloud(): WireCloud {
    return this.#of().cloud;
  }

  get isXml(): boolean {
    return this.#of().client.protocol === "query";
  }

  urlOf(queue: string): string {
    return `${this.cloud.endpoint}/000000000000/${queue}`;
  }

  arnOf(queue: string): string {
    return `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  }

  call<Input, Output>(operation: Operation<Input, Output>, input: Input): Promise<Output> {
    return this.#of().client.call(operation, input);
  }

  /** Checks what the client reports of a refused call. */
  async refused<Input>(
    operation: Operation<Input, unknown>,
    input: Input,
    expected: { readonly code: string; readonly message: string; readonly status?: number },
  ): Promise<void> {
    const { status = expected.status ?? 400, ...refusal } = await this.#of().client.refusal(operation, input);
    expect({ ...refusal, status }).toEqual({ status: 400, ...expected });
  }

  /** Begins a call that has to wait; resolves when the server waits too. */
  async begin<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
  ): Promise<{ readonly answer: Promise<Output> }> {
    const begun = await this.#of().client.begin(operation, input);
    // An answer to a later request says that the earlier one has been taken up.
    await ask(this.cloud, { method: "GET", path: "/_sluice/health" });
    return begun;
  }

  create(QueueName: string, Attributes: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return this.call(SQS.CreateQueue, { QueueName, Attributes });
  }

  send(queue: string, MessageBody: string, members: Sent = {}) {
    return this.call(SQS.SendMessage, { QueueUrl: this.urlOf(queue), MessageBody, ...members });
  }

  async receive(queue: string, members: Asked = {}): Promise<readonly Message[]> {
    const { Messages } = await this.call(SQS.ReceiveMessage, this.receiving(queue, members));
    return Messages ?? [];
  }

  /** The input of a receive. Clients of the query protocol know only the older of the two lists of attributes. */
  receiving(queue: string, { MessageSystemAttributeNames, ...members }: Asked): ReceiveMessageRequest {
    const input = { QueueUrl: this.urlOf(queue), ...members };
    if (MessageSystemAttributeNames === undefined) return input;
    // The model of today has another type for the older list, and SQS takes the same names in it.
    if (this.isXml) return { ...input, AttributeNames: MessageSystemAttributeNames as readonly "All"[] };
    return { ...input, MessageSystemAttributeNames };
  }

  /** The bodies of up to ten messages. */
  async bodies(queue: string, members: Asked = {}): Promise<readonly (string | undefined)[]> {
    const messages = await this.receive(queue, { MaxNumberOfMessages: 10, ...members });
    return messages.map(({ Body }) => Body);
  }

  delete(queue: string, message: Message | undefined): Promise<unknown> {
    return this.call(SQS.DeleteMessage, { QueueUrl: this.urlOf(queue), ReceiptHandle: message?.ReceiptHandle ?? "" });
  }

  /** How many messages are visible, in flight and delayed. */
  async depth(queue: string): Promise<readonly number[]> {
    const { Attributes = {} } = await this.call(SQS.GetQueueAttributes, {
      QueueUrl: this.urlOf(queue),
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    });
    return [
      Number(Attributes.ApproximateNumberOfMessages),
      Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      Number(Attributes.ApproximateNumberOfMessagesDelayed),
    ];
  }
}

/** Declares `tests` once for each client; on a machine without it, their title says so. */
export function throughEachClient(tests: (stage: Stage) => void): void {
  for (const program of CLIENT_PROGRAMS) {
    describe.runIf(program.missing === undefined)(titleOf(program), () => {
      let cloud: WireCloud;
      let client: ForeignClient;
      beforeAll(async () => {
        cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
        client = await program.start(cloud.endpoint);
      });
      afterAll(async () => {
        await client.close();
        await cloud.close();
      });
      afterEach(() => expect(cloud.errors).toEqual([]));
      it("speaks the protocol of its time", () => expect(client.protocol).toBe(program.protocol));
      tests(new Stage(() => ({ cloud, client })));
    });
  }
}
