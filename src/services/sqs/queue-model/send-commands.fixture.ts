/** Sending, alone and in batches, with what is wrong with some. */
import { type SendMessageRequest, SQS } from "../../../schema/generated/sqs.ts";
import type { ModelQueue, Sending } from "./model-queue.fixture.ts";
import { must, mustRefuse } from "./must.fixture.ts";
import type { ModelPair, Place, QueueCloud } from "./queue-cloud.fixture.ts";
import { command, type QueueCommand, refusalOf } from "./queue-command.fixture.ts";

/** What is to be sent. */
export interface Draft {
  readonly letter: string;
  /** Standard queues only. */
  readonly delaySeconds?: number | undefined;
  /** FIFO queues only. */
  readonly group?: string;
  /** FIFO queues only: new, one of three, none so that the content counts, or that of a dead-lettered message. */
  readonly id?: "new" | "again" | "content" | "buried";
  /** What is wrong with it, if anything. */
  readonly fault: keyof typeof FAULTS | undefined;
}

export function send(place: Place, draft: Draft): QueueCommand {
  return command(`send(${place}, ${textOfDraft(draft)})`, async (model, real) => {
    const sending = sendingOf(draft, model, real);
    const answer = real.cloud.call(SQS.SendMessage, { QueueUrl: real.urls[place], ...members(sending) });
    if (lacksId(sending, model[place])) return mustRefuse(await refusalOf(answer), NO_ID);
    if (draft.fault !== undefined) return mustRefuse(await refusalOf(answer), FAULTS[draft.fault].sentence);
    const { MessageId: id = "", SequenceNumber: sequence } = await answer;
    model[place].send(sending, { id, sequence });
  });
}

export function sendBatch(place: Place, drafts: readonly Draft[]): QueueCommand {
  return command(`sendBatch(${place}, ${drafts.map(textOfDraft).join("; ")})`, async (model, real) => {
    const sendings = drafts.map((draft) => sendingOf(draft, model, real));
    const entries = sendings.map((sending, index) => ({ Id: String(index), ...members(sending) }));
    const answer = real.cloud.call(SQS.SendMessageBatch, { QueueUrl: real.urls[place], Entries: entries });
    if (sendings.some((sending) => lacksId(sending, model[place]))) return mustRefuse(await refusalOf(answer), NO_ID);
    const { Successful: successful = [], Failed: failed = [] } = await answer;
    for (const [index, sending] of sendings.entries()) {
      const sent = successful.find(({ Id }) => Id === String(index));
      const refused = failed.find(({ Id }) => Id === String(index));
      must((sent === undefined) !== (refused === undefined), `entry ${index} is answered once`);
      const fault = drafts[index]?.fault;
      const code = fault === undefined ? undefined : FAULTS[fault].code;
      must(refused?.Code === code, `entry ${index} fails alone with ${code}, and did with ${refused?.Code}`);
      if (sent !== undefined) model[place].send(sending, { id: sent.MessageId, sequence: sent.SequenceNumber });
    }
  });
}

/** What each fault is answered with: the code in a batch, and words of the sentence. */
const FAULTS = {
  characters: { code: "InvalidMessageContents", sentence: "Invalid characters were found in the message body." },
  delay: { code: "InvalidParameterValue", sentence: "Reason: DelaySeconds must be >= 0 and <= 900." },
} as const;

const ILLEGAL_BODY = "\u0000";
const TOO_LONG_SECONDS = 901;

function sendingOf({ letter, fault, ...draft }: Draft, model: ModelPair, real: QueueCloud): Sending {
  const { group, id = "content" } = draft;
  const fresh = `${letter}${real.serial++}`;
  const body = fault === "characters" ? ILLEGAL_BODY : fresh;
  const delaySeconds = fault === "delay" ? TOO_LONG_SECONDS : draft.delaySeconds;
  if (group === undefined) return { body, group, deduplicationId: undefined, delaySeconds };
  if (id === "content" && fault === undefined) return { body: letter, group, deduplicationId: undefined, delaySeconds };
  const buried = model.dead.messages[0]?.id ?? letter;
  return { body, group, deduplicationId: { new: fresh, again: letter, content: letter, buried }[id], delaySeconds };
}

/** The members of a request that sends it. */
function members(sending: Sending): Omit<SendMessageRequest, "QueueUrl"> {
  const { body, group, deduplicationId, delaySeconds } = sending;
  return {
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: deduplicationId,
    DelaySeconds: delaySeconds,
  };
}

const NO_ID =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

/** Whether a FIFO queue refuses it, alone or with its whole batch. */
function lacksId({ deduplicationId }: Sending, { fifo, settings }: ModelQueue): boolean {
  return fifo && deduplicationId === undefined && !settings.contentBasedDeduplication;
}

function textOfDraft({ letter, group, id, delaySeconds, fault }: Draft): string {
  const words = [letter, group, id && `${id} id`, delaySeconds && `delay ${delaySeconds} s`, fault && `bad ${fault}`];
  return words.filter(Boolean).join(" ");
}
