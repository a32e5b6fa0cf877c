/** A cloud for Lambda's own tests: functions are closures of the test, and the neighbours are other parties. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import type {
  EnvironmentSpec,
  ForcedEnd,
  FunctionRuntime,
  Invocation,
  InvocationOutcome,
  Provision,
} from "../../platform/ports/function-runtime.ts";
import { operation } from "../../platform/operation.ts";
import { defineService, type ServiceDefinition } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { createCodeFolders } from "../../runtime/code/code-folders.ts";
import { forcedOutcome } from "../../runtime/environment/forced-end.ts";
import { Lambda, type CreateFunctionRequest } from "../../schema/generated/lambda.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { STS } from "../../schema/generated/sts.ts";
import { startTestPlatform, type TestPlatform, type TestPlatformOptions } from "../../../tests/harness/platform.ts";
import { lambda } from "./service.ts";

export const ROLE = "arn:aws:iam::000000000000:role/worker";

const LOG_STREAM = "2026/01/15/[$LATEST]0123456789abcdef0123456789abcdef";
const LOGGED_AT = Date.UTC(2026, 0, 15, 12);

/** What a function of a test does with an event: returns its result, throws, or says how the process ended. */
export type Handler = (
  event: unknown,
  run: { readonly spec: EnvironmentSpec; readonly invocation: Invocation },
) => unknown;

/** Ends an invocation in a way that is neither a result nor an error of the handler. */
export class Ended {
  readonly kind: "timedOut" | "exited";
  readonly document: unknown;
  constructor(kind: "timedOut" | "exited", document: unknown) {
    this.kind = kind;
    this.document = document;
  }
}

/** Runs closures by function name. Each key is one environment; it starts cold once. */
export class ClosureRuntime implements FunctionRuntime {
  readonly handlers = new Map<string, Handler>();
  readonly warm = new Set<string>();
  readonly retired: string[] = [];
  readonly invocations: { readonly spec: EnvironmentSpec; readonly invocation: Invocation }[] = [];
  /** By key: how many environments are kept ready. */
  readonly provisioned = new Map<string, number>();
  /** How many come up at most. */
  mostProvisioned = Infinity;
  /** How long extensions go on after each invocation, when there are any. */
  postRuntimeExtensionsMilliseconds: number | undefined;
  running = 0;
  mostRunning = 0;

  refusal(runtime: string): string | undefined {
    return runtime === "python3.14" ? "The runtime python3.14 needs a python3 on the PATH." : undefined;
  }

  async invoke(spec: EnvironmentSpec, invocation: Invocation): Promise<InvocationOutcome> {
    this.invocations.push({ spec, invocation });
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    const isCold = !this.warm.has(spec.key);
    this.warm.add(spec.key);
    const end = await this.#run(spec, invocation);
    this.running--;
    const at = LOGGED_AT;
    return {
      ...end,
      durationMilliseconds: 3.5,
      ...(isCold ? { initDurationMilliseconds: 100.2 } : {}),
      maxMemoryUsedMegabytes: 40,
      ...(this.postRuntimeExtensionsMilliseconds === undefined
        ? {}
        : { postRuntimeExtensionsMilliseconds: this.postRuntimeExtensionsMilliseconds }),
      logStreamName: LOG_STREAM,
      lines: [
        { at, message: `START RequestId: ${invocation.requestId} Version: $LATEST` },
        { at, message: "hello from the function" },
        { at, message: `END RequestId: ${invocation.requestId}` },
        { at, message: `REPORT RequestId: ${invocation.requestId}\tDuration: 3.50 ms\t` },
      ],
    };
  }

  forceEnd(spec: EnvironmentSpec, invocation: Invocation, end: ForcedEnd): InvocationOutcome {
    return forcedOutcome({ spec, invocation, end, logStreamName: LOG_STREAM, now: LOGGED_AT });
  }

  async provision(spec: EnvironmentSpec, count: number): Promise<Provision> {
    if (count === 0) this.provisioned.delete(spec.key);
    else this.provisioned.set(spec.key, count);
    const ready = Math.min(count, this.mostProvisioned);
    if (ready > 0) this.warm.add(spec.key);
    return ready < count ? { ready, reason: "FUNCTION_ERROR_INIT_FAILURE" } : { ready };
  }

  retire(keyPrefix: string): void {
    for (const key of this.provisioned.keys()) if (key.startsWith(keyPrefix)) this.provisioned.delete(key);
    this.retired.push(keyPrefix);
    for (const key of this.warm) if (key.startsWith(keyPrefix)) this.warm.delete(key);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #run(spec: EnvironmentSpec, invocation: Invocation): Promise<Pick<InvocationOutcome, "kind" | "payload">> {
    const handler = this.handlers.get(spec.functionName);
    try {
      const event: unknown = JSON.parse(Buffer.from(invocation.payload).toString("utf8"));
      const result = (await handler?.(event, { spec, invocation })) ?? null;
      if (result instanceof Ended) return { kind: result.kind, payload: Buffer.from(JSON.stringify(result.document)) };
      return { kind: "returned", payload: Buffer.from(JSON.stringify(result)) };
    } catch (error) {
      const document = { errorType: "Error", errorMessage: error instanceof Error ? error.message : String(error) };
      return { kind: "failed", payload: Buffer.from(JSON.stringify(document)) };
    }
  }
}

/** Another party: hands out keys for every role but `absent`. */
export const keyMaker: ServiceDefinition = defineService({
  model: STS.model,
  operations: [
    operation.write(STS.AssumeRole, {
      honours: ["RoleArn", "RoleSessionName", "DurationSeconds"],
      on: (input) => input.RoleArn,
      run(input, at) {
        if (input.RoleArn.endsWith("/absent")) throw new ServiceError("AccessDenied", "no", { statusCode: 403 });
        return {
          Credentials: {
            AccessKeyId: `ASIA${at.now}`,
            SecretAccessKey: "secret",
            SessionToken: input.RoleSessionName,
            Expiration: at.now + (input.DurationSeconds ?? 3600) * 1000,
          },
        };
      },
    }),
  ],
  unsupported: [],
  refuse: () => new ServiceError("ValidationError", "bad input"),
});

/** Another party: keeps lines, in groups and streams that must have been made. */
export function logKeeper(): { readonly service: ServiceDefinition; readonly lines: Map<string, string[]> } {
  const lines = new Map<string, string[]>();
  const nothing = { honours: [], on: () => "arn:aws:logs:us-east-1:000000000000:log-group:x" } as const;
  const service = defineService({
    model: Logs.model,
    operations: [
      operation.write(Logs.CreateLogGroup, { ...nothing, honours: ["logGroupName"], run: () => ({}) }),
      operation.write(Logs.CreateLogStream, {
        ...nothing,
        honours: ["logGroupName", "logStreamName"],
        run(input) {
          lines.set(`${input.logGroupName} ${input.logStreamName}`, []);
          return {};
        },
      }),
      operation.write(Logs.PutLogEvents, {
        ...nothing,
        honours: ["logGroupName", "logStreamName", "logEvents"],
        run(input) {
          const stream = lines.get(`${input.logGroupName} ${input.logStreamName}`);
          if (stream === undefined) throw new ServiceError("ResourceNotFoundException", "no such stream");
          stream.push(...input.logEvents.map((event) => event.message));
          return {};
        },
      }),
    ],
    unsupported: [],
    refuse: () => new ServiceError("InvalidParameterException", "bad input"),
  });
  return { service, lines };
}

export interface LambdaCloud extends TestPlatform {
  readonly runtime: ClosureRuntime;
  readonly logs: Map<string, string[]>;
  /** Where code is unpacked. */
  readonly codeDirectory: string;
  /** Makes a function that does what `handler` does, and waits until it is Active. */
  deploy(name: string, handler: Handler, settings?: Partial<CreateFunctionRequest>): Promise<string>;
  /** Invokes and reads the result. */
  run(name: string, event?: unknown): Promise<{ readonly result: unknown; readonly error: string | undefined }>;
}

/** A zip archive of text files. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}

/** The least that CreateFunction takes. */
export const CREATION = {
  Runtime: "nodejs20.x",
  Role: ROLE,
  Handler: "index.handler",
  Code: { ZipFile: zipOf({ "index.js": "exports.handler = async () => null;" }) },
} as const;

export async function startLambdaCloud(options: Partial<TestPlatformOptions> = {}): Promise<LambdaCloud> {
  const runtime = new ClosureRuntime();
  const keeper = logKeeper();
  const codeDirectory = join(mkdtempSync(join(tmpdir(), "sluice-lambda-")), "functions");
  const cloud = await startTestPlatform({
    ...options,
    services: [lambda, keyMaker, keeper.service, ...(options.services ?? [])],
    ports: { functions: runtime, codeFolders: createCodeFolders({ directory: codeDirectory }), ...options.ports },
  });
  return {
    ...cloud,
    runtime,
    logs: keeper.lines,
    codeDirectory,
    async deploy(name, handler, settings = {}) {
      runtime.handlers.set(name, handler);
      const made = await cloud.call(Lambda.CreateFunction, { FunctionName: name, ...CREATION, ...settings });
      await cloud.settle();
      return made.FunctionArn ?? "";
    },
    async run(name, event) {
      const payload = event === undefined ? {} : { Payload: Buffer.from(JSON.stringify(event)) };
      const answer = await cloud.call(Lambda.Invoke, { FunctionName: name, ...payload });
      const result: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8"));
      return { result, error: answer.FunctionError };
    },
  };
}
