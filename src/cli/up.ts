/** `sluice up`: starts the cloud, says where it is, and stops it in order when asked to. */
import { InvalidArgumentError } from "commander";
import { createCloud } from "../server/create-cloud.ts";
import { processLog } from "./process-log.ts";

/** What the command line gives. */
export interface UpOptions {
  readonly port: string;
  readonly host: string;
  readonly data?: string;
  readonly memory?: boolean;
  readonly clock: "real" | "virtual";
  readonly seed?: string;
  readonly allowHost?: readonly string[];
}

/** Resolves when the cloud listens; the process then lives until a signal. */
export async function up(options: UpOptions): Promise<void> {
  const cloud = await createCloud({
    host: options.host,
    port: wholeNumber("--port", options.port),
    clock: options.clock,
    log: processLog(),
    ...(options.memory || options.data === undefined ? {} : { data: options.data }),
    ...(options.seed === undefined ? {} : { seed: wholeNumber("--seed", options.seed) }),
    ...(options.allowHost === undefined ? {} : { allowedHosts: options.allowHost }),
  });
  console.log(`Sluice listens on ${cloud.endpoint}`);
  let stopping = false;
  const stop = (): void => {
    // A second signal means that whoever asks will not wait.
    if (stopping) process.exit(130);
    stopping = true;
    void cloud.close().then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError(`${option} takes a whole number, not "${value}".`);
  return Number(value);
}
