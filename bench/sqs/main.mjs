/** `npm run bench -- sqs`: the whole of SQS beside a do-nothing server and the peer, each pair in turns in one run. */
import { runParts } from "../parts.mjs";
import { startBaseline, startFauxqs, startSluice, withFolder, withServers } from "../servers.mjs";
import { backlogBench } from "./backlog.mjs";
import { consumeBench, consumeFifoBench } from "./consume.mjs";
import { sendBatchBench, sendBench } from "./send.mjs";
import { wakeBench } from "./wake.mjs";

/** How many messages wait in the backlog: 10 million take some minutes and 14 GB of disk. */
const BACKLOG_MESSAGES = Number(process.env.SLUICE_BENCH_BACKLOG ?? 10_000_000);

/** SendMessage beside the do-nothing server alone: the shortest look at what a request costs. */
export function sendMessageBench({ rounds, seconds }) {
  return withFolder((data) =>
    withServers([() => startSluice(data), startBaseline], (servers) =>
      sendBench(servers, { connections: 64, rounds, seconds }),
    ),
  );
}

/** Every benchmark of SQS; `names` chooses some of them. */
export async function sqsBench({ rounds, seconds, names = Object.keys(PARTS) }) {
  return runParts("sqs", PARTS, { rounds, seconds, names });
}

const PARTS = {
  "send-16": (options) => besideAll((servers) => sendBench(servers, { connections: 16, ...options })),
  "send-64": (options) => besideAll((servers) => sendBench(servers, { connections: 64, ...options })),
  batch: (options) => besideAll((servers) => sendBatchBench(servers, { connections: 64, ...options })),
  "consume-16": (options) =>
    besideMemory((servers) => consumeBench(servers, { connections: 16, messages: 150_000, ...options })),
  "consume-64": (options) =>
    besideMemory((servers) => consumeBench(servers, { connections: 64, messages: 150_000, ...options })),
  fifo: (options) =>
    withFolder((data) =>
      withServers([() => startSluice(data)], ([server]) =>
        consumeFifoBench(server, { connections: 16, messages: 150_000, ...options }),
      ),
    ),
  wake: () => besideAll((servers) => wakeBench(servers.filter(isQueueServer), { times: 1_000 })),
  backlog: (options) => backlogBench({ messages: BACKLOG_MESSAGES, ...options }),
};

function isQueueServer({ name }) {
  return !name.startsWith("do-nothing");
}

/** Sluice first, durable; then the do-nothing server, the peer in memory, and the peer with its SQLite store. */
function besideAll(measure) {
  return withFolder((data) =>
    withFolder((peerData) =>
      withServers([() => startSluice(data), startBaseline, () => startFauxqs(), () => startFauxqs(peerData)], measure),
    ),
  );
}

/** The same without SQLite, whose queues take too long to fill. */
function besideMemory(measure) {
  return withFolder((data) => withServers([() => startSluice(data), startBaseline, () => startFauxqs()], measure));
}
