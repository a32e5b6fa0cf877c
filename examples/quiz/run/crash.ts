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
import { FULL_SIZE, makeDataSet, type DataSet } from "./data-set.ts";
import { deploy, describeDeployment, QUEUE_NAMES } from "./deployment.ts";
import { OutsideService } from "./outside-service.ts";
import { untilQuiet, type Workflow } from "./quiet.ts";
import { RunLog } from "./run-log.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { freePort, runFolder, Server } from "./server.ts";
import { reportKey, sendDataSet, uploadQuizzes } from "./workload.ts";
import { ROOT } from "./root.ts";

/** A server lives this long until it is killed: the seed chooses between them. */
const LIFE_SHORTEST_MILLISECONDS = 500;
const LIFE_LONGEST_MILLISECONDS = 4_500;
const PATIENCE_MILLISECONDS = 300_000;

interface Options {
  readonly cycles: number;
  readonly seed: number;
  readonly data: string | undefined;
}

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
  let server = await Server.start({ port, data: folder });
  console.log(`Sluice listens on ${server.endpoint} and keeps its data in ${folder} (seed ${seed})`);
  await deploy(server.endpoint, outside.url);
  const clients = clientsFor(server.endpoint);
  const workflow = { clients, deployment: await describeDeployment(clients), endpoint: server.endpoint };
  const runId = `crash${seed}`;
  const dataSet = makeDataSet(seed, runId, FULL_SIZE);
  const log = new RunLog(join(runFolder(folder), `${runId}.jsonl`));
  log.write({ type: "run", runId, seed, endpoint: server.endpoint });
  await uploadQuizzes(workflow, dataSet);
  let answered = 0;
  const sending = sendDataSet(workflow, { dataSet, log }, (count) => {
    answered = count;
  });
  let failure: unknown;
  sending.catch((error: unknown) => {
    failure = error;
  });
  const numbers = seededNumbers(seed);
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const life = LIFE_SHORTEST_MILLISECONDS + numbers.whole(LIFE_LONGEST_MILLISECONDS - LIFE_SHORTEST_MILLISECONDS);
    await sleep(life);
    await server.kill();
    const killedAt = performance.now();
    server = await Server.start({ port, data: folder });
    const away = Math.round(performance.now() - killedAt);
    console.log(
      `cycle ${String(cycle).padStart(2)}: killed after ${life} ms with ${answered} answered, up again in ${away} ms`,
    );
    if (failure !== undefined) throw failure;
  }
  await sending;
  await comeToRest(workflow, dataSet);
  const checker = join(ROOT, "dist", "examples", "quiz", "checker.js");
  const checked = spawnSync(process.execPath, [checker, log.path, server.endpoint], { stdio: "inherit" });
  await server.stop();
  await outside.stop();
  if (checked.status === 0 && data === undefined) rmSync(folder, { recursive: true, force: true });
  else console.log(`The data is in ${folder}, the log of the run in ${log.path}`);
  return checked.status ?? 1;
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
