/**
 * Accepting submissions so that none is lost and none is doubled, whatever stops halfway: the object first, then the
 * events, then the mark that they are published. Whoever repeats a submission carries on where the mark is missing.
 */
import { eventsOfSubmission, type AttemptEvent } from "./attempt.ts";
import { submissionAccepted, type QuizEvent } from "./quiz-event.ts";
import { fingerprintOf, publishedKey, submissionKey, type StoredSubmission, type Submission } from "./submission.ts";

/** A valid submission that has come in. */
export interface Candidate {
  readonly submissionId: string;
  readonly submission: Submission;
  readonly source: string;
}

/** What became of it: `conflict` says that its id belongs to another content. */
export interface Acceptance {
  readonly submissionId: string;
  readonly outcome: "accepted" | "duplicate" | "conflict";
}

/** What accepting needs of the outside. */
export interface Means {
  readonly objects: {
    create(key: string, value: unknown): Promise<boolean>;
    require<T>(key: string): Promise<T>;
    text(key: string): Promise<unknown>;
    put(key: string, body: string): Promise<void>;
  };
  readonly topics: {
    publish(events: readonly QuizEvent[]): Promise<void>;
    publishAttempts(events: readonly AttemptEvent[]): Promise<void>;
  };
  readonly now: string;
}

/** Resolves when everything that was accepted is stored and published. The candidates have different ids. */
export async function acceptAll(candidates: readonly Candidate[], means: Means): Promise<Acceptance[]> {
  const found = await Promise.all(candidates.map((candidate) => store(candidate, means)));
  const unpublished = found.filter((each) => each.isUnpublished).map((each) => each.stored);
  // The attempt's events go first: nothing can be graded before the grader has heard of it.
  await means.topics.publishAttempts(
    unpublished.flatMap(({ submissionId, submission }) => eventsOfSubmission(submissionId, submission)),
  );
  await means.topics.publish(unpublished.map(submissionAccepted));
  await Promise.all(unpublished.map(({ submissionId }) => means.objects.put(publishedKey(submissionId), means.now)));
  return found.map(({ stored: { submissionId }, outcome }) => ({ submissionId, outcome }));
}

interface Found {
  readonly stored: StoredSubmission;
  readonly outcome: Acceptance["outcome"];
  readonly isUnpublished: boolean;
}

async function store({ submissionId, submission, source }: Candidate, means: Means): Promise<Found> {
  const fingerprint = fingerprintOf(submission);
  const own: StoredSubmission = { submissionId, fingerprint, source, acceptedAt: means.now, submission };
  if (await means.objects.create(submissionKey(submissionId), own)) {
    return { stored: own, outcome: "accepted", isUnpublished: true };
  }
  const stored = await means.objects.require<StoredSubmission>(submissionKey(submissionId));
  if (stored.fingerprint !== fingerprint) return { stored, outcome: "conflict", isUnpublished: false };
  const isUnpublished = (await means.objects.text(publishedKey(submissionId))) === undefined;
  // The same row of the same file is no duplicate: an earlier run of the splitter got that far.
  const isOwnRow = source !== "api" && stored.source === source;
  return { stored, outcome: isOwnRow ? "accepted" : "duplicate", isUnpublished };
}
