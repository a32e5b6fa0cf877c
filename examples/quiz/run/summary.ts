/** Prints what a run came to: the reconciliation, what went wrong and why, and where to look next. */
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { leaderboardKey, type Leaderboard } from "../functions/domain/leaderboard.ts";
import type { Clients } from "./clients.ts";
import type { DataSet } from "./data-set.ts";
import { STACK_NAME } from "./deployment.ts";
import { readJson, type Observation } from "./observation.ts";
import type { OutsideService } from "./outside-service.ts";
import type { Workflow } from "./quiet.ts";
import type { Check, Counts, Verification } from "./verification.ts";

/** How many problems of one check, and dead letters of one queue, are shown. */
const SHOWN_MAX = 5;

export interface Outcome {
  readonly dataSet: DataSet;
  readonly observed: Observation;
  readonly verification: Verification;
  readonly outside: OutsideService;
}

export async function printSummary(workflow: Workflow, outcome: Outcome): Promise<void> {
  const { dataSet, observed, verification, outside } = outcome;
  const { clients } = workflow;
  printCounts(verification.counts, dataSet);
  const told = [...outside.taken.values()];
  const twice = told.filter((count) => count > 1).length;
  print(
    `  notifications   ${told.length} told, ${outside.refused} times refused and tried again, ${twice} told twice, ${observed.notificationDeadLetters.length} dead letters`,
  );
  print("\nDead letters of grading, and why");
  const reasons = await gradingFailures(clients);
  for (const id of observed.gradingDeadLetters.slice(0, SHOWN_MAX)) {
    print(`  ${id}  ${reasons.get(id) ?? "see the log of the function grade"}`);
  }
  const hidden = observed.gradingDeadLetters.length - SHOWN_MAX;
  if (hidden > 0) print(`  and ${hidden} more`);
  print("\nLeaderboards");
  for (const { quizId } of dataSet.quizzes) print(`  ${quizId.padEnd(10)} ${await topThree(workflow, quizId)}`);
  print("\nAlarms");
  print(`  ${await alarms(clients)}`);
  print("\nChecks");
  for (const check of verification.checks) printCheck(check);
}

export function printCounts(counts: Counts, { repetitions }: DataSet): void {
  const { sent, acknowledged, refused, accepted, acceptedFromBulk, duplicates } = counts;
  print("\nReconciliation");
  print(
    `  requests        ${sent} sent (${repetitions} of them repetitions), ${acknowledged} answered 202, ${refused} refused`,
  );
  print(
    `  accepted        ${accepted} submissions, ${acceptedFromBulk} of them from the bulk file; ${duplicates} duplicates suppressed`,
  );
  print(
    `                  = ${counts.graded} graded + ${counts.quarantined} quarantined + ${counts.deadLettered} dead letters + ${counts.inFlight} in flight`,
  );
}

export function printCheck({ name, problems }: Check): void {
  print(`  ${problems.length === 0 ? "ok  " : "FAIL"}  ${name}`);
  for (const problem of problems.slice(0, SHOWN_MAX)) print(`          ${problem}`);
  if (problems.length > SHOWN_MAX) print(`          and ${problems.length - SHOWN_MAX} more`);
}

/** Commands that work as they stand, once the first line is run. */
export function printWhereToLook({ endpoint, deployment }: Workflow): void {
  print(`
Where to look (Sluice stays up at ${endpoint}; Ctrl-C stops it)
  export AWS_ENDPOINT_URL=${endpoint} AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=000000000000 AWS_SECRET_ACCESS_KEY=x
  aws sqs receive-message --endpoint-url $AWS_ENDPOINT_URL --queue-url ${deployment.deadLetters.grading}
  aws logs filter-log-events --log-group-name /aws/lambda/${STACK_NAME}-grade --filter-pattern '"GradingFailed"'
  aws s3 ls s3://${deployment.bucket}/reports/
  aws cloudwatch describe-alarms --alarm-name-prefix ${STACK_NAME}-
  examples/quiz/README.md says how to follow one submission; examples/quiz/runbooks/ what to do about dead letters`);
}

/** What the grader logged of its failures, by submission. */
async function gradingFailures({ logs }: Clients): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const group = { logGroupName: `/aws/lambda/${STACK_NAME}-grade`, filterPattern: '"GradingFailed"' };
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new FilterLogEventsCommand({ ...group, ...(nextToken && { nextToken }) }));
    for (const { message = "" } of page.events ?? []) {
      const [, json] = /(\{.*\})/s.exec(message) ?? [];
      if (json === undefined) continue;
      // The grader's own line.
      const line = JSON.parse(json) as { submissionId: string; reason: string; attempt: number };
      reasons.set(line.submissionId, `${line.reason} (tried ${line.attempt} times)`);
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return reasons;
}

async function topThree({ clients, deployment }: Workflow, quizId: string): Promise<string> {
  const board = await readJson<Leaderboard>(clients, deployment.bucket, leaderboardKey(quizId));
  const places = (board?.places ?? []).slice(0, 3);
  return places
    .map(
      ({ student, percent, durationSeconds }) => `${student.split("@")[0] ?? ""} ${percent} % in ${durationSeconds} s`,
    )
    .join(",  ");
}

async function alarms({ cloudWatch }: Clients): Promise<string> {
  const { MetricAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${STACK_NAME}-`, StateValue: "ALARM" }),
  );
  const names = MetricAlarms.map(({ AlarmName }) => AlarmName);
  return names.length === 0 ? "none in ALARM so far: they are evaluated each minute" : `in ALARM: ${names.join(", ")}`;
}

function print(line: string): void {
  console.log(line);
}
