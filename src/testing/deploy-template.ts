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
 * @throws Error with the reasons when the stack could not be made as the template wants it
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
  for (const [logicalId, handler] of Object.entries(handlers)) {
    inside.handlers.bind(`${stackName}/${logicalId}`, handler);
  }
  const { stackId, outputs } = await deploy({
    // Read once, by whom it is for: a template in YAML takes as long to read as the stack to make.
    template: { ...written, document: treeDocument(readOnce(written.text)) },
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

function deployClients({ clients }: CloudInside): Pick<DeployClients, "cloudFormation" | "lambda" | "s3"> {
  return {
    cloudFormation: async () => clients.cloudFormation,
    lambda: async () => clients.lambda,
    s3: async () => clients.s3,
  };
}
