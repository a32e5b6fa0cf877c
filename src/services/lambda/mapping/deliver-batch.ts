/** One batch on its way through the function: invoked, judged, and deleted from the queue as far as it succeeded. */
import { uuid } from "../../../kernel/random.ts";
import { pause } from "../../../kernel/clock.ts";
import { parseArn } from "../../../kernel/arn.ts";
import { carriedCause } from "../../../platform/lineage/carried-cause.ts";
import { chainOf } from "../../../platform/lineage/chain.ts";
import type { Story } from "../../../platform/lineage/lineage.ts";
import { causeOfTraceHeader } from "../../../platform/lineage/trace-header.ts";
import type { AsyncScope, CallAs } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SQS, type Message } from "../../../schema/generated/sqs.ts";
import { chooseFunction } from "../function/find-function.ts";
import { functionArn } from "../function/function-name.ts";
import { emitMappingFigure, type Figure } from "../invocation/function-metrics.ts";
import { mergedChain } from "../invocation/recursion.ts";
import { failureReason, type FunctionCall, type FunctionResult, runUncalled } from "../invocation/run-function.ts";
import { POLL_BACKOFF_FIRST_MILLISECONDS, POLL_BACKOFF_LONGEST_MILLISECONDS, QUEUE_BATCH_SIZE } from "../limits.ts";
import { readItemFailures } from "./item-failures.ts";
import { namedFunction, type MappingRecord } from "./mapping-record.ts";
import { isFifo, queueUrlOf } from "./queue.ts";
import type { Engagement } from "./engagement.ts";

/** Messages that go to the function together. */
export interface Batch {
  readonly mapping: MappingRecord;
  readonly messages: readonly Message[];
  /** The messages as JSON, as the function gets them. */
  readonly records: readonly string[];
  /** When the first of them may be seen by others again. */
  readonly visibleAgainAt: number;
  /** Aborted when the mapping is to stop: what the function has not taken then goes back to the queue. */
  readonly stopped: AbortSignal;
}

/** How Lambda calls the mapping's queue. */
export function asMapping(mapping: MappingRecord): CallAs {
  const queue = parseArn(mapping.queueArn);
  return {
    principal: "lambda.amazonaws.com",
    sourceArn: functionArn(mapping, mapping.functionName),
    asRole: true,
    ...(queue === undefined ? {} : { account: queue.account, region: queue.region }),
  };
}

/** Resolves once nothing more happens to the batch, with whether the function took it and did not fail. */
export async function deliverBatch(batch: Batch, engagement: Engagement, at: AsyncScope): Promise<boolean> {
  const { mapping, messages } = batch;
  const causes = new Map(messages.map((message) => [message, begun(message, batch, at)]));
  const tell = (which: Iterable<Message>, outcome: "retried" | "throttled", why: string): void => {
    const reason = `${why} The message returns to the queue when its visibility timeout ends.`;
    for (const each of which) at.record({ ...storyOf(each, mapping), outcome, reason, parent: causes.get(each) ?? "" });
  };
  // The invocation follows from the whole batch, but a record has one parent: the first message's.
  const scope = at.within({ cause: [...causes.values()][0] ?? "" });
  const result = await invokeWithPatience(batch, engagement, scope);
  if (result === undefined) {
    tell(messages, "throttled", "The function was throttled.");
    return false;
  }
  const { kept, reasonOf } = judge(batch, result);
  count(["InvokedEventCount", messages.length], mapping, scope);
  if (kept.size > 0) count(["FailedInvokeEventCount", kept.size], mapping, scope);
  tell(kept, "retried", reasonOf);
  const handled = messages.filter((message) => !kept.has(message));
  await deleteMessages(mapping, handled, scope.within({ cause: result.cause }));
  return !result.failed;
}

/** Deletes messages that are done with: handled, or filtered out. */
export async function deleteMessages(
  mapping: MappingRecord,
  messages: readonly Message[],
  at: AsyncScope,
): Promise<void> {
  for (let first = 0; first < messages.length; first += QUEUE_BATCH_SIZE) {
    const Entries = messages
      .slice(first, first + QUEUE_BATCH_SIZE)
      .map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle ?? "" }));
    try {
      const QueueUrl = queueUrlOf(mapping.queueArn, at);
      // Nobody is told of the deletion, and the next receive is in the same commit or a later one: a crash before it
      // brings the messages back, as one before the deletion would have.
      const as: CallAs = { ...asMapping(mapping), until: "applied" };
      const { Failed: failed = [] } = await at.call(SQS.DeleteMessageBatch, { QueueUrl, Entries }, as);
      count(["DeletedEventCount", Entries.length - failed.length], mapping, at);
      // What is not deleted is received again: at least once is what queues promise.
      if (failed.length > 0) at.log.warn("handled messages were not deleted", { mapping: mapping.uuid, failed });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      at.log.warn("handled messages were not deleted", { mapping: mapping.uuid, error });
    }
  }
}

/** Counts events of the mapping, where it was asked to. */
export function count(figure: Figure, mapping: MappingRecord, at: AsyncScope): void {
  if (mapping.countsEvents) emitMappingFigure(figure, mapping.uuid, at);
}

function begun(message: Message, { mapping, messages }: Batch, at: AsyncScope): string {
  const parent = causeOf(message);
  const [first] = messages;
  const together = `It goes to the function with message ${first?.MessageId}, whose story leads on to the invocation.`;
  // Member by member, as below: V8 takes ten times as long for an object that is spread and then added to.
  const { kind, resource, subject } = storyOf(message, mapping);
  const reason = message === first ? undefined : together;
  return at.record({ kind, resource, subject, outcome: "ok", reason, parent });
}

/** What led to the message: known here where the queue is of this cloud, or named by the trace header that came with it. */
export function causeOf(message: Message): string | undefined {
  return carriedCause(message) ?? causeOfTraceHeader(message.Attributes?.AWSTraceHeader);
}

/** What every record of a message in a mapping's hands says. */
export function storyOf(message: Message, mapping: MappingRecord): Pick<Story, "kind" | "resource" | "subject"> {
  return { kind: "lambda.event-source", resource: mapping.arn, subject: message.MessageId };
}

/** Tries until the function takes the batch, for as long as nobody else can receive the messages. */
async function invokeWithPatience(
  batch: Batch,
  engagement: Engagement,
  scope: AsyncScope,
): Promise<Extract<FunctionResult, { readonly kind: "ran" }> | undefined> {
  const { mapping, messages, records, visibleAgainAt, stopped } = batch;
  const payload = Buffer.from(`{"Records":[${records.join(",")}]}`);
  let wait = POLL_BACKOFF_FIRST_MILLISECONDS;
  for (;;) {
    const record = scope.read((read) => chooseFunction(namedFunction(mapping), read));
    if (record?.state === "Active") {
      const chain = mergedChain(messages.map((message) => chainOf(causeOf(message) ?? "")));
      const call = { record, qualifier: mapping.functionQualifier, requestId: uuid(scope.random), payload, chain };
      const result = await runUnlessRefused(call, scope);
      if (result?.kind === "ran") return result;
    }
    const next = scope.clock.now() + wait;
    if (next >= visibleAgainAt) return undefined;
    await engagement.rest(pause(scope.clock, wait, stopped));
    if (stopped.aborted) return undefined;
    wait = Math.min(wait * 2, POLL_BACKOFF_LONGEST_MILLISECONDS);
  }
}

async function runUnlessRefused(call: FunctionCall, at: AsyncScope): Promise<FunctionResult | undefined> {
  try {
    return await runUncalled(call, at);
  } catch (error) {
    // A role that cannot be assumed now may be put right before the messages are visible again.
    if (!(error instanceof ServiceError)) throw error;
    at.log.warn("a batch could not be handed to its function", { function: call.record.arn, error });
    return undefined;
  }
}

/** Which messages stay in the queue, and why. */
function judge(
  { mapping, messages }: Batch,
  result: Extract<FunctionResult, { readonly kind: "ran" }>,
): { readonly kept: ReadonlySet<Message>; readonly reasonOf: string } {
  if (result.failed) return { kept: new Set(messages), reasonOf: failureReason(result.payload) };
  if (!mapping.reportsItemFailures) return { kept: new Set(), reasonOf: "" };
  const ids = new Set(messages.map((message) => message.MessageId ?? ""));
  const failures = readItemFailures(result.payload, ids);
  if (failures.kind === "none") return { kept: new Set(), reasonOf: "" };
  if (failures.kind === "all") return { kept: new Set(messages), reasonOf: failures.reason };
  const failed = messages.filter((message) => failures.messageIds.has(message.MessageId ?? ""));
  const kept = isFifo(mapping.queueArn) ? withLaterOfTheirGroups(failed, messages) : new Set(failed);
  return { kept, reasonOf: "The function reported the message in batchItemFailures." };
}

/** In a FIFO queue nothing overtakes a failed message of its group. */
function withLaterOfTheirGroups(failed: readonly Message[], messages: readonly Message[]): ReadonlySet<Message> {
  const kept = new Set(failed);
  const blocked = new Set<string>();
  for (const message of messages) {
    const group = message.Attributes?.MessageGroupId ?? "";
    if (kept.has(message)) blocked.add(group);
    else if (blocked.has(group)) kept.add(message);
  }
  return kept;
}
