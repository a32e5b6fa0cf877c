/**
 * Recursive loops: a function that came by sixteen times in one chain of queues, topics, buckets and functions is not run
 * again. The chain is part of the ids of lineage records, as AWS's is part of the trace header: `hash:count`, one for each
 * function of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
import { crc32 } from "node:zlib";
import type { Caller } from "../../../platform/caller.ts";
import { CHAIN_CHARACTERS_MAX, chainOf } from "../../../platform/lineage/chain.ts";
import type { AsyncScope, Remarks } from "../../../platform/scope.ts";
import type { FunctionRecord } from "../function/function-record.ts";
import { recursionConfigs } from "../keyspaces.ts";
import { RECURSIVE_INVOCATIONS_MAX } from "../limits.ts";
import { emitFigures } from "./function-metrics.ts";

/**
 * Services that hand a chain on; what comes by any other one begins a new chain. AWS does not follow what subscription
 * filters of log groups forward, and lets such a loop run until somebody sees the bill.
 */
const IN_CHAINS: ReadonlySet<string> = new Set([
  "lambda.amazonaws.com",
  "logs.amazonaws.com",
  "s3.amazonaws.com",
  "sns.amazonaws.com",
]);

/** The chain of a request: that of its cause, where what led to it is something that AWS follows. */
export function chainOfRequest({ caller, cause }: { readonly caller: Caller; readonly cause: string }): string {
  return caller.kind === "service" && !IN_CHAINS.has(caller.principal) ? "" : chainOf(cause);
}

/** Whether the function came by as often as it may, and does not allow its loops. */
export function isRecursive(record: FunctionRecord, chain: string, at: Pick<AsyncScope, "read">): boolean {
  if (!isExhausted(record.arn, chain)) return false;
  const key = [record.account, record.region, record.name] as const;
  return at.read((read) => recursionConfigs.get(read.tx, key))?.recursiveLoop !== "Allow";
}

/** Whether the function came by sixteen times. */
export function isExhausted(arn: string, chain: string): boolean {
  return chain !== "" && (countsOf(chain).get(hashOf(arn)) ?? 0) >= RECURSIVE_INVOCATIONS_MAX;
}

/** Notes that an invocation was stopped; returns the lineage record. */
export function stopRecursion(
  {
    record,
    qualifier,
    subject,
  }: { readonly record: FunctionRecord; readonly qualifier: string; readonly subject: string },
  at: Remarks,
): string {
  emitFigures([["RecursiveInvocationsDropped", 1]], { name: record.name, qualifier }, at);
  return at.record({
    kind: "lambda.recursion",
    resource: record.arn,
    outcome: "failed",
    reason: RECURSION_SENTENCE,
    subject,
  });
}

/** What callers, dead letters and the story are told. */
export const RECURSION_SENTENCE =
  "The invocation was stopped: the function is part of a recursive loop, and was invoked 16 times in it.";

/** The chain of what an invocation of `arn` causes. The functions that came by last are kept. */
export function nextChain(chain: string, arn: string): string {
  const counts = countsOf(chain);
  const hash = hashOf(arn);
  const count = (counts.get(hash) ?? 0) + 1;
  counts.delete(hash);
  counts.set(hash, count);
  return textOf(counts);
}

/** The chain of what several messages cause together: of each function the highest count. */
export function mergedChain(chains: readonly string[]): string {
  const merged = new Map<string, number>();
  for (const chain of chains) {
    for (const [hash, count] of countsOf(chain)) merged.set(hash, Math.max(count, merged.get(hash) ?? 0));
  }
  return textOf(merged);
}

function hashOf(arn: string): string {
  return crc32(arn).toString(16).padStart(8, "0");
}

/** Clients write chains too, in trace headers: what is none counts for nothing. */
function countsOf(chain: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of chain.split("|")) {
    const [, hash, count] = /^([0-9a-f]{8}):(\d{1,4})$/.exec(part) ?? [];
    if (hash !== undefined) counts.set(hash, Number(count));
  }
  return counts;
}

function textOf(counts: ReadonlyMap<string, number>): string {
  const parts = Array.from(counts, ([hash, count]) => `${hash}:${Math.min(count, 9999)}`);
  while (parts.join("|").length > CHAIN_CHARACTERS_MAX) parts.shift();
  return parts.join("|");
}
