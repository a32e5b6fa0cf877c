/** The ProvisionedConcurrencyConfig of versions and aliases in templates: set, changed, given up, and waited for. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { asStack } from "../../../platform/stack-caller.ts";
import { recordOf, wholeNumberOf } from "../../../platform/template-values.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { provisionedFailed } from "../errors.ts";
import { functionReference } from "../function/function-name.ts";
import { provisionedKeeper } from "../provisioned/provisioned-keeper.ts";

/** Carries the property out for a version or an alias, by its ARN; resolves when its environments are ready. */
export async function provision(arn: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const { name, qualifier } = functionReference(arn, at);
  const input = { FunctionName: name, Qualifier: qualifier };
  const config = recordOf(properties["ProvisionedConcurrencyConfig"]);
  if (config === undefined) {
    await at.call(Lambda.DeleteProvisionedConcurrencyConfig, input, asStack(at));
    return;
  }
  const ProvisionedConcurrentExecutions = wholeNumberOf(config["ProvisionedConcurrentExecutions"]) ?? 0;
  await at.call(Lambda.PutProvisionedConcurrencyConfig, { ...input, ProvisionedConcurrentExecutions }, asStack(at));
  await at.local(provisionedKeeper).settled([at.account, at.region, name, qualifier]);
  const { Status, StatusReason = "" } = await at.call(Lambda.GetProvisionedConcurrencyConfig, input, asStack(at));
  if (Status === "FAILED") throw provisionedFailed(arn, StatusReason);
}
