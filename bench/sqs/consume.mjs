/** Consuming: each of so many clients receives ten messages, deletes them with one batch, and begins again. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { inTurns, ratios, spread } from "../figures.mjs";
import { CLIENT_CORE, lua } from "../load.mjs";
import { processorSeconds } from "../server-process.mjs";
import { call, createQueue } from "../servers.mjs";
import { fill } from "./send.mjs";

const run = promisify(execFile);
const FIFO_GROUPS = 1_000;
const PEER_MESSAGES = 80_000;

/** Standard queues of all the servers; the first server's rate is set in relation to the others'. */
export async function consumeBench(servers, options) {
  return measured(
    servers.map((server) => ({ server, groups: 0, label: server.name })),
    {
      name: `receive 10 and delete them, standard, ${options.connections} connections`,
      ...options,
    },
  );
}

/** A FIFO queue with many groups beside a standard queue of the same server. */
export async function consumeFifoBench(server, options) {
  return measured(
    [
      { server, groups: FIFO_GROUPS, label: `FIFO, ${FIFO_GROUPS} groups` },
      { server, groups: 0, label: "standard" },
    ],
    { name: `receive 10 and delete them, FIFO beside standard, ${options.connections} connections`, ...options },
  );
}

/** One run against one queue, which must not run dry: messages deleted a second. */
export async function consume(server, QueueUrl, { connections, seconds }) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-wrk-"));
  const script = join(folder, "consume.lua");
  writeFileSync(script, scriptOf(QueueUrl));
  const before = processorSeconds(server.pid);
  try {
    const options = [`-t${connections}`, `-c${connections}`, `-d${seconds}s`, "-s", script, server.endpoint];
    const { stdout } = await run("taskset", ["-c", CLIENT_CORE, "wrk", ...options], { maxBuffer: 2 ** 24 });
    const [deleted, dry, wrong, microseconds] = /FIGURES (.*)/.exec(stdout)?.[1].split(" ").map(Number) ?? [];
    if (wrong > 0) throw new Error(`${server.name} gave ${wrong} wrong answers`);
    const used = processorSeconds(server.pid) - before;
    return { messagesASecond: (deleted / microseconds) * 1e6, dry, processorMicroseconds: (used / deleted) * 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(subjects, { name, connections, rounds, seconds, messages }) {
  const urls = new Map();
  for (const subject of subjects) urls.set(subject, await makeQueue(subject, connections));
  const results = await inTurns(subjects, rounds, async (subject) => {
    const { server, groups } = subject;
    if (!server.name.startsWith("do-nothing")) await topUp(server, urls.get(subject), { messages, groups });
    const result = await consume(server, urls.get(subject), { connections, seconds });
    if (result.dry > 0) throw new Error(`${subject.label}: ${result.dry} receives found nothing; fill in more`);
    return result;
  });
  const [first, ...others] = subjects;
  return {
    name,
    servers: Object.fromEntries(
      subjects.map((subject) => [
        subject.label,
        {
          messagesASecond: spread(results.get(subject).map((each) => each.messagesASecond)),
          processorMicrosecondsAMessage: spread(results.get(subject).map((each) => each.processorMicroseconds)),
        },
      ]),
    ),
    ratios: Object.fromEntries(
      others.map((other) => [other.label, ratios(results, [first, other], "messagesASecond")]),
    ),
  };
}

/**
 * Fills in what is missing from a queue that is about to be consumed. A peer gets no more than it can consume: its receives
 * become slower with what waits, and that is another measurement.
 */
async function topUp(server, queueUrl, { messages, groups }) {
  const wanted = server.name === "sluice" ? messages : Math.min(messages, PEER_MESSAGES);
  const count = wanted - (await waiting(server, queueUrl));
  if (count > 0) await fill(server, queueUrl, { count, groups });
}

async function makeQueue({ server, groups }, connections) {
  const attributes = { VisibilityTimeout: "300" };
  if (groups === 0) return createQueue(server, `consume-${connections}`, attributes);
  const fifo = { FifoQueue: "true", DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
  return createQueue(server, `consume-${connections}.fifo`, { ...attributes, ...fifo });
}

/** One connection a thread, so that what a thread sends next follows from what it was answered last. */
function scriptOf(QueueUrl) {
  const receive = JSON.stringify({ QueueUrl, MaxNumberOfMessages: 10 });
  return `
local receive = nil
local fields = { ["content-type"] = "application/x-amz-json-1.0", ["x-amz-target"] = "AmazonSQS.DeleteMessageBatch" }
local start = ${lua(`{"QueueUrl":${JSON.stringify(QueueUrl)},"Entries":[`)}
local mark = '"ReceiptHandle":"'
local entries = nil
deleted, dry, wrong, count = 0, 0, 0, 0
function request()
  if receive == nil then
    -- Not before: the Host that goes into it is not known when the script is read.
    receive = wrk.format("POST", "/", {
      ["content-type"] = "application/x-amz-json-1.0", ["x-amz-target"] = "AmazonSQS.ReceiveMessage",
    }, ${lua(receive)})
  end
  if entries == nil then return receive end
  return wrk.format("POST", "/", fields, start .. table.concat(entries, ",") .. "]}")
end
function response(status, _, body)
  if status ~= 200 then
    wrong = wrong + 1
    entries = nil
  elseif entries ~= nil then
    if body:find('"Failed":[{', 1, true) then wrong = wrong + 1 else deleted = deleted + #entries end
    entries = nil
  else
    local found, position = {}, 1
    while true do
      local _, from = body:find(mark, position, true)
      if from == nil then break end
      local to = body:find('"', from + 1, true)
      found[#found + 1] = '{"Id":"' .. #found .. '","ReceiptHandle":"' .. body:sub(from + 1, to - 1) .. '"}'
      position = to
    end
    if #found == 0 then dry = dry + 1 else entries = found end
  end
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary)
  local totals = { deleted = 0, dry = 0, wrong = summary.errors.timeout + summary.errors.read + summary.errors.connect }
  for _, thread in ipairs(threads) do
    for name in pairs(totals) do totals[name] = totals[name] + thread:get(name) end
  end
  io.write(string.format("FIGURES %d %d %d %d\\n", totals.deleted, totals.dry, totals.wrong, summary.duration))
end
`;
}

/** How many messages a queue shows as visible. */
export async function waiting(server, QueueUrl) {
  const { Attributes } = await call(server, "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  return Number(Attributes.ApproximateNumberOfMessages);
}
