/** The built server on a data folder, as a process that can be killed at any moment. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";

/** One life of the server. */
export class KillableServer {
  /** Resolves when it listens; rejects with its own words when it ends before, unless it was killed. */
  readonly endpoint: Promise<string>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true });
  #isKilled = false;
  #complaint = "";

  /** `program` is the built command, `data` the folder that all lives share. */
  constructor(program: string, data: string) {
    const command = [program, "up", "--port", "0", "--data", data];
    this.#child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
    // Whatever ends us, the server does not outlive us.
    const end = (): boolean => this.#child.kill("SIGKILL");
    process.once("exit", end);
    this.ended = once(this.#child, "exit").then(() => {
      process.off("exit", end);
      this.#agent.destroy();
    });
    this.endpoint = this.#listening();
    // Nobody need have asked where it listens when it is killed.
    this.endpoint.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** What it said on its standard error. */
  get complaint(): string {
    return this.#complaint;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#isKilled = true;
    this.#child.kill(signal);
    await this.ended;
  }

  /** One call of the JSON protocol. Rejects when no whole answer comes. */
  async call(operation: string, input: unknown): Promise<Answer> {
    const { hostname, port } = new URL(await this.endpoint);
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
      const asked = request({ hostname, port, method: "POST", path: "/", agent: this.#agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          // The server answers with a JSON object, or with nothing.
          resolve({ status: response.statusCode ?? 0, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] });
        });
      });
      asked.on("error", reject);
      asked.end(JSON.stringify(input));
    });
  }

  async #listening(): Promise<string> {
    const { stdout, stderr } = this.#child;
    stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaint += text));
    if (stdout === null) throw new Error("the server has no standard output");
    for await (const line of createInterface({ input: stdout })) {
      const endpoint = /listens on (\S+)/.exec(line)?.[1];
      if (endpoint !== undefined) return endpoint;
    }
    await this.ended;
    throw new Error(`the server ended before it listened${this.#isKilled ? ", killed" : `: ${this.#complaint}`}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
