/**
 * Reads what a function reports about the messages of its batch (ReportBatchItemFailures).
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */

/** Which messages failed: none, all (with AWS's reason to doubt the report), or these. */
export type ItemFailures =
  | { readonly kind: "none" }
  | { readonly kind: "all"; readonly reason: string }
  | { readonly kind: "some"; readonly messageIds: ReadonlySet<string> };

const NONE: ItemFailures = { kind: "none" };

const all = (reason: string): ItemFailures => ({ kind: "all", reason });

/** What `payload`, the function's result, says of the messages with `messageIds`. */
export function readItemFailures(payload: Uint8Array, messageIds: ReadonlySet<string>): ItemFailures {
  let report: unknown;
  try {
    report = JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return all("The response is not valid JSON.");
  }
  // Recorded from AWS: nothing, an empty text and an empty object report no failure.
  if (report === null || report === "") return NONE;
  if (typeof report !== "object" || Array.isArray(report)) return all("The response is not a JSON object.");
  const items = "batchItemFailures" in report ? report.batchItemFailures : undefined;
  if (items === undefined || items === null) return NONE;
  if (!Array.isArray(items)) return all("batchItemFailures is not a list.");
  const failed = new Set<string>();
  for (const item of items as readonly unknown[]) {
    const finding = readItem(item, messageIds);
    if (finding.kind === "bad") return all(finding.reason);
    if (finding.kind === "failed") failed.add(finding.messageId);
  }
  return failed.size === 0 ? NONE : { kind: "some", messageIds: failed };
}

type Finding =
  | { readonly kind: "bad"; readonly reason: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly messageId: string };

function readItem(item: unknown, messageIds: ReadonlySet<string>): Finding {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    return { kind: "bad", reason: "An entry of batchItemFailures is not an object." };
  }
  // Captured from AWS: an entry without any member is passed over.
  if (Object.keys(item).length === 0) return { kind: "nothing" };
  const id: unknown = "itemIdentifier" in item ? item.itemIdentifier : undefined;
  if (typeof id !== "string" || id === "") {
    return { kind: "bad", reason: "An itemIdentifier is missing, empty or no string." };
  }
  if (!messageIds.has(id)) return { kind: "bad", reason: `The itemIdentifier ${id} is not in the batch.` };
  return { kind: "failed", messageId: id };
}
