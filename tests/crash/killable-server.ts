/** The built server on a data folder, as a process that can be killed at any moment. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** How soon a server is known to be gone whose connections broke. */
const END_MAXIMUM_MILLISECONDS = 10_000;

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

  /** One call of SQS by the JSON protocol. Rejects when no whole answer comes. */
  async call(operation: string, input: unknown): Promise<Answer> {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
    const { status, text } = await this.#post(headers, JSON.stringify(input));
    // The server answers with a JSON object, or with nothing.
    return { status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  }

  /** One call of SNS by the query protocol. Rejects when no whole answer comes. */
  query(action: string, parameters: Readonly<Record<string, string>>): Promise<TextAnswer> {
    const form = new URLSearchParams({ Action: action, Version: "2010-03-31", ...parameters });
    return this.#post({ "content-type": "application/x-www-form-urlencoded" }, form.toString());
  }

  /** What `call` gives, or undefined when the server was killed before it did: only then can it have no effect any more. */
  async attempt<Given>(call: () => Promise<Given>): Promise<Given | undefined> {
    try {
      return await call();
    } catch (error) {
      const isGone = await Promise.race([
        this.ended.then(() => true),
        sleep(END_MAXIMUM_MILLISECONDS, false, { ref: false }),
      ]);
      if (!isGone || !this.#isKilled) {
        throw new Error("a call broke off, and nobody killed the server", { cause: error });
      }
      return undefined;
    }
  }

  async #post(headers: Readonly<Record<string, string>>, body: string): Promise<TextAnswer> {
    const { hostname, port } = new URL(await this.endpoint);
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, method: "POST", path: "/", agent: this.#agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString("utf8") }),
        );
      });
      asked.on("error", reject);
      asked.end(body);
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

/** An answer as it came. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
