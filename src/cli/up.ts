/** `sluice up`: starts the cloud, says where it is, and stops it in order when asked to. */
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { momentMilliseconds } from "../server/admin/clock-control.ts";
import { type CloudOptions, createCloud } from "../server/create-cloud.ts";
import { inspectorPort, portOf, wholeNumber } from "./port-number.ts";
import { processLog } from "./process-log.ts";

/** What the command line gives. */
export interface UpOptions {
  readonly port: string;
  readonly host: string;
  readonly data?: string;
  readonly memory?: boolean;
  readonly clock: "real" | "virtual";
  readonly startAt?: string;
  readonly seed?: string;
  readonly limits?: "strict" | "relaxed";
  readonly throttle?: boolean;
  readonly sqsDisorder?: string;
  readonly sqsDuplicates?: string;
  readonly lambdaConcurrency?: string;
  readonly coldStart?: boolean;
  readonly outboundAddresses?: "any" | "loopback" | "public";
  readonly lineage?: "on" | "off";
  readonly policies?: "enforce" | "store";
  readonly functionClock?: "machine" | "cloud";
  readonly functionStorage?: "shared" | "isolated";
  readonly otlp?: string;
  readonly allowHost?: readonly string[];
  /** True for the usual port. */
  readonly inspect?: string | true;
}

/** Resolves when the cloud listens; the process then lives until a signal. */
export async function up(options: UpOptions): Promise<void> {
  const cloud = await createCloud({ ...cloudOptionsOf(options), log: processLog() }).catch((error: unknown) => {
    throw startFailure(error, options);
  });
  console.log(`Sluice listens on ${cloud.endpoint}`);
  console.log(whereDataIs(options));
  let stopping = false;
  const stop = (): void => {
    // A second signal means that whoever asks will not wait.
    if (stopping) process.exit(130);
    stopping = true;
    cloud.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`Sluice could not stop in order: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** What becomes of the data, for who has just started the cloud. */
export function whereDataIs({ data, memory }: Pick<UpOptions, "data" | "memory">): string {
  const place =
    memory || data === undefined ? "Nothing is kept when it stops." : `Everything is kept in ${resolve(data)}.`;
  return `${place} Ctrl-C stops it.`;
}

/** What the command line asks of a cloud. @throws InvalidArgumentError for a value that its option does not take */
export function cloudOptionsOf(options: UpOptions): CloudOptions {
  const { host, port, clock, data, memory, seed, limits, throttle, sqsDisorder, sqsDuplicates } = options;
  const {
    startAt,
    coldStart,
    lambdaConcurrency,
    outboundAddresses,
    lineage,
    policies,
    functionClock,
    functionStorage,
    otlp,
    allowHost,
    inspect,
  } = options;
  return {
    host,
    port: portOf("--port", port),
    clock,
    ...(memory || data === undefined ? {} : { data }),
    ...(startAt === undefined ? {} : { startAt: startOf(clock, startAt) }),
    ...(seed === undefined ? {} : { seed: wholeNumber("--seed", seed) }),
    ...(limits === undefined ? {} : { limits }),
    ...(throttle === undefined ? {} : { throttle }),
    ...(sqsDisorder === undefined ? {} : { sqsDisorder: probability("--sqs-disorder", sqsDisorder) }),
    ...(sqsDuplicates === undefined ? {} : { sqsDuplicates: probability("--sqs-duplicates", sqsDuplicates) }),
    ...(lambdaConcurrency === undefined
      ? {}
      : { lambdaConcurrency: wholeNumber("--lambda-concurrency", lambdaConcurrency) }),
    ...(coldStart === undefined ? {} : { coldStart }),
    ...(outboundAddresses === undefined ? {} : { outboundAddresses }),
    ...(inspect === undefined ? {} : { inspect: { port: inspectorPort(inspect), tell } }),
    ...(lineage === undefined ? {} : { lineage }),
    ...(policies === undefined ? {} : { policies }),
    ...(functionClock === undefined ? {} : { functionClock }),
    ...(functionStorage === undefined ? {} : { functionStorage }),
    ...(otlp === undefined ? {} : { otlp }),
    ...(allowHost === undefined ? {} : { allowedHosts: allowHost }),
  };
}

/** Where a clock starts that can be told where to. */
function startOf(clock: UpOptions["clock"], text: string): number {
  if (clock !== "virtual") {
    throw new InvalidArgumentError("--start-at goes with --clock virtual: no other clock starts where it is told to.");
  }
  const moment = momentMilliseconds(text);
  if (moment !== undefined && moment >= 0) return moment;
  throw new InvalidArgumentError(`--start-at takes a time since 1970 such as "2026-01-01T00:00:00Z", not "${text}".`);
}

/** What keeps a cloud from starting, as a sentence that says what to do about it; any other error as it is. */
export function startFailure(error: unknown, { port, host }: Pick<UpOptions, "port" | "host">): unknown {
  // Node's own system errors carry a code.
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} of ${host} is in use. Stop what uses it, or choose another port with --port.`);
    case "EACCES":
    case "EPERM":
      return new Error(`This user may not do what starting needs: ${error instanceof Error ? error.message : code}.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Error(`This machine has no address ${host}. Choose another with --host.`);
    default:
      return error;
  }
}

/** On standard output, where the server says where it listens itself. */
function tell(line: string): void {
  console.log(line);
}

function probability(option: string, value: string): number {
  const number = /^(\d+|\d*\.\d+)$/.test(value) ? Number(value) : Number.NaN;
  // Written so that NaN is refused too.
  if (number <= 1) return number;
  throw new InvalidArgumentError(`${option} takes a number from 0 to 1, not "${value}".`);
}
