/** Bulk uploads: each row of a file under uploads/ is checked and accepted like a submission of its own; see the report. */
import { keyOf, type BucketEvent } from "../cloud/events.ts";
import { now, objectStore, topics } from "../cloud/environment.ts";
import { remembered } from "../cloud/object-store.ts";
import { acceptAll, type Acceptance, type Candidate } from "../domain/acceptance.ts";
import { readBulkFile, type BulkRow } from "../domain/bulk-file.ts";
import { quizKey, type Quiz } from "../domain/quiz.ts";
import { submissionIdOf, validateSubmission } from "../domain/submission.ts";

const objects = objectStore();
const events = topics();
const quizzes = remembered(async (quizId) => (await objects.read<Quiz>(quizKey(quizId)))?.value);

/** How many rows are stored and published together. */
const ROWS_TOGETHER = 10;

export async function handler(event: BucketEvent): Promise<void> {
  for (const record of event.Records) await splitFile(keyOf(record));
}

/** Running it again after a stop is harmless: it knows its own rows. */
async function splitFile(key: string): Promise<void> {
  const file = await objects.text(key);
  if (file === undefined) throw new Error(`there is no ${key}`);
  const rows = readBulkFile(key, file.value);
  const checked = await Promise.all(rows.map((row) => check(row, key)));
  const candidates = checked.flatMap((each) => ("candidate" in each ? [each.candidate] : []));
  const unique = [...new Map(candidates.toReversed().map((each) => [each.submissionId, each])).values()].toReversed();
  const acceptances: Acceptance[] = [];
  for (let start = 0; start < unique.length; start += ROWS_TOGETHER) {
    const together = unique.slice(start, start + ROWS_TOGETHER);
    acceptances.push(...(await acceptAll(together, { objects, topics: events, now: now() })));
  }
  const accepted = acceptances.filter(({ outcome }) => outcome === "accepted").map(({ submissionId }) => submissionId);
  const report = {
    file: key,
    rows: rows.length,
    accepted,
    duplicates: candidates.length - accepted.length,
    rejected: checked.flatMap((each) => ("problems" in each ? [each] : [])),
    finishedAt: now(),
  };
  await objects.put(key.replace(/^uploads\//, "reports/").replace(/\.\w+$/, ".json"), JSON.stringify(report));
}

type Checked = { readonly candidate: Candidate } | { readonly row: number; readonly problems: readonly string[] };

async function check({ row, input }: BulkRow, key: string): Promise<Checked> {
  const { quizId } = input;
  const quiz = typeof quizId === "string" && /^[\w-]{1,60}$/.test(quizId) ? await quizzes(quizId) : undefined;
  const validated = validateSubmission(input, quiz);
  if ("problems" in validated) return { row, problems: validated.problems };
  const { submission } = validated;
  return { candidate: { submissionId: submissionIdOf(submission), submission, source: `${key}#${row}` } };
}
