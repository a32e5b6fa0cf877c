/**
 * The data set: a few thousand submissions as a course really gets them, made from a seed. Most are plain; some are
 * repeated, late, malformed, poisonous or enormous. Each says what should become of it.
 */
import type { Quiz, Rubric } from "../functions/domain/quiz.ts";
import { seededNumbers, type SeededNumbers } from "./seeded-numbers.ts";

/** What should become of a submission that is accepted. */
export type Expected =
  | { readonly outcome: "graded"; readonly percent: number }
  | { readonly outcome: "quarantined" }
  | { readonly outcome: "poison" };

/** One request to send. */
export interface Sending {
  /** Unique in the data set. */
  readonly name: string;
  readonly quizId: string;
  readonly idempotencyKey?: string;
  readonly body: string;
  /** The status code that it should be answered with. */
  readonly status: number;
  /** With 202: the attempt, which repetitions share, and what should become of it. */
  readonly attemptId?: string;
  readonly expected?: Expected;
}

/** The bulk file, and what should become of its rows. */
export interface Bulk {
  readonly name: string;
  readonly text: string;
  readonly rows: number;
  readonly rejectedRows: number;
  readonly attempts: readonly { readonly attemptId: string; readonly expected: Expected }[];
}

export interface DataSet {
  readonly quizzes: readonly Quiz[];
  readonly rubrics: readonly Rubric[];
  readonly sendings: readonly Sending[];
  /** Sent when all others are answered: their keys are taken. */
  readonly conflicts: readonly Sending[];
  /** How many sendings repeat another one. */
  readonly repetitions: number;
  readonly bulk: Bulk;
}

/** How many there are of each kind. */
export interface Sizes {
  readonly plain: number;
  readonly late: number;
  readonly poison: number;
  readonly repeated: number;
  readonly malformed: number;
  readonly conflicts: number;
  readonly bulkRows: number;
}

export const FULL_SIZE: Sizes = {
  plain: 1_350,
  late: 60,
  poison: 6,
  repeated: 150,
  malformed: 42,
  conflicts: 3,
  bulkRows: 600,
};

const QUESTIONS = Array.from({ length: 10 }, (_, index) => `q${index + 1}`);
const CHOICES = ["a", "b", "c", "d"];
const OPENS_AT = Date.parse("2026-03-02T08:00:00Z");
const CLOSES_AT = Date.parse("2026-03-31T18:00:00Z");
const MINUTE = 60_000;
const STUDENTS = 900;
/** Larger than any message of SNS or SQS of 256 KiB. */
const ENORMOUS_CHARACTERS = 600_000;
/** A rubric that nobody has uploaded; with it the grader fails each time. */
export const MISSING_RUBRIC = 9;

/** The run id keeps the attempts of one run apart from those of another on the same data. */
export function makeDataSet(seed: number, runId: string, sizes: Sizes = FULL_SIZE): DataSet {
  const numbers = seededNumbers(seed);
  const quizzes = ["events", "queues", "functions"].map((name) => quizOf(name));
  const rubrics = quizzes.map(({ quizId }) => rubricOf(quizId, numbers));
  const maker: Maker = { numbers, runId, rubrics, made: 0 };
  const originals = [
    ...times(sizes.plain, () => plain(maker)),
    ...times(sizes.late, () => late(maker)),
    ...times(sizes.poison, () => poison(maker)),
    enormous(maker),
  ];
  const repeated = times(sizes.repeated, (index) => repetition(numbers.pick(originals), index));
  const malformed = times(sizes.malformed, (index) => malformedSending(maker, index));
  return {
    quizzes,
    rubrics,
    sendings: numbers.shuffled([...originals, ...repeated, ...malformed]),
    conflicts: times(sizes.conflicts, (index) => conflict(maker, keyed(originals, index))),
    repetitions: repeated.length,
    bulk: bulkOf(maker, sizes.bulkRows, originals),
  };
}

interface Maker {
  readonly numbers: SeededNumbers;
  readonly runId: string;
  readonly rubrics: readonly Rubric[];
  made: number;
}

interface Drawn {
  readonly quizId: string;
  readonly attemptId: string;
  readonly student: string;
  readonly rubric: number;
  readonly startedAt: string;
  readonly submittedAt: string;
  readonly answers: Record<string, string>;
}

function quizOf(quizId: string): Quiz {
  return { quizId, title: `All about ${quizId}`, closesAt: new Date(CLOSES_AT).toISOString(), questions: QUESTIONS };
}

function rubricOf(quizId: string, numbers: SeededNumbers): Rubric {
  return { quizId, version: 1, answers: Object.fromEntries(QUESTIONS.map((name) => [name, numbers.pick(CHOICES)])) };
}

function plain(maker: Maker): Sending {
  const drawn = draw(maker);
  return sendingOf(maker, drawn, { outcome: "graded", percent: percentOf(maker, drawn) });
}

function late(maker: Maker): Sending {
  const submitted = CLOSES_AT + (1 + maker.numbers.whole(3_000)) * MINUTE;
  return sendingOf(maker, draw(maker, submitted), { outcome: "quarantined" });
}

function poison(maker: Maker): Sending {
  return sendingOf(maker, { ...draw(maker), rubric: MISSING_RUBRIC }, { outcome: "poison" });
}

function enormous(maker: Maker): Sending {
  const drawn = draw(maker);
  const essay = "An event is a fact. ".repeat(ENORMOUS_CHARACTERS / 20);
  const answered = { ...drawn, answers: { ...drawn.answers, q10: essay } };
  return sendingOf(maker, answered, { outcome: "graded", percent: percentOf(maker, answered) });
}

function repetition(original: Sending, index: number): Sending {
  return { ...original, name: `${original.name}-again-${index}` };
}

/** What is wrong with a malformed submission, one kind after the other. */
const SPOILS: readonly ((drawn: Drawn) => unknown)[] = [
  (drawn) => ({ ...drawn, attemptId: undefined }),
  (drawn) => ({ ...drawn, answers: { ...drawn.answers, q99: "a" } }),
  (drawn) => ({ ...drawn, submittedAt: "yesterday" }),
  (drawn) => ({ ...drawn, rubric: -1 }),
  (drawn) => ({ ...drawn, answers: ["a", "b"] }),
  (drawn) => ({ ...drawn, startedAt: drawn.submittedAt, submittedAt: drawn.startedAt }),
];

function malformedSending(maker: Maker, index: number): Sending {
  const drawn = draw(maker);
  const name = `malformed-${index}`;
  if (index % 8 === 6) return { name, quizId: drawn.quizId, body: JSON.stringify(drawn).slice(0, 40), status: 400 };
  if (index % 8 === 7) return { name, quizId: "no-such-quiz", body: JSON.stringify(drawn), status: 404 };
  const spoil = SPOILS[index % 8] ?? ((same: Drawn) => same);
  return { name, quizId: drawn.quizId, body: JSON.stringify(spoil(drawn)), status: 400 };
}

/** A key that is used again for another submission. */
function conflict(maker: Maker, original: Sending): Sending {
  const { idempotencyKey = "" } = original;
  const body = JSON.stringify({ ...draw(maker), quizId: original.quizId });
  return { name: `conflict-${maker.made}`, quizId: original.quizId, idempotencyKey, body, status: 422 };
}

function keyed(originals: readonly Sending[], index: number): Sending {
  const found = originals.filter(({ idempotencyKey }) => idempotencyKey !== undefined)[index];
  if (found === undefined) throw new Error("too few submissions have an idempotency key");
  return found;
}

/** Rows: fresh ones, late ones, repetitions of rows and of what the API got without a key, and malformed ones. */
function bulkOf(maker: Maker, rows: number, originals: readonly Sending[]): Bulk {
  const { numbers } = maker;
  const fresh = times(Math.ceil(rows * 0.8), () => draw(maker));
  const afterClosing = times(Math.ceil(rows * 0.05), () => draw(maker, CLOSES_AT + (1 + numbers.whole(500)) * MINUTE));
  const withoutKey = originals.filter(({ idempotencyKey }) => idempotencyKey === undefined);
  // Our own bodies, as they were written above.
  const known = withoutKey.slice(0, Math.ceil(rows * 0.05)).map(({ body }) => JSON.parse(body) as Drawn);
  const again = times(Math.ceil(rows * 0.05), () => numbers.pick(fresh));
  const broken = times(Math.ceil(rows * 0.05), () => ({ ...draw(maker), submittedAt: "soon" }));
  const all = numbers.shuffled([...fresh, ...afterClosing, ...known, ...again, ...broken]);
  return {
    name: `${maker.runId}.csv`,
    text: csvOf(all),
    rows: all.length,
    rejectedRows: broken.length,
    attempts: [
      ...fresh.map((drawn) => ({
        attemptId: drawn.attemptId,
        expected: { outcome: "graded", percent: percentOf(maker, drawn) } as const,
      })),
      ...afterClosing.map(({ attemptId }) => ({ attemptId, expected: { outcome: "quarantined" } as const })),
    ],
  };
}

function csvOf(rows: readonly Drawn[]): string {
  const lines = rows.map(({ quizId, attemptId, student, rubric, startedAt, submittedAt, answers }) => {
    const pairs = Object.entries(answers).map(([question, answer]) => `${question}=${answer}`);
    return [quizId, attemptId, student, rubric, startedAt, submittedAt, `"${pairs.join(";")}"`].join(",");
  });
  return `quizId,attemptId,student,rubric,startedAt,submittedAt,answers\n${lines.join("\n")}\n`;
}

/** A submission as a student would make it: most know most of the answers. */
function draw(maker: Maker, submitted?: number): Drawn {
  const { numbers, rubrics } = maker;
  const rubric = numbers.pick(rubrics);
  const skill = 0.2 + 0.7 * numbers.fraction();
  const duration = (3 + numbers.whole(40)) * MINUTE + numbers.whole(60) * 1000;
  const submittedAt = submitted ?? OPENS_AT + duration + numbers.whole((CLOSES_AT - OPENS_AT) / MINUTE - 60) * MINUTE;
  const answers = Object.entries(rubric.answers).map(([question, right]) => {
    const given = numbers.fraction() < skill ? right : numbers.pick(CHOICES);
    return [question, given] as const;
  });
  maker.made++;
  return {
    quizId: rubric.quizId,
    attemptId: `${maker.runId}-${String(maker.made).padStart(5, "0")}`,
    student: `student-${String(numbers.whole(STUDENTS)).padStart(3, "0")}@example.org`,
    rubric: 1,
    startedAt: new Date(submittedAt - duration).toISOString(),
    submittedAt: new Date(submittedAt).toISOString(),
    answers: Object.fromEntries(answers),
  };
}

/** Most clients send a key; for the others the content is the key. */
function sendingOf({ numbers }: Maker, drawn: Drawn, expected: Expected): Sending {
  const { quizId, attemptId } = drawn;
  const hasKey = numbers.fraction() < 0.85;
  return {
    name: attemptId,
    quizId,
    body: JSON.stringify(drawn),
    status: 202,
    attemptId,
    expected,
    ...(hasKey ? { idempotencyKey: `key-${attemptId}` } : {}),
  };
}

/** Told here in another way than the functions do it: by counting what is right, question by question. */
function percentOf({ rubrics }: Maker, { quizId, answers }: Drawn): number {
  const right = rubrics.find((rubric) => rubric.quizId === quizId)?.answers ?? {};
  return QUESTIONS.reduce((points, question) => points + (answers[question] === right[question] ? 10 : 0), 0);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
