#!/usr/bin/env node
/** The `sluice` command. */
import { Command, Option } from "commander";
import type { DeployOptions } from "./deploy-command.ts";
import type { UpOptions } from "./up.ts";
import { faultProgram } from "./fault-program.ts";
import { VERSION } from "../server/version.ts";

/** Port and place that everything agrees on unless told otherwise. */
const DEFAULT_PORT = "4566";
const DEFAULT_ENDPOINT = `http://127.0.0.1:${DEFAULT_PORT}`;

const program = new Command("sluice")
  .description("The event-driven half of AWS on this machine.")
  .version(VERSION)
  .showHelpAfterError();

program
  .command("up")
  .description("start the cloud and keep it running")
  .addOption(new Option("--port <number>", "port to listen on").default(DEFAULT_PORT))
  .addOption(new Option("--host <address>", "address to listen on").default("127.0.0.1"))
  .addOption(new Option("--data <folder>", "folder that everything is kept in").default(".sluice").conflicts("memory"))
  .option("--memory", "keep nothing: all state is gone when the server stops")
  .addOption(
    new Option("--clock <kind>", "real, or virtual: stands still until it is moved")
      .choices(["real", "virtual"])
      .default("real"),
  )
  .option("--seed <number>", "makes everything that is drawn by chance the same each time")
  .addOption(
    new Option("--limits <kind>", "strict: AWS's quotas; relaxed: without those of SQS and SNS that are only quotas")
      .choices(["strict", "relaxed"])
      .default("strict"),
  )
  .option("--throttle", "throttle calls to FIFO queues at AWS's rates")
  .option(
    "--lambda-concurrency <count>",
    "how many functions an account may have running in a region, 1000 if not given",
  )
  .option("--sqs-disorder <probability>", "how often standard queues pass over the message that is next, from 0 to 1")
  .option("--sqs-duplicates <probability>", "how often standard queues deliver a message again while it is in flight")
  .option("--cold-start", "start the process of a function only when it is needed, as slowly as that really is")
  .addOption(
    new Option(
      "--outbound-addresses <range>",
      "which addresses of HTTP subscribers are called: any; this machine's; or as AWS, public ones",
    )
      .choices(["any", "loopback", "public"])
      .default("any"),
  )
  .option("--inspect [port]", "open Node.js functions to debuggers, on ports from this one on; timeouts are off then")
  .option("--allow-host <name...>", "further names under which clients reach this server")
  .action(async (options: UpOptions) => (await import("./up.ts")).up(options));

program
  .command("deploy")
  .description("deploy a CloudFormation or SAM template, packaging its code")
  .argument("<template>", "the template file")
  .option("--stack-name <name>", "name of the stack; the template's folder when absent")
  .option("--parameter <key=value...>", "parameters of the template", [])
  .option("--watch", "stay, and deploy again whatever changes; functions get new code without an update of the stack")
  .option("--inspect [port]", "with --watch: open Node.js functions to debuggers, on ports from this one on")
  .addOption(new Option("--endpoint <url>", "the cloud to deploy to").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (template: string, options: DeployOptions) =>
    (await import("./deploy-command.ts")).deployCommand(template, options),
  );

program
  .command("status")
  .description("say whether the cloud runs, and what runs in it")
  .addOption(new Option("--endpoint <url>", "the cloud to ask").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (options: { endpoint: string }) => (await import("./status.ts")).status(options.endpoint));

program.addCommand(faultProgram(DEFAULT_ENDPOINT));

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
