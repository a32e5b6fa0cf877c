/** Deploys a template to a Sluice with what the AWS SDK's clients can do, and no more: package, create or update, wait. */
import type { CreateStackCommandInput, Parameter, Stack } from "@aws-sdk/client-cloudformation";
import { createHash } from "node:crypto";
import { artifactBucket } from "./artifacts.ts";
import { clientOptions } from "./client-options.ts";
import { type DeployClients, sdkClients } from "./deploy-clients.ts";
import { TEMPLATE_BODY_MAXIMUM_BYTES } from "./limits.ts";
import {
  type CodeHandling,
  packageTemplate,
  type PackagedTemplate,
  type Upload,
  type WrittenTemplate,
} from "./package-template.ts";
import { swapCode } from "./swap-code.ts";
import { waitForStack } from "./wait.ts";

export interface DeployOptions extends StackOptions {
  readonly template: WrittenTemplate;
  /** Archives for functions whose own code is not to be packaged. */
  readonly archiveFor?: CodeHandling["archiveFor"];
}

/** Where a stack goes, and how. */
export interface StackOptions {
  readonly stackName: string;
  /** Such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** `us-east-1` when absent. */
  readonly region?: string;
  /** `000000000000` when absent. */
  readonly account?: string;
  /** Whom to ask, instead of the endpoint over the network. */
  readonly clients?: DeployClients;
  /** Waits before the stack is looked at again; in real time when absent. */
  readonly pauseBetweenLooks?: (milliseconds: number) => Promise<void>;
  /** Is told of each thing that happens, one line at a time; nothing is said when absent. */
  readonly log?: (line: string) => void;
}

export interface Deployed {
  readonly stackId: string;
  /** Values by output name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** False when the stack was as the template wants it already. */
  readonly changed: boolean;
}

/** Stacks in these states hold nothing that can be updated: they are deleted and made again. */
const BROKEN = new Set(["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"]);

/** @throws Error with the reasons when the stack could not be made as the template wants it */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { archiveFor, log } = options;
  const upload = await artifactBucket(clientsOf(options));
  const told: Upload = (key, bytes) => {
    log?.(`uploading ${key} (${bytes.length} bytes)`);
    return upload(key, bytes);
  };
  const template = await packageTemplate(options.template, { upload: told, archiveFor });
  return deployPackaged(template, options, upload);
}

/** The same for a template that has been packaged. */
export async function deployPackaged(
  template: PackagedTemplate,
  options: StackOptions,
  upload: Upload,
): Promise<Deployed> {
  const { isNew, ...deployed } = await deployStack(template, options, upload);
  if (isNew) return deployed;
  // A stack that has what its template says may be running code that was swapped since.
  const swapped = await swapCode(clientsOf(options), deployed.stackId, template.functions);
  return { ...deployed, changed: deployed.changed || swapped.length > 0 };
}

/** Those that were given, or the SDK's own. */
export function clientsOf({ endpoint, region, account, clients }: StackOptions): DeployClients {
  return clients ?? sdkClients(clientOptions(endpoint, region, account));
}

type CloudFormationClient = Awaited<ReturnType<DeployClients["cloudFormation"]>>;

async function deployStack(
  template: PackagedTemplate,
  options: StackOptions,
  upload: Upload,
): Promise<Deployed & { readonly isNew: boolean }> {
  const { stackName, endpoint, log } = options;
  const watch = (stackId: string) => waitForStack(client, { stackId, log, pause: options.pauseBetweenLooks });
  const client = await clientsOf(options).cloudFormation();
  const input = {
    StackName: stackName,
    ...(await templateMember(template.body, endpoint, upload)),
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
  } satisfies CreateStackCommandInput;
  const existing = await findStack(client, stackName);
  const isBroken = BROKEN.has(existing?.StackStatus ?? "");
  if (isBroken) {
    log?.(`deleting ${stackName}, which is in ${existing?.StackStatus ?? ""}`);
    await client.deleteStack({ StackName: stackName });
    await watch(existing?.StackId ?? stackName);
  }
  const isThere = existing !== undefined && !isBroken && existing.StackStatus !== "REVIEW_IN_PROGRESS";
  const parameters = parametersOf(options.parameters ?? {}, template.parameterNames, isThere ? existing : undefined);
  if (!isThere) {
    const { StackId = stackName } = await client.createStack({ ...input, Parameters: parameters });
    return { ...described(await watch(StackId)), changed: true, isNew: true };
  }
  try {
    await client.updateStack({ ...input, Parameters: parameters });
  } catch (error) {
    // Tools compare this very sentence.
    if (!(error instanceof Error && error.message.includes("No updates are to be performed"))) throw error;
    log?.(`${stackName} is up to date`);
    return { ...described(existing), changed: false, isNew: false };
  }
  return { ...described(await watch(existing.StackId ?? stackName)), changed: true, isNew: false };
}

async function templateMember(
  body: string,
  endpoint: string,
  upload: Upload,
): Promise<{ readonly TemplateBody: string } | { readonly TemplateURL: string }> {
  const bytes = Buffer.from(body);
  if (bytes.length <= TEMPLATE_BODY_MAXIMUM_BYTES) return { TemplateBody: body };
  const { bucket, key } = await upload(`${createHash("sha256").update(bytes).digest("hex")}.template`, bytes);
  return { TemplateURL: `${endpoint.replace(/\/$/, "")}/${bucket}/${key}` };
}

async function findStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.describeStacks({ StackName: name });
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.message.endsWith("does not exist")) return undefined;
    throw error;
  }
}

/** What is given, and for the rest what the stack had, as far as the template still asks for it. */
function parametersOf(
  given: Readonly<Record<string, string>>,
  declared: readonly string[],
  existing: Stack | undefined,
): Parameter[] {
  const chosen = Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const kept = (existing?.Parameters ?? [])
    .map(({ ParameterKey = "" }) => ParameterKey)
    .filter((key) => declared.includes(key) && !(key in given));
  return [...chosen, ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }))];
}

function described(stack: Stack | undefined): Omit<Deployed, "changed"> {
  const outputs = (stack?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]);
  return { stackId: stack?.StackId ?? "", outputs: Object.fromEntries(outputs) };
}
