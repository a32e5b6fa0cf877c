/** `npm start`: the quiz workflow on a Sluice of its own, from deployment to reconciliation. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clientsFor } from "./clients.ts";
import { makeDataSet } from "./data-set.ts";
import { deploy, describeDeployment } from "./deployment.ts";
import { observe } from "./observation.ts";
import { OutsideService } from "./outside-service.ts";
import { progressLine } from "./progress-line.ts";
import { untilQuiet, type Workflow } from "./quiet.ts";
import { readRunLog, RunLog } from "./run-log.ts";
import { freePort, runFolder, Server } from "./server.ts";
import { printSummary, printWhereToLook } from "./summary.ts";
import { verify } from "./verification.ts";
import { reportKey, sendDataSet, uploadQuizzes } from "./workload.ts";

/** How long the workflow may take to come to rest after the last request. */
const PATIENCE_MILLISECONDS = 300_000;

interface Options {
  readonly port: number;
  readonly data: string;
  readonly seed: number;
  readonly once: boolean;
}

const options = readOptions();
try {
  process.exitCode = await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// What is left open, such as connections that are kept alive, is of no use any more.
process.exit();

/** 0 when every check held. */
async function run({ port: wanted, data, seed, once }: Options): Promise<number> {
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken: Sluice takes ${port}.`);
  const server = await Server.start({ port, data });
  const outside = await OutsideService.start(await freePort(port + 1), seed);
  const stopRequested = stopSignal();
  try {
    console.log(`Sluice listens on ${server.endpoint} and keeps its data in ${data}`);
    const workflow = await deployed(server.endpoint, outside.url);
    const stopped = stopRequested.then(() => "stopped" as const);
    const holds = await Promise.race([work(workflow, outside, { data, seed }), stopped]);
    if (holds === "stopped") return 130;
    if (once) return holds ? 0 : 1;
    printWhereToLook(workflow);
    await Promise.race([stopRequested, server.ended()]);
    return holds && server.isRunning ? 0 : 1;
  } finally {
    await server.stop();
    await outside.stop();
  }
}

async function deployed(endpoint: string, notificationUrl: string): Promise<Workflow> {
  const startedAt = performance.now();
  await deploy(endpoint, notificationUrl);
  const clients = clientsFor(endpoint);
  const deployment = await describeDeployment(clients);
  console.log(`Deployed examples/quiz/template.yaml in ${seconds(startedAt)}`);
  return { clients, deployment, endpoint };
}

/** Whether every check held. */
async function work(
  workflow: Workflow,
  outside: OutsideService,
  { data, seed }: { readonly data: string; readonly seed: number },
): Promise<boolean> {
  const runId = `run${Date.now().toString(36)}`;
  const dataSet = makeDataSet(seed, runId);
  const log = new RunLog(join(runFolder(data), `${runId}.jsonl`));
  log.write({ type: "run", runId, seed, endpoint: workflow.endpoint });
  await uploadQuizzes(workflow, dataSet);
  const line = progressLine();
  const total = dataSet.sendings.length + dataSet.conflicts.length;
  let startedAt = performance.now();
  await sendDataSet(workflow, { dataSet, log }, (answered) =>
    line.show(`Sending submissions: ${answered} of ${total}`),
  );
  line.done(
    `Sent ${total} requests and a bulk file of ${dataSet.bulk.rows} rows in ${seconds(startedAt)} (seed ${seed})`,
  );
  startedAt = performance.now();
  const limits = { report: reportKey(dataSet), patienceMilliseconds: PATIENCE_MILLISECONDS };
  await untilQuiet(workflow, limits, (depths) => {
    const waiting = Object.entries(depths).map(([name, depth]) => `${name} ${depth}`);
    line.show(`Waiting for the queues: ${waiting.join(", ")}`);
  });
  line.done(`The workflow came to rest ${seconds(startedAt)} later`);
  const lines = readRunLog(log.path);
  const observed = await observe(workflow.clients, workflow.deployment, lines);
  const verification = verify(lines, observed);
  await printSummary(workflow, { dataSet, observed, verification, outside });
  return verification.checks.every(({ problems }) => problems.length === 0);
}

/** Resolves when somebody wants us to stop. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => done());
  });
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4566" },
      data: { type: "string", default: ".sluice" },
      seed: { type: "string", default: "1" },
      once: { type: "boolean", default: false },
    },
  });
  return { port: Number(values.port), data: values.data, seed: Number(values.seed), once: values.once };
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
