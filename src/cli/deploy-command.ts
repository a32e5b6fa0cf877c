/** `sluice deploy`: deploys a template and prints the stack's outputs. */
import { basename, dirname, resolve } from "node:path";
import { deploy } from "../deploy/deploy.ts";
import { templateIn } from "../deploy/package-template.ts";

/** What the command line gives. */
export interface DeployOptions {
  readonly endpoint: string;
  readonly stackName?: string;
  /** `Name=value` each. */
  readonly parameter: readonly string[];
}

/** Says each step on standard error and the outputs, as JSON, on standard output. */
export async function deployCommand(templatePath: string, options: DeployOptions): Promise<void> {
  const stackName = options.stackName ?? basename(dirname(resolve(templatePath)));
  const { outputs, changed } = await deploy({
    template: templateIn(templatePath),
    stackName,
    endpoint: options.endpoint,
    parameters: Object.fromEntries(options.parameter.map(parameterOf)),
    log: (line) => console.error(line),
  });
  console.error(changed ? `${stackName} is deployed` : `${stackName} is as the template says already`);
  console.log(JSON.stringify(outputs, null, 2));
}

function parameterOf(text: string): readonly [name: string, value: string] {
  const mark = text.indexOf("=");
  if (mark < 1) throw new Error(`A parameter is given as Name=value, not as "${text}".`);
  return [text.slice(0, mark), text.slice(mark + 1)];
}
