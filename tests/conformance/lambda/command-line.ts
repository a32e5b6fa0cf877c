/** The AWS CLI, command by command, in one process against the cloud of a stage. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPython } from "../sqs/python-program.ts";
import type { Stage } from "./stage.ts";

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandLine {
  /** Carries out a command; what it sets in motion has settled when it resolves with what was printed. */
  run(...command: readonly string[]): Promise<unknown>;
  end(): Promise<void>;
}

export function startCommandLine(stage: Stage): CommandLine {
  const configuration = join(stage.folder, "config");
  // Version 2 would take payloads for Base64.
  writeFileSync(configuration, "[default]\ncli_binary_format = raw-in-base64-out\n");
  // Version 1 reads the variable everywhere but for SQS; what a command does beside its own calls reads nothing else.
  const { endpoint } = stage.cloud;
  const environment = { AWS_CONFIG_FILE: configuration, AWS_ENDPOINT_URL: endpoint };
  const program = startPython<Ended>(join("..", "lambda", "aws-cli.py"), [], environment);
  const everywhere = ["--endpoint-url", endpoint, "--output", "json"];
  return {
    async run(...command) {
      program.write(`${JSON.stringify([...everywhere, ...command])}\n`);
      const { status, out, err } = await program.next();
      await stage.cloud.settle();
      if (status !== 0) throw new Error(err);
      return out.startsWith("{") ? JSON.parse(out) : out;
    },
    end: () => program.end(),
  };
}
