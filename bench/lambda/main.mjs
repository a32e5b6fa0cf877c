/** `npm run bench -- lambda`: cold and warm invocations and the drain of a queue, beside the raw floors of the same run. */
import { spread } from "../figures.mjs";
import { load } from "../load.mjs";
import { processorSeconds, startServer } from "../server-process.mjs";
import { call, createQueue, withFolder } from "../servers.mjs";
import { fill } from "../sqs/send.mjs";
import { join } from "node:path";
import { echoFloor, spawnFloor } from "./floor.mjs";
import { ask, createFunction, invoke, invokePath } from "./functions.mjs";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
/** How many messages a mapping drains. */
const MESSAGES = Number(process.env.SLUICE_BENCH_MESSAGES ?? 100_000);
/** Between two cold starts the next ready interpreter is given this long, as a user's pause between two tries would. */
const PAUSE_MILLISECONDS = 150;
const WARM_CALLS = 1_000;
const DRAIN_ROUNDS = 4;
/** Two for each core of the machines that this is measured on. */
const FEW_ENVIRONMENTS = 4;
const LOOK_MILLISECONDS = 50;

/** Every benchmark of Lambda; `names` chooses some of them. */
export async function lambdaBench({ rounds, seconds, names = Object.keys(PARTS) }) {
  const results = [];
  for (const name of names) {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`Lambda has no benchmark "${name}": ${Object.keys(PARTS).join(", ")}`);
    console.log(`lambda ${name} ...`);
    const result = await part({ rounds, seconds });
    console.log(JSON.stringify(result, null, 2));
    results.push(result);
  }
  return results;
}

const PARTS = { cold: coldBench, storage: storageBench, warm: warmBench, rate: rateBench, drain: drainBench };

/** The first invocation of a function, with and without interpreters that were started ahead of need, in turns. */
function coldBench({ rounds }) {
  return withSluices([["--cold-start"], []], async ([real, ready]) => {
    const figures = { "spawn until connected, the floor": [], "--cold-start": [], "with the ready pool": [] };
    for (let round = 0; round < rounds; round++) {
      figures["spawn until connected, the floor"].push(await spawnFloor());
      figures["--cold-start"].push(await coldInvoke(real, `cold-${round}`));
      figures["with the ready pool"].push(await coldInvoke(ready, `cold-${round}`));
    }
    return {
      name: "the first invocation of a small Node.js function, milliseconds",
      milliseconds: Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, spread(values)])),
    };
  });
}

/** What a /tmp of their own adds to cold starts, in turns. On Linux only, where this user may mount. */
function storageBench({ rounds }) {
  const isolated = ["--function-storage", "isolated"];
  const kinds = [["--cold-start"], ["--cold-start", ...isolated], [], isolated];
  return withSluices(kinds, async (servers) => {
    const figures = kinds.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, server] of servers.entries()) figures[index].push(await coldInvoke(server, `cold-${round}`));
    }
    const named = kinds.map((kind, index) => [kind.join(" ") || "as it is started", spread(figures[index])]);
    return {
      name: "the first invocation of a small Node.js function by kinds of storage, milliseconds",
      milliseconds: Object.fromEntries(named),
    };
  });
}

async function coldInvoke(server, name) {
  await createFunction(server, name);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  return invoke(server, name);
}

/** One caller, one environment, one call after the other. */
function warmBench() {
  return withSluices([[]], async ([server]) => {
    await createFunction(server, "warm");
    const calls = [];
    for (let count = 0; count < WARM_CALLS; count++) calls.push(await invoke(server, "warm"));
    return {
      name: "a warm synchronous invocation, one at a time, milliseconds",
      milliseconds: {
        "echo of 1 KB over a Unix socket, the floor": percentiles(await echoFloor(WARM_CALLS)),
        sluice: percentiles(calls.slice(WARM_CALLS / 10)),
      },
    };
  });
}

/** As many callers as environments. */
function rateBench({ rounds, seconds }) {
  return withSluices([[]], async ([server]) => {
    await createFunction(server, "rate");
    const request = {
      url: server.endpoint + invokePath("rate"),
      connections: 8,
      seconds,
      headers: { "content-type": "application/json" },
      body: '{"n":1}',
      expected: '"n":1',
    };
    await load({ ...request, seconds: 3 });
    const results = [];
    for (let round = 0; round < rounds; round++) {
      const before = processorSeconds(server.pid);
      const result = await load(request);
      if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers`);
      const serverMicroseconds = ((processorSeconds(server.pid) - before) / result.requests) * 1e6;
      results.push({ ...result, serverMicroseconds });
    }
    const figure = (name) => spread(results.map((result) => result[name]));
    return {
      name: "warm synchronous invocations, 8 callers and 8 environments",
      requestsASecond: figure("requestsASecond"),
      p50Milliseconds: figure("p50"),
      p99Milliseconds: figure("p99"),
      serverMicrosecondsARequest: figure("serverMicroseconds"),
    };
  });
}

/**
 * A mapping takes all that waits in a queue, in batches of ten, to a handler that does nothing: with as many environments
 * as mappings come to have, which is one more every fifth of a second, and with a few for each core.
 */
function drainBench() {
  return withSluices([[]], async ([server]) => {
    await createFunction(server, "drain", "exports.handler = async () => ({});");
    const scalings = {
      "as mappings scale": {},
      [`MaximumConcurrency ${FEW_ENVIRONMENTS}`]: { ScalingConfig: { MaximumConcurrency: FEW_ENVIRONMENTS } },
    };
    const rates = Object.fromEntries(Object.keys(scalings).map((name) => [name, []]));
    for (let round = 0; round < DRAIN_ROUNDS; round++) {
      for (const [index, [name, scaling]] of Object.entries(scalings).entries()) {
        rates[name].push(await drain(server, `drain-${round}-${index}`, scaling));
      }
    }
    return {
      name: `at least ${MESSAGES} messages drained by a mapping, batches of 10, an empty handler`,
      messagesASecond: Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)])),
    };
  });
}

/** @returns messages a second, from the mapping's creation until nothing is left */
async function drain(server, queue, scaling) {
  const url = await createQueue(server, queue, { VisibilityTimeout: "120" });
  await fill(server, url, { count: MESSAGES });
  const waiting = async () => {
    const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
    const { Attributes } = await call(server, "GetQueueAttributes", { QueueUrl: url, AttributeNames });
    return AttributeNames.reduce((sum, each) => sum + Number(Attributes[each]), 0);
  };
  // The load is of seconds, so that there are more of them than were asked for.
  const messages = await waiting();
  const startedAt = performance.now();
  const { UUID } = await ask(server, "POST /2015-03-31/event-source-mappings", {
    FunctionName: "drain",
    EventSourceArn: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    BatchSize: 10,
    ...scaling,
  });
  while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  const seconds = (performance.now() - startedAt) / 1000;
  await ask(server, `DELETE /2015-03-31/event-source-mappings/${UUID}`);
  return messages / seconds;
}

function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part) => Number(sorted[Math.floor(sorted.length * part)].toPrecision(3));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/** Sluice as users run it, durable, once for each list of further arguments. */
async function withSluices(all, measure) {
  const [further, ...rest] = all;
  if (further === undefined) return measure([]);
  return withFolder(async (data) => {
    const args = [MAIN, "up", "--port", "0", "--data", data, ...further];
    const server = await startServer(`sluice ${further.join(" ")}`, { args, cores: "0,1" });
    try {
      return await withSluices(rest, (others) => measure([server, ...others]));
    } finally {
      await server.stop();
    }
  });
}
