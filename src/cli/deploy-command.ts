/** `sluice deploy`: deploys a template and prints the stack's outputs. */
import { basename, dirname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { deploy } from "../deploy/deploy.ts";
import { templateIn } from "../deploy/package-template.ts";
import { templatePath } from "../deploy/template-path.ts";
import { requestCloud } from "./ask-cloud.ts";
import { inspectorPort } from "./port-number.ts";
import { watchCommand } from "./watch/watch-command.ts";

/** What the command line gives. */
export interface DeployOptions {
  readonly endpoint: string;
  readonly stackName?: string;
  /** `Name=value` each. */
  readonly parameter: readonly string[];
  readonly watch?: boolean;
  /** True for the usual port. */
  readonly inspect?: string | true;
}

/** Says each step on standard error and the outputs, as JSON, on standard output. */
export async function deployCommand(given: string, options: DeployOptions): Promise<void> {
  const { inspect, watch } = options;
  if (inspect !== undefined && watch !== true) throw new InvalidArgumentError("--inspect goes with --watch.");
  const path = templatePath(given);
  const stackName = options.stackName ?? basename(dirname(resolve(path)));
  const request = {
    stackName,
    endpoint: options.endpoint,
    parameters: Object.fromEntries(options.parameter.map(parameterOf)),
    log: (line: string) => console.error(line),
  };
  // What the SDK would say of a cloud that is not there, after its retries, tells nobody what to do.
  await requestCloud(options.endpoint, "/_sluice/health");
  if (watch === true) {
    return watchCommand({ ...request, templatePath: path }, inspect === undefined ? undefined : inspectorPort(inspect));
  }
  const { outputs, changed } = await deploy({ ...request, template: templateIn(path) }).catch((error: unknown) => {
    throw withAdvice(error);
  });
  console.error(changed ? `${stackName} is deployed` : `${stackName} is as the template says already`);
  console.log(JSON.stringify(outputs, null, 2));
}

/** CloudFormation says which parameters have no value; how one is given here, it does not know. */
function withAdvice(error: unknown): unknown {
  if (!(error instanceof Error && /^Parameters: \[.+\] must have values$/.test(error.message))) return error;
  return new Error(`${error.message}. Give each with --parameter Name=value.`, { cause: error });
}

function parameterOf(text: string): readonly [name: string, value: string] {
  const mark = text.indexOf("=");
  if (mark < 1) throw new Error(`A parameter is given as Name=value, not as "${text}".`);
  return [text.slice(0, mark), text.slice(mark + 1)];
}
