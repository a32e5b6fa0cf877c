/** What the tests of this folder share: a cloud on a frozen clock, and stacks in it from templates with real code. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { CloudOptions } from "../../../src/server/create-cloud.ts";
import { deploy } from "../../../src/deploy/deploy.ts";
import { templateIn } from "../../../src/deploy/package-template.ts";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";

const START = Date.UTC(2026, 0, 15, 12);
export const MINUTE = 60_000;

/** The files of an application by path; `template.yaml` is one of them. */
export type Files = Readonly<Record<string, string>>;

/** What came of an invocation. */
export interface Invoked {
  readonly error: string | undefined;
  readonly payload: unknown;
}

export interface Stage {
  readonly cloud: WireCloud;
  readonly folder: string;
  readonly sqs: SQS;
  readonly sns: SNS;
  readonly s3: S3;
  readonly lambda: Lambda;
  /** Writes the files and deploys their template, or the one at `templatePath`. Returns the stack's outputs. */
  deploy(files: Files, stackName?: string): Promise<Readonly<Record<string, string>>>;
  invoke(FunctionName: string, event?: unknown): Promise<Invoked>;
  /** The messages that the queue shows now, which are taken from it. */
  take(queue: string): Promise<readonly string[]>;
  /** What a function has logged, its own lines and Lambda's. */
  log(functionName: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openStage(options: CloudOptions = {}): Promise<Stage> {
  usePythonOfTests();
  const folder = mkdtempSync(join(tmpdir(), "sluice-functions-"));
  const cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1, ...options });
  const { clientConfig } = cloud;
  const clients = {
    sqs: new SQS(clientConfig),
    sns: new SNS(clientConfig),
    s3: new S3({ ...clientConfig, forcePathStyle: true }),
    lambda: new Lambda(clientConfig),
  };
  const { sqs, lambda } = clients;
  const logs = new CloudWatchLogs(clientConfig);
  return {
    cloud,
    folder,
    ...clients,
    async deploy(files, stackName = "app") {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const templatePath = join(folder, "template.yaml");
      const { outputs } = await deploy({ template: templateIn(templatePath), stackName, endpoint: cloud.endpoint });
      return outputs;
    },
    async invoke(FunctionName, event = {}) {
      const { FunctionError, Payload } = await lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
      return { error: FunctionError, payload: JSON.parse(Payload?.transformToString() || "null") };
    },
    async take(queue) {
      const QueueUrl = `${cloud.endpoint}/000000000000/${queue}`;
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
        if (Messages.length === 0) return bodies;
        for (const { Body = "", ReceiptHandle } of Messages) {
          bodies.push(Body);
          await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
        }
      }
    },
    async log(functionName) {
      await cloud.settle();
      const { events = [] } = await logs.filterLogEvents({ logGroupName: `/aws/lambda/${functionName}` });
      return events.map(({ message = "" }) => message.trimEnd());
    },
    async close() {
      for (const client of [...Object.values(clients), logs]) client.destroy();
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
      expect(cloud.errors).toEqual([]);
    },
  };
}

/** Functions run on the first `python3` of the PATH: the one that has the clients. */
function usePythonOfTests(): void {
  const python = process.env["SLUICE_PYTHON"];
  const path = process.env["PATH"] ?? "";
  if (python !== undefined && !path.startsWith(dirname(python))) {
    process.env["PATH"] = `${dirname(python)}${delimiter}${path}`;
  }
}
