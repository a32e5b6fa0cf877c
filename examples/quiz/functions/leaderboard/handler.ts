/** The FIFO queue leaderboard: follows every attempt in order, keeps the leaderboards, and records breaches of order. */
import type { QueueEvent } from "../cloud/events.ts";
import { objectStore } from "../cloud/environment.ts";
import { advance, attemptKey, violationKey, type AttemptEvent, type AttemptProgress } from "../domain/attempt.ts";
import type { Result } from "../domain/grading.ts";
import { leaderboardKey, withResults, type Leaderboard } from "../domain/leaderboard.ts";

const objects = objectStore();

/** How often a write is tried again that another invocation overtook. */
const ATTEMPTS_MAX = 20;

export async function handler(event: QueueEvent): Promise<void> {
  // The bodies are what this workflow published itself, in the order of each attempt.
  const events = event.Records.map(({ body }) => JSON.parse(body) as AttemptEvent);
  const results = events.flatMap(({ result }) => (result === undefined ? [] : [result]));
  // The leaderboards first: taking a result in twice is harmless, and an attempt that is marked as ended comes no more.
  for (const quizId of new Set(results.map((result) => result.quizId))) {
    await updateLeaderboard(
      quizId,
      results.filter((result) => result.quizId === quizId),
    );
  }
  const attempts = [...new Set(events.map(({ submissionId }) => submissionId))];
  await Promise.all(
    attempts.map((submissionId) =>
      follow(
        submissionId,
        events.filter((each) => each.submissionId === submissionId),
      ),
    ),
  );
}

async function updateLeaderboard(quizId: string, results: readonly Result[]): Promise<void> {
  const key = leaderboardKey(quizId);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const read = await objects.read<Leaderboard>(key);
    const before = read?.value ?? { quizId, places: [] };
    const after = withResults(before, results);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (await objects.replace(key, after, read)) return;
  }
  throw new Error(`${key} changes too fast`);
}

/** A FIFO queue hands the events of a group to one receiver at a time: what overtakes here is a breach and fails. */
async function follow(submissionId: string, events: readonly AttemptEvent[]): Promise<void> {
  const key = attemptKey(submissionId);
  const read = await objects.read<AttemptProgress>(key);
  let progress = read?.value;
  for (const event of events) {
    const advanced = advance(progress, event);
    if (advanced.effect === "violation") await objects.create(violationKey(event), { event, before: progress ?? null });
    ({ progress } = advanced);
  }
  if (JSON.stringify(progress) === JSON.stringify(read?.value)) return;
  if (!(await objects.replace(key, progress, read))) throw new Error(`${key} was changed by another invocation`);
}
