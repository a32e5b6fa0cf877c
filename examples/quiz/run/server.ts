/** Starts, waits for, stops and kills the Sluice that the workflow runs on. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./root.ts";

/** How long the server may take until it answers. */
const START_MAXIMUM_MILLISECONDS = 30_000;
const STOP_MAXIMUM_MILLISECONDS = 20_000;
/** How many ports after the wanted one are looked at. */
const PORTS_TRIED = 50;

export interface ServerOptions {
  readonly port: number;
  readonly data: string;
}

/** A running server, in a process of its own. */
export class Server {
  readonly endpoint: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<void>;

  private constructor(endpoint: string, child: ChildProcess) {
    this.endpoint = endpoint;
    this.#child = child;
    // Whatever ends us, the server does not outlive us.
    const kill = (): boolean => child.kill("SIGKILL");
    process.once("exit", kill);
    this.#exit = new Promise((done) =>
      child.once("exit", () => {
        process.off("exit", kill);
        done();
      }),
    );
  }

  /** @throws Error with the server's own words when it does not come up */
  static async start({ port, data }: ServerOptions): Promise<Server> {
    const log = serverLog(data);
    const output = openSync(log, "w");
    const command = [
      join(ROOT, "dist", "cli", "main.js"),
      "up",
      "--port",
      String(port),
      "--data",
      resolve(data),
      "--policies",
      "enforce",
    ];
    // A process group of its own: Ctrl-C is for us, and we stop the server in order.
    const child = spawn(process.execPath, command, { stdio: ["ignore", output, output], detached: true });
    closeSync(output);
    const server = new Server(`http://127.0.0.1:${port}`, child);
    const deadline = Date.now() + START_MAXIMUM_MILLISECONDS;
    while (!(await isHealthy(server.endpoint))) {
      const isGone = child.exitCode !== null || child.signalCode !== null;
      if (isGone || Date.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`Sluice did not start:\n${readFileSync(log, "utf8").trim()}`);
      }
      await sleep(20);
    }
    return server;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks the server to stop, and insists when it takes too long. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const insist = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MAXIMUM_MILLISECONDS);
    await this.#exit;
    clearTimeout(insist);
  }

  /** As a power cut would: no warning. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exit;
  }

  /** Resolves when the server has ended, whoever ended it. */
  ended(): Promise<void> {
    return this.#exit;
  }
}

/** Where the server's own log is. */
export function serverLog(data: string): string {
  const folder = runFolder(data);
  return join(folder, "server.log");
}

/** Where the driver keeps what it wrote down of its runs. */
export function runFolder(data: string): string {
  const folder = join(data, "quiz");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The wanted port, or the next one that is free. @throws Error when none is */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + PORTS_TRIED; port++) if (await isFree(port)) return port;
  throw new Error(`no port from ${wanted} to ${wanted + PORTS_TRIED - 1} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_sluice/health`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
