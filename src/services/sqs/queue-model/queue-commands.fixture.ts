/** Receiving, deleting, hiding, emptying, setting and moving; time that passes, and processes that end. */
import { SQS } from "../../../schema/generated/sqs.ts";
import type { ModelSettings, Receiving } from "./model-queue.fixture.ts";
import { must, mustRefuse } from "./must.fixture.ts";
import { attributesOf, type ModelPair, type Place, PLACES, type QueueCloud } from "./queue-cloud.fixture.ts";
import { command, type QueueCommand, refusalOf } from "./queue-command.fixture.ts";

export interface Handle {
  readonly kind: "given" | "foreign" | "garbage";
  /** How many were given out after it. */
  readonly back: number;
}

export function receive(place: Place, receiving: Receiving): QueueCommand {
  const { max, seconds, attempt } = receiving;
  const words = [place, max, seconds === undefined ? "" : `hidden for ${seconds} s`, attempt && `attempt ${attempt}`];
  return command(`receive(${words.filter(Boolean).join(", ")})`, async (model, real) => {
    const { Messages: messages = [] } = await real.cloud.call(SQS.ReceiveMessage, {
      QueueUrl: real.urls[place],
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ["All"],
      VisibilityTimeout: seconds,
      ReceiveRequestAttemptId: attempt,
    });
    const seen = messages.map(({ MessageId: id = "", Body: body = "", ReceiptHandle: handle = "", Attributes }) => {
      return { id, body, handle, attributes: { ...Attributes } };
    });
    model[place].receive(receiving, seen, real.departures(place));
  });
}

export interface HandleUse {
  readonly handle: Handle;
  readonly seconds: number;
}

export function remove(place: Place, handle: Handle): QueueCommand {
  return command(`delete(${place}, ${textOfHandle(handle)})`, async (model, real) => {
    const ReceiptHandle = resolve(handle, model, place);
    const refusal = await refusalOf(real.cloud.call(SQS.DeleteMessage, { QueueUrl: real.urls[place], ReceiptHandle }));
    model[place].delete(ReceiptHandle, refusal, real.departures(place));
  });
}

export function removeBatch(place: Place, handles: readonly Handle[]): QueueCommand {
  return command(`deleteBatch(${place}, ${handles.map(textOfHandle).join("; ")})`, async (model, real) => {
    const given = handles.map((handle) => resolve(handle, model, place));
    const Entries = given.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    const outcome = await real.cloud.call(SQS.DeleteMessageBatch, { QueueUrl: real.urls[place], Entries });
    const left = real.departures(place);
    for (const [index, handle] of given.entries()) model[place].delete(handle, refusalIn(outcome, index), left);
  });
}

export function change(place: Place, { handle, seconds }: HandleUse): QueueCommand {
  return command(`changeVisibility(${place}, ${textOfHandle(handle)}, ${seconds} s)`, async (model, real) => {
    const ReceiptHandle = resolve(handle, model, place);
    const request = { QueueUrl: real.urls[place], ReceiptHandle, VisibilityTimeout: seconds };
    const refusal = await refusalOf(real.cloud.call(SQS.ChangeMessageVisibility, request));
    model[place].changeVisibility(ReceiptHandle, seconds, refusal);
  });
}

export function changeBatch(place: Place, uses: readonly HandleUse[]): QueueCommand {
  const text = uses.map(({ handle, seconds }) => `${textOfHandle(handle)}, ${seconds} s`).join("; ");
  return command(`changeVisibilityBatch(${place}, ${text})`, async (model, real) => {
    const given = uses.map(({ handle, seconds }) => ({ handle: resolve(handle, model, place), seconds }));
    const Entries = given.map(({ handle: ReceiptHandle, seconds: VisibilityTimeout }, index) => {
      return { Id: String(index), ReceiptHandle, VisibilityTimeout };
    });
    const outcome = await real.cloud.call(SQS.ChangeMessageVisibilityBatch, { QueueUrl: real.urls[place], Entries });
    for (const [index, { handle, seconds }] of given.entries()) {
      model[place].changeVisibility(handle, seconds, refusalIn(outcome, index));
    }
  });
}

export function purge(place: Place): QueueCommand {
  return command(`purge(${place})`, async (model, real) => {
    model[place].purge(await refusalOf(real.cloud.call(SQS.PurgeQueue, { QueueUrl: real.urls[place] })));
  });
}

export function set(place: Place, changes: Partial<ModelSettings>): QueueCommand {
  const text = JSON.stringify(changes, (_, value: unknown) => value ?? null);
  return command(`set(${place}, ${text})`, async (model, real) => {
    const Attributes = attributesOf(changes, model[place]);
    await real.cloud.call(SQS.SetQueueAttributes, { QueueUrl: real.urls[place], Attributes });
    model[place].set(changes);
  });
}

export function moveBack(): QueueCommand {
  return command("moveBack()", async (model, real) => {
    const { cloud } = real;
    // What was sent to the dead-letter queue itself has no queue to go back to.
    const canReturn = model.dead.messages.every(({ deadLetteredFrom }) => deadLetteredFrom !== undefined);
    const answer = cloud.call(SQS.StartMessageMoveTask, {
      SourceArn: model.dead.arn,
      ...(canReturn ? {} : { DestinationArn: model.queue.arn }),
    });
    if (model.queue.settings.maxReceiveCount === undefined) {
      return mustRefuse(await refusalOf(answer), "Source queue must be configured as a Dead Letter Queue.");
    }
    await answer;
    await cloud.settle();
    const moved = model.dead.moveTo(model.queue, real.found("queue"));
    const { Results: results = [] } = await cloud.call(SQS.ListMessageMoveTasks, { SourceArn: model.dead.arn });
    const [task] = results;
    must(task?.Status === "COMPLETED", `a move task ends well, and was ${task?.Status}: ${task?.FailureReason}`);
    must(task?.ApproximateNumberOfMessagesMoved === moved, `${moved} messages are counted as moved`);
  });
}

export function advance(milliseconds: number): QueueCommand {
  return command(`advance(${milliseconds} ms)`, (_, { cloud }) => cloud.advance(milliseconds));
}

export function restart(downMilliseconds: number): QueueCommand {
  return command(`restart(after ${downMilliseconds} ms)`, (_, { cloud }) => cloud.restart(downMilliseconds));
}

/** Nothing is lost: all that can be received is. */
export async function drain({ model, real }: { model: ModelPair; real: QueueCloud }): Promise<void> {
  await advance(30_000).run(model, real);
  for (const place of PLACES) {
    while (model[place].receivable().length > 0) {
      await receive(place, { max: 10, seconds: 43_200, attempt: undefined }).run(model, real);
    }
  }
}

function refusalIn({ Failed: failed = [] }: BatchAnswer, index: number): string | undefined {
  return failed.find(({ Id }) => Id === String(index))?.Message;
}

interface BatchAnswer {
  readonly Failed?: readonly { readonly Id?: string | undefined; readonly Message?: string | undefined }[] | undefined;
}

/** A handle that the queue gave out, one of the other queue, or none at all. */
function resolve({ kind, back }: Handle, model: ModelPair, place: Place): string {
  if (kind === "garbage") return "garbage";
  const owner = kind === "given" ? model[place] : model[place === "queue" ? "dead" : "queue"];
  return [...owner.handles.keys()].at(-1 - back) ?? "garbage";
}

function textOfHandle({ kind, back }: Handle): string {
  if (kind === "garbage") return "garbage";
  return `${kind} handle ${back === 0 ? "of the last" : `${back} before the last`}`;
}
