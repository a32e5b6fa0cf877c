/** SQS as the clients of a crash run call it: everything is written down before it is asked, and once it is answered. */
import type { Call, CrashLog, EntryResult, Handle, ReceivedMessage, SendEntry } from "./crash-log.ts";
import type { Answer, KillableServer } from "./killable-server.ts";

/** What all clients share: the log, and whichever server lives. */
export interface Run {
  readonly log: CrashLog;
  /** The server that listens, now or soon. */
  server(): Promise<KillableServer>;
  /** The number of the next call. */
  nextCall(): number;
  /** How many messages were sent and not deleted yet. */
  backlog: number;
}

/** A message with what only its receiver needs. */
export interface Held extends Handle {
  readonly receiptHandle: string;
}

export class LoggedClient {
  readonly #name: string;
  readonly #run: Run;

  constructor(name: string, run: Run) {
    this.#name = name;
    this.#run = run;
  }

  /** One message by SendMessage, several by SendMessageBatch. @returns undefined when no answer was seen */
  async send(queue: string, entries: readonly SendEntry[]): Promise<readonly EntryResult[] | undefined> {
    const results = await this.#each({ op: "send", queue, entries }, "SendMessage", entries.map(inputOf));
    this.#run.backlog += results?.filter(({ refused }) => refused === undefined).length ?? 0;
    return results;
  }

  async receive(queue: string, how: Receiving): Promise<readonly Held[]> {
    const { visibilitySeconds, maximum, waitSeconds } = how;
    const call: Call = { op: "receive", queue, visibilitySeconds };
    let held: Held[] = [];
    const input = {
      MaxNumberOfMessages: maximum,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ["All"],
    };
    await this.#ask({ call, operation: "ReceiveMessage", input }, (id, at, { body }) => {
      // The model says so.
      const messages = (body["Messages"] ?? []) as readonly WireMessage[];
      this.#run.log.write({ type: "received", id, at, messages: messages.map(receivedOf) });
      held = messages.map(({ MessageId, ReceiptHandle }) => ({
        messageId: MessageId,
        receivedBy: id,
        receiptHandle: ReceiptHandle,
      }));
    });
    return held;
  }

  /** One message by DeleteMessage, several by DeleteMessageBatch. @returns how many were acknowledged */
  async delete(queue: string, messages: readonly Held[]): Promise<number> {
    const call: Call = { op: "delete", queue, handles: messages.map(handleOf) };
    const entries = messages.map(({ receiptHandle }) => ({ ReceiptHandle: receiptHandle }));
    const results = await this.#each(call, "DeleteMessage", entries);
    const deleted = results?.filter(({ refused }) => refused === undefined).length ?? 0;
    this.#run.backlog -= deleted;
    return deleted;
  }

  async change(queue: string, messages: readonly Held[], seconds: number): Promise<void> {
    const call: Call = { op: "change", queue, seconds, handles: messages.map(handleOf) };
    const entries = messages.map(({ receiptHandle }) => ({ ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }));
    await this.#each(call, "ChangeMessageVisibility", entries);
  }

  /** One entry as it is, several as the operation's batch. */
  async #each(call: Call, operation: string, entries: readonly object[]): Promise<readonly EntryResult[] | undefined> {
    const [only] = entries;
    const isSingle = entries.length === 1 && only !== undefined;
    const asked = isSingle
      ? { call, operation, input: only }
      : {
          call,
          operation: `${operation}Batch`,
          input: { Entries: entries.map((entry, Id) => ({ Id: String(Id), ...entry })) },
        };
    let results: readonly EntryResult[] | undefined;
    await this.#ask(asked, (id, at, { body }) => {
      results = isSingle ? [resultOf(body)] : batchResults(body, entries.length);
      this.#run.log.write({ type: "results", id, at, results });
    });
    return results;
  }

  async #ask(
    { call, operation, input }: Asked,
    onAnswer: (id: number, at: number, answer: Answer) => void,
  ): Promise<void> {
    const { log } = this.#run;
    const server = await this.#run.server();
    const id = this.#run.nextCall();
    const QueueUrl = `${await server.endpoint}/000000000000/${call.queue}`;
    log.write({ type: "call", id, at: Date.now(), client: this.#name, call });
    const answer = await server.attempt(() => server.call(operation, { QueueUrl, ...input }));
    if (answer === undefined) {
      log.write({ type: "lost", id, at: Date.now() });
      return;
    }
    if (answer.status === 200) onAnswer(id, Date.now(), answer);
    else log.write({ type: "refused", id, at: Date.now(), status: answer.status, code: String(answer.body["__type"]) });
  }
}

export interface Receiving {
  readonly maximum: number;
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
}

interface Asked {
  readonly call: Call;
  readonly operation: string;
  readonly input: object;
}

interface WireMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

function inputOf({ name, delaySeconds, group, deduplicationId }: SendEntry): object {
  return {
    MessageBody: name,
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
    ...(group === undefined ? {} : { MessageGroupId: group }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
  };
}

function receivedOf({ MessageId, Body, Attributes }: WireMessage): ReceivedMessage {
  const { ApproximateReceiveCount, MessageGroupId, MessageDeduplicationId, SequenceNumber } = Attributes;
  return {
    messageId: MessageId,
    name: Body,
    receiveCount: Number(ApproximateReceiveCount),
    ...(MessageGroupId === undefined ? {} : { group: MessageGroupId }),
    ...(MessageDeduplicationId === undefined ? {} : { deduplicationId: MessageDeduplicationId }),
    ...(SequenceNumber === undefined ? {} : { sequenceNumber: SequenceNumber }),
  };
}

function handleOf({ messageId, receivedBy }: Held): Handle {
  return { messageId, receivedBy };
}

function resultOf({ MessageId, SequenceNumber }: Answer["body"]): EntryResult {
  return {
    ...(typeof MessageId === "string" ? { messageId: MessageId } : {}),
    ...(typeof SequenceNumber === "string" ? { sequenceNumber: SequenceNumber } : {}),
  };
}

function batchResults({ Successful = [], Failed = [] }: Answer["body"], count: number): EntryResult[] {
  const results = Array.from({ length: count }, (): EntryResult => ({ refused: "no answer for this entry" }));
  // The model says so.
  for (const entry of Successful as readonly Answer["body"][]) results[Number(entry["Id"])] = resultOf(entry);
  for (const { Id, Code } of Failed as readonly Answer["body"][]) results[Number(Id)] = { refused: String(Code) };
  return results;
}
