/**
 * `npm run crash`: the data set against a server that is killed with SIGKILL at moments that the seed chooses, and is
 * started again on the same data. Afterwards the checker says whether anything was lost, doubled or out of order.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { GetQueueAttributesCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { clientsFor } from "./clients.ts";
import { makeDataSet, type DataSet, type Sizes } from "./data-set.ts";
import { deploy, describeDeployment, QUEUE_NAMES } from "./deployment.ts";
import { OutsideService } from "./outside-service.ts";
import { untilQuiet, type Workflow } from "./quiet.ts";
import { RunLog } from "./run-log.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { freePort, runFolder, Server } from "./server.ts";
import { reportKey, sendDataSet, uploadQuizzes } from "./workload.ts";
import { ROOT } from "./root.ts";

/** A server works for this long, from its first answer on, until it is killed: the seed chooses between them. */
const WORK_SHORTEST_MILLISECONDS = 50;
const WORK_LONGEST_MILLISECONDS = 2_500;
/** A server that only works off its queues gives no answers: then it is not waited for any longer than this. */
const FIRST_ANSWER_MILLISECONDS = 10_000;
const PATIENCE_MILLISECONDS = 600_000;
/** As much as is sent while the server is killed twenty times. */
const SIZES: Sizes = { plain: 700, late: 30, poison: 4, repeated: 60, malformed: 16, conflicts: 2, bulkRows: 150 };

interface Options {
  readonly cycles: number;
  readonly seed: number;
  readonly data: string | undefined;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
try {
  process.exitCode = await run(readOptions());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();

async function run({ cycles, seed, data }: Options): Promise<number> {
  const folder = data ?? mkdtempSync(join(tmpdir(), "sluice-crash-"));
  const port = await freePort(4666);
  const outside = await OutsideService.start(await freePort(port + 1), seed);
  const server = await Server.start({ port, data: folder });
  console.log(`Sluice listens on ${server.endpoint} and keeps its data in ${folder} (seed ${seed})`);
  await deploy(server.endpoint, outside.url);
  const clients = clientsFor(server.endpoint);
  const workflow = { clients, deployment: await describeDeployment(clients), endpoint: server.endpoint };
  const runId = `crash${seed}`;
  const dataSet = makeDataSet(seed, runId, SIZES);
  const log = new RunLog(join(runFolder(folder), `${runId}.jsonl`));
  log.write({ type: "run", runId, seed, endpoint: server.endpoint });
  await uploadQuizzes(workflow, dataSet);
  const work: Work = { answered: 0, isSent: false };
  const sending = sendDataSet(workflow, { dataSet, log }, (count) => {
    work.answered = count;
  }).finally(() => {
    work.isSent = true;
  });
  const [last] = await Promise.all([killAgainAndAgain(server, { cycles, seed, port, folder }, work), sending]);
  await comeToRest(workflow, dataSet);
  const checker = join(ROOT, "dist", "examples", "quiz", "checker.js");
  const checked = spawnSync(process.execPath, [checker, log.path, last.endpoint], { stdio: "inherit" });
  await last.stop();
  await outside.stop();
  if (checked.status === 0 && data === undefined) rmSync(folder, { recursive: true, force: true });
  else console.log(`The data is in ${folder}, the log of the run in ${log.path}`);
  return checked.status ?? 1;
}

/** How far the sender is. */
interface Work {
  answered: number;
  isSent: boolean;
}

/** The server that is left after the last kill. */
async function killAgainAndAgain(
  first: Server,
  how: { readonly cycles: number; readonly seed: number; readonly port: number; readonly folder: string },
  work: Work,
): Promise<Server> {
  const numbers = seededNumbers(how.seed);
  let server = first;
  for (let cycle = 1; cycle <= how.cycles; cycle++) {
    await firstAnswer(work);
    const life = WORK_SHORTEST_MILLISECONDS + numbers.whole(WORK_LONGEST_MILLISECONDS - WORK_SHORTEST_MILLISECONDS);
    await sleep(life);
    await server.kill();
    const killedAt = performance.now();
    server = await Server.start({ port: how.port, data: how.folder });
    const away = Math.round(performance.now() - killedAt);
    const name = `cycle ${String(cycle).padStart(2)}`;
    console.log(`${name}: killed after ${life} ms of work, ${work.answered} answered so far, up again in ${away} ms`);
  }
  return server;
}

/** Resolves when the server has begun to work: a kill before that would find nothing to lose. */
async function firstAnswer(work: Work): Promise<void> {
  const before = work.answered;
  const deadline = performance.now() + FIRST_ANSWER_MILLISECONDS;
  while (work.answered === before && !work.isSent && performance.now() < deadline) await sleep(10);
}

/**
 * A message that was being worked on in three crashes has used up its receives, as it would on AWS. So the dead letters
 * are moved back once, as an operator would do after the incident: the poison comes back to where it was.
 */
async function comeToRest(workflow: Workflow, dataSet: DataSet): Promise<void> {
  const limits = { report: reportKey(dataSet), patienceMilliseconds: PATIENCE_MILLISECONDS };
  await untilQuiet(workflow, limits, () => {});
  const { clients, deployment } = workflow;
  for (const name of QUEUE_NAMES) {
    const { Attributes = {} } = await clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: deployment.deadLetters[name],
        AttributeNames: ["ApproximateNumberOfMessages", "QueueArn"],
      }),
    );
    if (Number(Attributes["ApproximateNumberOfMessages"]) === 0) continue;
    console.log(`moving ${Attributes["ApproximateNumberOfMessages"]} dead letters of ${name} back, once`);
    await clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes["QueueArn"] }));
  }
  await sleep(1_000);
  await untilQuiet(workflow, limits, () => {});
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      cycles: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      data: { type: "string" },
    },
  });
  return { cycles: Number(values.cycles), seed: Number(values.seed), data: values.data };
}
