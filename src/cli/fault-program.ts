/** The part of the command line that is `sluice fault`. */
import { Command, Option } from "commander";
import type { AddFaultOptions, FaultOptions } from "./fault-command.ts";

/** The command with its four parts; `defaultEndpoint` is asked unless another cloud is named. */
export function faultProgram(defaultEndpoint: string): Command {
  const program = new Command("fault").description("break something in the running cloud on purpose");
  const endpoint = (): Option =>
    new Option("--endpoint <url>", "the cloud to ask").env("AWS_ENDPOINT_URL").default(defaultEndpoint);
  const command = () => import("./fault-command.ts");
  program
    .command("list")
    .description("show the faults, and how often each has struck")
    .addOption(endpoint())
    .action(async (options: FaultOptions) => (await command()).listFaults(options));
  program
    .command("add")
    .description("add a fault")
    .argument("<fault>", "its name, such as throttle, sqs-duplicate or lambda-error; a wrong name lists them all")
    .option("--id <name>", "what the fault is called from now on")
    .option("--target <pattern>", "ARN, URL of an endpoint or source of an effect; * stands for any text")
    .option("--operation <name>", "only this operation of a call, or this kind of effect")
    .option("--skip <number>", "how often it lets pass what it fits before it strikes")
    .option("--count <number>", "how often it strikes at most")
    .option("--probability <number>", "how probably it strikes, above 0 up to 1")
    .option("--from <time>", "not before this time of the cloud's clock")
    .option("--until <time>", "no longer at this time of the cloud's clock")
    .option("--parameter <name=value...>", "what this fault takes, such as milliseconds=500", [])
    .addOption(endpoint())
    .action(async (fault: string, options: AddFaultOptions) => (await command()).addFault(fault, options));
  program
    .command("remove")
    .description("remove a fault")
    .argument("<id>", "the fault's id")
    .addOption(endpoint())
    .action(async (id: string, options: FaultOptions) => (await command()).removeFault(id, options));
  program
    .command("clear")
    .description("remove all faults")
    .addOption(endpoint())
    .action(async (options: FaultOptions) => (await command()).clearFaults(options));
  return program;
}
