/** What the tests of this folder share: folders with functions in them, specs and invocations of them, and a runtime. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { seededRandom, systemRandom, uuid } from "../kernel/random.ts";
import { realClock } from "../kernel/real-clock.ts";
import type {
  EnvironmentSpec,
  FunctionRuntime,
  Invocation,
  InvocationOutcome,
} from "../platform/ports/function-runtime.ts";
import { createProcessRuntime, type ProcessRuntimeOptions } from "./process-runtime.ts";

/** The files of a function by path. */
export type Files = Readonly<Record<string, string>>;

/** A place for functions of one test file; `close` removes all of it. */
export interface Workbench {
  readonly directory: string;
  readonly runtime: FunctionRuntime;
  /** Writes the files into a folder of their own and describes a function in it. */
  define(files: Files, spec?: Partial<EnvironmentSpec>): EnvironmentSpec;
  /** Runs a function once. */
  run(spec: EnvironmentSpec, payload?: unknown, invocation?: Partial<Invocation>): Promise<InvocationOutcome>;
  close(): Promise<void>;
}

export function openWorkbench(options: Partial<ProcessRuntimeOptions> & { readonly clock?: Clock } = {}): Workbench {
  const random = systemRandom();
  const { clock = realClock } = options;
  // A test that owns the cloud's time owns the processes' time too, so that a slow machine changes nothing.
  const runtime = createProcessRuntime({
    clock,
    processClock: clock,
    random: seededRandom(1),
    log: silentLog,
    ...options,
  });
  // After the runtime, which may not start on this machine.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "sluice-runtime-")));
  let count = 0;
  return {
    directory,
    runtime,
    define(files, spec = {}) {
      const codeDirectory = join(directory, "code", String(++count));
      writeFiles(codeDirectory, files);
      const functionArn = `arn:aws:lambda:eu-west-1:000000000000:function:work-${count}`;
      return { ...describe(functionArn, codeDirectory), ...spec };
    },
    run(spec, payload = {}, invocation = {}) {
      return runtime.invoke(spec, {
        requestId: uuid(random),
        payload: Buffer.from(JSON.stringify(payload)),
        timeoutMilliseconds: 30_000,
        invokedFunctionArn: spec.functionArn,
        traceHeader: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
        ...invocation,
      });
    },
    async close() {
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What keeps this machine from giving environments a /tmp of their own, if something does. */
export function lackOfIsolation(): string | undefined {
  try {
    void openWorkbench({ functionStorage: "isolated" }).close();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** The JSON that the caller gets. */
export function document(outcome: InvocationOutcome): unknown {
  return JSON.parse(Buffer.from(outcome.payload).toString("utf8"));
}

/** What the function itself and Lambda wrote, as text. */
export function messages(outcome: InvocationOutcome): string[] {
  return outcome.lines.map((line) => line.message);
}

/** A listener to which functions connect, so that a test learns that they have come so far, and that they are gone. */
export interface Beacon {
  readonly port: number;
  /** The next function that connects. */
  readonly lit: () => Promise<Socket>;
  close(): void;
}

export async function lightBeacon(): Promise<Beacon> {
  const arrived: Socket[] = [];
  const awaited: ((socket: Socket) => void)[] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => {}); // A killed function resets its connection, which is what the test waits for.
    socket.resume();
    const taker = awaited.shift();
    if (taker === undefined) arrived.push(socket);
    else taker(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // A server that listens on TCP has this form of address.
    port: (server.address() as AddressInfo).port,
    lit: () =>
      new Promise((resolve) => {
        const socket = arrived.shift();
        if (socket === undefined) awaited.push(resolve);
        else resolve(socket);
      }),
    close: () => void server.close(),
  };
}

/** Resolves when the other end of a connection is gone. */
export function gone(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function describe(functionArn: string, codeDirectory: string): EnvironmentSpec {
  const functionName = functionArn.slice(functionArn.lastIndexOf(":") + 1);
  return {
    key: `${functionArn}:1`,
    functionArn,
    functionName,
    version: "$LATEST",
    runtime: "nodejs20.x",
    handler: "index.handler",
    codeDirectory,
    variables: { AWS_ACCESS_KEY_ID: "ASIA", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" },
    memoryMegabytes: 512,
    logGroupName: `/aws/lambda/${functionName}`,
  };
}

function writeFiles(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}
