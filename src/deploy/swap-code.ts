/** Gives the functions of a stack their code without updating the stack: queues, topics and mappings stay untouched. */
import type { ListStackResourcesCommandOutput } from "@aws-sdk/client-cloudformation";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { pause } from "../kernel/clock.ts";
import { wakefulClock } from "../kernel/real-clock.ts";
import type { DeployClients } from "./deploy-clients.ts";
import { DEPLOY_MAXIMUM_MILLISECONDS, POLL_FIRST_MILLISECONDS } from "./limits.ts";
import type { PackagedFunction } from "./package-template.ts";

/**
 * Updates those of the functions that run other code; resolves when they run this one.
 * @returns those whose code was another
 * @throws Error when a function's code could not be updated
 */
export async function swapCode(
  clients: DeployClients,
  stackId: string,
  functions: readonly PackagedFunction[],
): Promise<readonly PackagedFunction[]> {
  if (functions.length === 0) return [];
  const names = await functionNames(clients, stackId);
  const lambda = await clients.lambda();
  const swapped: PackagedFunction[] = [];
  for (const each of functions) {
    const FunctionName = names.get(each.id);
    // A condition of the template may leave it out.
    if (FunctionName === undefined) continue;
    const { CodeSha256 } = await lambda.getFunctionConfiguration({ FunctionName });
    if (CodeSha256 === sha256InBase64(each)) continue;
    await lambda.updateFunctionCode({ FunctionName, S3Bucket: each.bucket, S3Key: each.key });
    await updated(lambda, FunctionName);
    swapped.push(each);
  }
  return swapped;
}

/** What the functions of the template are called, by their names in the template. */
async function functionNames(clients: DeployClients, stackId: string): Promise<ReadonlyMap<string, string>> {
  const client = await clients.cloudFormation();
  const names = new Map<string, string>();
  let token: string | undefined;
  do {
    const page: ListStackResourcesCommandOutput = await client.listStackResources({
      StackName: stackId,
      NextToken: token,
    });
    for (const { ResourceType, LogicalResourceId = "", PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      const isFunction = ResourceType === "AWS::Lambda::Function" && PhysicalResourceId !== undefined;
      if (isFunction) names.set(LogicalResourceId, PhysicalResourceId);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return names;
}

/** Lambda states the hash in Base64, the key of the archive in hexadecimal. */
function sha256InBase64({ key }: PackagedFunction): string {
  return Buffer.from(key.slice(0, key.indexOf(".")), "hex").toString("base64");
}

async function updated(lambda: Awaited<ReturnType<DeployClients["lambda"]>>, FunctionName: string): Promise<void> {
  const deadline = wakefulClock.now() + DEPLOY_MAXIMUM_MILLISECONDS;
  for (;;) {
    const found: FunctionConfiguration = await lambda.getFunctionConfiguration({ FunctionName });
    if (found.LastUpdateStatus === "Successful") return;
    if (found.LastUpdateStatus === "Failed" || wakefulClock.now() > deadline) {
      throw new Error(`${FunctionName} could not be updated: ${found.LastUpdateStatusReason ?? "it takes too long"}`);
    }
    await pause(wakefulClock, POLL_FIRST_MILLISECONDS);
  }
}
