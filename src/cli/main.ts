#!/usr/bin/env node
/** The `sluice` command. */
import { Command, Option } from "commander";
import type { DeployOptions } from "./deploy-command.ts";
import type { EventOptions } from "./event/event.ts";
import type { RecordOptions } from "./record/record.ts";
import type { ReplayOptions } from "./record/replay.ts";
import type { TraceOptions } from "./trace/trace.ts";
import type { UpOptions } from "./up.ts";
import { faultProgram } from "./fault-program.ts";
import { VERSION } from "../server/version.ts";

/** Port and place that everything agrees on unless told otherwise. */
const DEFAULT_PORT = "4566";
const DEFAULT_ENDPOINT = `http://127.0.0.1:${DEFAULT_PORT}`;

// Which Node.js the SDK wants next is no matter of those who type a command here: this package says which it needs.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const program = new Command("sluice")
  .description("The event-driven half of AWS on this machine.")
  .version(VERSION)
  .showHelpAfterError("(add --help for what there is)")
  .addHelpText(
    "after",
    `
Everything finds the cloud at AWS_ENDPOINT_URL, or at ${DEFAULT_ENDPOINT}. What a program asks a running cloud for (its
clock, its outbox, expectations, a reset) is under /_sluice/: docs/guides/server.md lists it.`,
  );

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
  .option("--start-at <time>", "where a virtual clock starts, such as 2026-01-01T00:00:00Z; now if not given")
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
  .addOption(
    new Option("--lineage <state>", "on, or off: keeps no story of any event, for the last bit of throughput")
      .choices(["on", "off"])
      .default("on"),
  )
  .addOption(
    new Option(
      "--policies <kind>",
      "enforce: deny what policies of queues, topics and functions do not allow; or store",
    )
      .choices(["enforce", "store"])
      .default("store"),
  )
  .addOption(
    new Option("--function-clock <clock>", "by which clock functions tell the time: the machine's, or the cloud's")
      .choices(["machine", "cloud"])
      .default("machine"),
  )
  .addOption(
    new Option(
      "--function-storage <kind>",
      "what functions find as /tmp: the machine's, or isolated: one of their own that has their size, on Linux",
    )
      .choices(["shared", "isolated"])
      .default("shared"),
  )
  .option("--otlp <url>", "send the story of every event there as OpenTelemetry spans")
  .option("--allow-host <name...>", "further names under which clients reach this server")
  .action(async (options: UpOptions) => (await import("./up.ts")).up(options));

program
  .command("deploy")
  .description("deploy a CloudFormation or SAM template, packaging its code")
  .argument("<template>", "the template file, or the folder that has a template.yaml, .yml or .json")
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

program
  .command("trace")
  .description("tell the story around an event, from its cause to its effects")
  .argument("<id>", "a message id, request id, object key, X-Ray trace id, or the id of a lineage record")
  .option("--json", "the lineage records as JSON, for machines")
  .option("--otlp <url>", "send the story there as OpenTelemetry spans")
  .addOption(new Option("--endpoint <url>", "the cloud to ask").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (id: string, options: TraceOptions) => (await import("./trace/trace.ts")).trace(id, options));

program
  .command("why-not")
  .description("say what became of an event at a place where it did not arrive")
  .argument("<message>", "a message id, request id, object key, X-Ray trace id, or the id of a lineage record")
  .argument("<target>", "a queue, function, topic or subscription: its name or ARN")
  .option("--json", "the answer as JSON, for machines")
  .addOption(new Option("--endpoint <url>", "the cloud to ask").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (message: string, target: string, options: TraceOptions) =>
    (await import("./trace/why-not.ts")).whyNot(message, target, options),
  );

program
  .command("event")
  .description("write a sample event as AWS sends it to a function")
  .argument("<source>", "sqs, sns, s3, apigateway, apigatewayv2, function-url, cloudwatch-alarm or logs")
  .option("--body <text>", "the body of the message or request")
  .option("--set <path=value...>", "a value of its own, such as Records[0].s3.object.key=a.csv", [])
  .option("--region <name>", "the region that it comes from", "us-east-1")
  .option("--account <digits>", "the account that it comes from", "000000000000")
  .option("--seed <number>", "makes the ids in it the same each time")
  .action(async (source: string, options: EventOptions) => (await import("./event/event.ts")).event(source, options));

program
  .command("record")
  .description("keep the API calls that a running cloud answers, until it is stopped with Ctrl-C")
  .argument("<file>", "where the calls are kept, a line of JSON each")
  .addOption(new Option("--endpoint <url>", "the cloud to listen to").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (file: string, options: RecordOptions) => {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    await (await import("./record/record.ts")).record(file, options, stop.signal);
  });

program
  .command("replay")
  .description("make the API calls of a recording again, and say what is answered differently")
  .argument("<file>", "the recording")
  .option("--speed <factor>", "how much faster than they were recorded; max: without waiting", "1")
  .option("--advance", "move the cloud's virtual clock on between the calls, instead of waiting")
  .addOption(new Option("--endpoint <url>", "the cloud to call").env("AWS_ENDPOINT_URL").default(DEFAULT_ENDPOINT))
  .action(async (file: string, options: ReplayOptions) => {
    await (await import("./record/replay.ts")).replay(file, options);
  });
program.addCommand(faultProgram(DEFAULT_ENDPOINT));

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
