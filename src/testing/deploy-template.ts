/** Deploys a template into a cloud under test, with handlers of the test in place of packaged code. */
import { basename, dirname, resolve } from "node:path";
import { deploy } from "../deploy/deploy.ts";
import type { DeployClients } from "../deploy/deploy-clients.ts";
import { templateIn } from "../deploy/package-template.ts";
import { treeDocument } from "../deploy/template-document.ts";
import { templatePath } from "../deploy/template-path.ts";
import { stubArchive } from "./functions/stub-archive.ts";
import type { Handler } from "./functions/handlers.ts";
import { remembered } from "../kernel/remembered.ts";
import { readTemplate } from "../server/read-template.ts";
import type { CloudInside } from "./cloud-inside.ts";
import { TEMPLATES_REMEMBERED } from "./limits.ts";

/** How a template is deployed. */
export interface DeployTemplateOptions {
  /** The name of the stack; that of the template's folder when absent. */
  readonly stackName?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** By logical id: functions that run in the test's process. All others are packaged and run in processes of theirs. */
  readonly handlers?: Readonly<Record<string, Handler>>;
  /** Is told of each thing that happens, one line at a time. */
  readonly log?: (line: string) => void;
}

/** A stack that was deployed. */
export interface DeployedStack {
  readonly stackName: string;
  readonly stackId: string;
  /** Values by output name. */
  readonly outputs: Readonly<Record<string, string>>;
}

const FUNCTION_TYPES = new Set(["AWS::Lambda::Function", "AWS::Serverless::Function"]);

/** A test suite deploys the same template into cloud after cloud. Nobody changes what was read. */
const readOnce = remembered(readTemplate, TEMPLATES_REMEMBERED);

/** Where and how to deploy. */
export interface DeployPlace {
  readonly inside: CloudInside;
  /** Where the cloud is reached. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** Waits before a stack is looked at again. */
  readonly pause: () => Promise<void>;
}

/**
 * @param template a template file, a folder with one in it, or the text of a template, which has several lines
 * @throws Error for a handler of a function that the template does not have, and with the reasons when the stack could not be made as the template wants it
 */
export async function deployTemplate(
  template: string,
  options: DeployTemplateOptions,
  { inside, endpoint, account, region, pause }: DeployPlace,
): Promise<DeployedStack> {
  const { handlers = {}, parameters, log } = options;
  const isText = template.includes("\n");
  const path = isText ? "" : templatePath(template);
  const written = isText ? { text: template, folder: resolve("."), name: "the template" } : templateIn(path);
  const stackName = options.stackName ?? (isText ? "test" : basename(dirname(resolve(path))));
  // Read once, by whom it is for: a template in YAML takes as long to read as the stack to make.
  const tree = readOnce(written.text);
  requireFunctions(tree, Object.keys(handlers));
  for (const [logicalId, handler] of Object.entries(handlers)) {
    inside.handlers.bind(`${stackName}/${logicalId}`, handler);
  }
  const { stackId, outputs } = await deploy({
    template: { ...written, document: treeDocument(tree) },
    stackName,
    endpoint,
    clients: { account, region, ...deployClients(inside) },
    archiveFor: (logicalId) => (Object.hasOwn(handlers, logicalId) ? stubArchive() : undefined),
    pauseBetweenLooks: pause,
    ...(parameters === undefined ? {} : { parameters }),
    ...(log === undefined ? {} : { log }),
  });
  inside.resources.changed();
  inside.handlers.changed();
  return { stackName, stackId, outputs };
}

/** @throws Error for a handler of a function that the template does not have: it would never be called */
function requireFunctions(template: unknown, handled: readonly string[]): void {
  // Whatever else a template may be is for CloudFormation to say.
  const { Resources: resources } = (template ?? {}) as {
    readonly Resources?: Readonly<Record<string, unknown>> | null;
  };
  if (typeof resources !== "object" || resources === null) return;
  // A macro makes resources of names that the template does not have.
  if (Object.keys(resources).some((logicalId) => logicalId.startsWith("Fn::"))) return;
  const functions = Object.entries(resources)
    .filter(([, each]) => FUNCTION_TYPES.has(String((each as { readonly Type?: unknown } | null)?.Type)))
    .map(([logicalId]) => logicalId);
  const other = handled.find((logicalId) => !functions.includes(logicalId));
  if (other === undefined) return;
  const there = functions.length === 0 ? "It has no functions." : `Its functions are: ${functions.join(", ")}.`;
  throw new Error(`The template has no function ${other}, which a handler is given for. ${there}`);
}

function deployClients({ clients }: CloudInside): Pick<DeployClients, "cloudFormation" | "lambda" | "s3"> {
  return {
    cloudFormation: async () => clients.cloudFormation,
    lambda: async () => clients.lambda,
    s3: async () => clients.s3,
  };
}
