/** Compares what was acknowledged with what the workflow left behind: nothing lost, nothing doubled, nothing out of order. */
import { STAGES } from "../functions/domain/attempt.ts";
import type { Result } from "../functions/domain/grading.ts";
import type { Expected } from "./data-set.ts";
import type { Observation } from "./observation.ts";
import type { LogLine } from "./run-log.ts";

/** One check and what it found; without problems it holds. */
export interface Check {
  readonly name: string;
  readonly problems: readonly string[];
}

/** The numbers of a run. */
export interface Counts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Different submissions that were accepted, by the API and from the bulk file. */
  readonly accepted: number;
  readonly acceptedFromBulk: number;
  readonly duplicates: number;
  readonly graded: number;
  readonly quarantined: number;
  readonly deadLettered: number;
  /** Accepted and neither graded, quarantined nor dead-lettered. */
  readonly inFlight: number;
}

export interface Verification {
  readonly counts: Counts;
  readonly checks: readonly Check[];
}

/** Distinctions are notified of: the filter policy of the template says from where on. */
const NOTIFIED_FROM_PERCENT = 80;

type Sent = Extract<LogLine, { type: "sent" }>;
type Answered = Extract<LogLine, { type: "answered" }>;

/** An attempt that was acknowledged, or accepted from the bulk file. */
interface Accepted {
  readonly attemptId: string;
  readonly expected: Expected;
  readonly submissionIds: ReadonlySet<string>;
}

export function verify(log: readonly LogLine[], observed: Observation): Verification {
  const sent = log.filter((line) => line.type === "sent");
  const answers = new Map(log.filter((line) => line.type === "answered").map((line) => [line.name, line]));
  const acknowledged = acknowledgedAttempts(sent, answers);
  const fromBulk = bulkAttempts(log, observed);
  const accepted = [...acknowledged, ...fromBulk];
  const ids = new Set(accepted.flatMap(({ submissionIds }) => [...submissionIds]));
  const dead = new Set(observed.gradingDeadLetters);
  const results = [...observed.results.values()];
  const repeated = [...answers.values()].filter(({ duplicate }) => duplicate === true).length;
  return {
    counts: {
      sent: sent.length,
      acknowledged: [...answers.values()].filter(({ status }) => status === 202).length,
      refused: [...answers.values()].filter(({ status }) => status !== 202).length,
      accepted: ids.size,
      acceptedFromBulk: observed.report?.accepted.length ?? 0,
      duplicates: repeated + (observed.report?.duplicates ?? 0),
      graded: results.filter(({ outcome }) => outcome === "graded").length,
      quarantined: results.filter(({ outcome }) => outcome === "quarantined").length,
      deadLettered: dead.size,
      inFlight: [...ids].filter((id) => !observed.results.has(id) && !dead.has(id)).length,
    },
    checks: [
      { name: "every request got the answer that it should", problems: wrongAnswers(sent, answers) },
      { name: "the bulk file was taken in row by row", problems: bulkProblems(log, observed) },
      {
        name: "every accepted submission ended exactly once, as it should",
        problems: accepted.flatMap((each) => ending(each, observed)),
      },
      {
        name: "grading's dead letters are the poison ones, all of them",
        problems: deadLetterProblems(accepted, observed),
      },
      { name: "every attempt's events came in order, each once", problems: orderProblems(accepted, observed) },
      { name: "every distinction was told of, or is a dead letter", problems: notificationProblems(results, observed) },
      { name: "analytics and archive know every result", problems: copiesProblems(ids, observed) },
    ],
  };
}

function acknowledgedAttempts(sent: readonly Sent[], answers: ReadonlyMap<string, Answered>): Accepted[] {
  const attempts = new Map<string, { expected: Expected; submissionIds: Set<string> }>();
  for (const { name, attemptId, expected } of sent) {
    const submissionId = answers.get(name)?.submissionId;
    if (attemptId === undefined || expected === undefined || submissionId === undefined) continue;
    const known = attempts.get(attemptId) ?? { expected, submissionIds: new Set<string>() };
    known.submissionIds.add(submissionId);
    attempts.set(attemptId, known);
  }
  return Array.from(attempts, ([attemptId, known]) => ({ attemptId, ...known }));
}

/** The report tells ids, and what is kept under an id tells the attempt. */
function bulkAttempts(log: readonly LogLine[], { report, progress }: Observation): Accepted[] {
  const expected = new Map(
    log.flatMap((line) => (line.type === "bulk" ? line.attempts : [])).map((each) => [each.attemptId, each.expected]),
  );
  return (report?.accepted ?? []).flatMap((submissionId) => {
    const attemptId = progress.get(submissionId)?.attemptId ?? "";
    const known = expected.get(attemptId);
    return known === undefined ? [] : [{ attemptId, expected: known, submissionIds: new Set([submissionId]) }];
  });
}

function wrongAnswers(sent: readonly Sent[], answers: ReadonlyMap<string, Answered>): string[] {
  return sent.flatMap(({ name, status }) => {
    const answer = answers.get(name)?.status;
    return answer === status ? [] : [`${name} was answered ${answer ?? "not at all"} instead of ${status}`];
  });
}

function bulkProblems(log: readonly LogLine[], observed: Observation): string[] {
  const bulk = log.find((line) => line.type === "bulk");
  if (bulk === undefined) return [];
  const { report } = observed;
  if (report === undefined) return [`there is no ${bulk.report}`];
  const duplicates = bulk.rows - bulk.rejectedRows - bulk.attempts.length;
  const wanted = { rows: bulk.rows, accepted: bulk.attempts.length, duplicates, rejected: bulk.rejectedRows };
  const found = { ...report, accepted: report.accepted.length, rejected: report.rejected.length };
  const named = (["rows", "accepted", "duplicates", "rejected"] as const).flatMap((name) =>
    wanted[name] === found[name] ? [] : [`${name} of the report is ${found[name]} instead of ${wanted[name]}`],
  );
  const accepted = new Set(bulkAttempts(log, observed).map(({ attemptId }) => attemptId));
  const missing = bulk.attempts.filter(({ attemptId }) => !accepted.has(attemptId));
  return [...named, ...missing.map(({ attemptId }) => `the row of ${attemptId} is not known as an attempt`)];
}

function ending({ attemptId, expected, submissionIds }: Accepted, { results }: Observation): string[] {
  if (submissionIds.size > 1) return [`${attemptId} was accepted under ${submissionIds.size} ids`];
  const found = [...submissionIds].flatMap((id) => results.get(id) ?? []);
  const [result] = found;
  if (expected.outcome === "poison") {
    return result === undefined ? [] : [`${attemptId} is poison and was ${result.outcome}`];
  }
  if (result === undefined) return [`${attemptId} was acknowledged and has no result`];
  if (result.outcome !== expected.outcome) return [`${attemptId} was ${result.outcome} instead of ${expected.outcome}`];
  if (expected.outcome === "graded" && result.percent !== expected.percent) {
    return [`${attemptId} got ${result.percent} instead of ${expected.percent} percent`];
  }
  return [];
}

function deadLetterProblems(
  accepted: readonly Accepted[],
  { gradingDeadLetters, otherDeadLetters }: Observation,
): string[] {
  const poison = accepted.filter(({ expected }) => expected.outcome === "poison");
  const poisonIds = new Set(poison.flatMap(({ submissionIds }) => [...submissionIds]));
  const dead = new Set(gradingDeadLetters);
  return [
    ...[...poisonIds].filter((id) => !dead.has(id)).map((id) => `${id} is poison and no dead letter`),
    ...[...dead].filter((id) => !poisonIds.has(id)).map((id) => `${id} is a dead letter and not poison`),
    ...(otherDeadLetters === 0 ? [] : [`${otherDeadLetters} dead letters of analytics, audit or leaderboard`]),
  ];
}

function orderProblems(accepted: readonly Accepted[], { progress, violations }: Observation): string[] {
  const wrong = accepted.flatMap(({ attemptId, expected, submissionIds }) => {
    const wanted = (expected.outcome === "poison" ? STAGES.slice(0, -1) : STAGES).join();
    return [...submissionIds].flatMap((id) => {
      const stages = progress.get(id)?.stages.join() ?? "nothing";
      return stages === wanted ? [] : [`the events of ${attemptId} were ${stages} instead of ${wanted}`];
    });
  });
  return [...wrong, ...violations.map((key) => `${key} records an event out of order`)];
}

function notificationProblems(
  results: readonly Result[],
  { notified, notificationDeadLetters }: Observation,
): string[] {
  const dead = new Set(notificationDeadLetters);
  const distinctions = results.filter(
    ({ outcome, percent }) => outcome === "graded" && percent >= NOTIFIED_FROM_PERCENT,
  );
  const ids = new Set(distinctions.map(({ submissionId }) => submissionId));
  return [
    ...[...ids].filter((id) => !notified.has(id) && !dead.has(id)).map((id) => `nobody was told of ${id}`),
    ...[...notified].filter((id) => !ids.has(id)).map((id) => `${id} is no distinction and was told of`),
  ];
}

function copiesProblems(ids: ReadonlySet<string>, { results, analysed, archived }: Observation): string[] {
  return [
    ...[...results.keys()].filter((id) => !analysed.has(id)).map((id) => `the analytics do not know ${id}`),
    ...[...ids].filter((id) => !archived.has(id)).map((id) => `the archive does not know ${id}`),
  ];
}
