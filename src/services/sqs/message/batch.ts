/** What all batches have in common: the envelope's rules, and entries that succeed or fail each on its own. */
import { ServiceError } from "../../../platform/service-error.ts";
import type { BatchResultErrorEntry } from "../../../schema/generated/sqs.ts";
import {
  batchEntryCode,
  batchEntryIdsNotDistinct,
  batchEntrySentence,
  emptyBatchRequest,
  invalidBatchEntryId,
  missingParameter,
  tooManyEntries,
} from "../errors.ts";
import { FIXED } from "../limits.ts";

const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

/** @throws ServiceError when the batch as a whole is refused */
export function checkEnvelope(entries: readonly { readonly Id: string }[], entryShape: string): void {
  if (entries.length === 0) throw emptyBatchRequest(entryShape);
  if (entries.length > FIXED.batchEntries) throw tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id: id } of entries) {
    if (!ENTRY_ID.test(id)) throw invalidBatchEntryId();
    if (seen.has(id)) throw batchEntryIdsNotDistinct(id);
    seen.add(id);
  }
}

/** What became of a batch. The wire leaves out the list that is empty. */
export interface BatchOutcome<Success> {
  readonly Successful: readonly Success[];
  readonly Failed: readonly BatchResultErrorEntry[];
}

/** Does one entry after the other; one that is refused fails alone. `act` changes nothing before it refuses. */
export function eachEntry<Entry extends { readonly Id: string }, Success>(
  entries: readonly Entry[],
  act: (entry: Entry) => Success,
): BatchOutcome<Success> {
  const successful: Success[] = [];
  const failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      successful.push(act(entry));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.statusCode === NOT_IMPLEMENTED) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: batchEntryCode(error), Message: batchEntrySentence(error) });
    }
  }
  return { Successful: successful, Failed: failed };
}

/** The receipt handle of an entry. @throws ServiceError MissingParameter, which fails the entry alone */
export function handleOf({ ReceiptHandle: handle }: { readonly ReceiptHandle?: string }): string {
  if (handle === undefined) throw missingParameter("ReceiptHandle");
  return handle;
}

const NOT_IMPLEMENTED = 501;
