/**
 * Debuggers in functions: Node.js opens its inspector on a port for each environment, and says where on standard error.
 * https://nodejs.org/en/learn/getting-started/debugging
 */
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { INSPECTION_LINES_REMEMBERED } from "../limits.ts";
import type { Interpreter } from "./runtimes.ts";

/** How functions are opened to debuggers. */
export interface InspectOptions {
  /** The port of the first environment; the others take those after it. 0 lets the system choose each of them. */
  readonly port: number;
  /** Is told, for people, where each environment listens and which has no debugger. */
  readonly tell: (line: string) => void;
}

/** The inspector of one environment. */
export interface EnvironmentInspection {
  /** For the command line of Node.js. */
  readonly flag: string;
  /** Takes a line of output if it is the inspector's own, and says whether it was. */
  take(line: string): boolean;
  /** Lets go of the port. */
  end(): void;
}

/** What was told, for whoever asks. */
export interface InspectionReport {
  /** The port of the first environment. */
  readonly port: number;
  readonly lines: readonly string[];
  /** What to ask with to get what is told after these lines. */
  readonly next: number;
}

/** Gives out the ports. A function that is started anew gets the port that it had, so that debuggers find it again. */
export class Inspection {
  readonly #options: InspectOptions;
  readonly #inUse = new Set<number>();
  /** The port of each function's first environment. */
  readonly #usual = new Map<string, number>();
  readonly #lines: string[] = [];
  #linesForgotten = 0;
  /** The runtimes of which it was told that they have no debugger. */
  readonly #toldOf = new Set<string>();

  constructor(options: InspectOptions) {
    this.#options = options;
  }

  /** Opens an environment to debuggers, or says why it cannot be. */
  open(
    { functionArn, functionName, runtime }: EnvironmentSpec,
    { language }: Interpreter,
  ): EnvironmentInspection | undefined {
    if (language !== "nodejs") {
      const sentence = `Functions of ${runtime} run without a debugger: it is for Node.js only.`;
      if (!this.#toldOf.has(runtime)) this.#tell(sentence);
      this.#toldOf.add(runtime);
      return undefined;
    }
    const port = this.#portFor(functionArn);
    if (port !== 0) this.#inUse.add(port);
    return {
      flag: `--inspect=${HOST}:${port}`,
      take: (line) => this.#take(line, functionName),
      end: () => this.#inUse.delete(port),
    };
  }

  /** What was told since a report whose `next` is `since`; from the beginning with 0. */
  report(since: number): InspectionReport {
    const lines = this.#lines.slice(Math.max(0, since - this.#linesForgotten));
    return { port: this.#options.port, lines, next: this.#linesForgotten + this.#lines.length };
  }

  #tell(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > INSPECTION_LINES_REMEMBERED) {
      this.#lines.shift();
      this.#linesForgotten++;
    }
    this.#options.tell(line);
  }

  #portFor(functionArn: string): number {
    const { port: first } = this.#options;
    if (first === 0) return 0;
    const usual = this.#usual.get(functionArn);
    if (usual !== undefined && !this.#inUse.has(usual)) return usual;
    const taken = new Set([...this.#inUse, ...this.#usual.values()]);
    let port = first;
    while (taken.has(port) && port < LAST_PORT) port++;
    if (usual === undefined) this.#usual.set(functionArn, port);
    return port;
  }

  #take(line: string, functionName: string): boolean {
    const [, address] = LISTENING.exec(line) ?? [];
    if (address !== undefined) this.#tell(`A debugger can attach to ${functionName} at ${address}`);
    else if (FAILED.test(line)) this.#tell(`${functionName} runs without a debugger. ${line}`);
    else return CHATTER.has(line);
    return true;
  }
}

/** Whoever reaches the inspector can run any code: nobody does from another machine. */
const HOST = "127.0.0.1";
const LAST_PORT = 65_535;

/* What Node.js writes, from version 18 to 24. */
const LISTENING = /^Debugger listening on (ws:\/\/\S+)$/;
const FAILED = /^Starting inspector on \S+ failed: /;
const CHATTER: ReadonlySet<string> = new Set([
  "For help, see: https://nodejs.org/en/docs/inspector",
  "For help, see: https://nodejs.org/learn/getting-started/debugging",
  "Debugger attached.",
  "Waiting for the debugger to disconnect...",
]);
