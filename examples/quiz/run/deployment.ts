/** Deploys the workflow with the `sluice` command, as a user would, and asks CloudFormation for its outputs. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { Clients } from "./clients.ts";
import { ROOT } from "./root.ts";

export const STACK_NAME = "quiz";
export const TEMPLATE = join("examples", "quiz", "template.yaml");

/** The outputs of the template that the driver needs. */
export interface Deployment {
  readonly apiId: string;
  readonly bucket: string;
  readonly alarmQueue: string;
  /** Queue URLs by the name of the path: grading, analytics, ... */
  readonly queues: Readonly<Record<QueueName, string>>;
  readonly deadLetters: Readonly<Record<QueueName, string>>;
}

export const QUEUE_NAMES = ["grading", "analytics", "notifications", "audit", "leaderboard"] as const;

export type QueueName = (typeof QUEUE_NAMES)[number];

/** @throws Error with the command's own words when it fails */
export async function deploy(endpoint: string, notificationUrl: string): Promise<void> {
  const command = [join(ROOT, "dist", "cli", "main.js"), "deploy", TEMPLATE, "--stack-name", STACK_NAME];
  const options = ["--parameter", `NotificationUrl=${notificationUrl}`, "--endpoint", endpoint];
  const child = spawn(process.execPath, [...command, ...options], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const status = await new Promise<number | null>((done) => child.once("close", done));
  if (status !== 0) throw new Error(`sluice deploy failed:\n${output.trim()}`);
}

/** Reads the outputs of the stack. */
export async function describeDeployment({ cloudFormation }: Clients): Promise<Deployment> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
  const outputs = new Map((Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new Error(`the stack ${STACK_NAME} has no output ${name}`);
    return value;
  };
  const urls = (ending: string): Record<QueueName, string> => ({
    grading: output(`Grading${ending}`),
    analytics: output(`Analytics${ending}`),
    notifications: output(`Notifications${ending}`),
    audit: output(`Audit${ending}`),
    leaderboard: output(`Leaderboard${ending}`),
  });
  return {
    apiId: output("ApiId"),
    bucket: output("DataBucketName"),
    alarmQueue: output("AlarmQueueUrl"),
    queues: urls("QueueUrl"),
    deadLetters: urls("DeadLettersUrl"),
  };
}
