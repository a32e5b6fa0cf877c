/** Aliases in the store, and what hangs on a qualifier. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { aliases, eventInvokeConfigs, policies, provisionedConcurrency } from "../keyspaces.ts";
import { provisionedKeeper } from "../provisioned/provisioned-keeper.ts";
import type { ProvisionedKey } from "../provisioned/provisioned-pools.ts";
import type { AliasRecord } from "./alias-record.ts";
import type { FunctionRecord } from "./function-record.ts";
import { resourceName } from "./function-name.ts";

/** The key of a function, of which aliases and versions have more parts. */
type FunctionKey = Pick<FunctionRecord, "account" | "region" | "name">;

/** An alias that sends invocations to `version`. */
export function aliasOfVersion(
  { account, region, name }: FunctionKey,
  version: string,
  at: ReadScope,
): AliasRecord | undefined {
  for (const { value } of aliases.range(at.tx, [account, region, name])) {
    if (value.functionVersion === version || value.additional?.version === version) return value;
  }
  return undefined;
}

/** Removes what belongs to a version or an alias alone. */
export function forgetQualifier({ account, region, name }: FunctionKey, qualifier: string, at: WriteScope): void {
  forgetProvisioned([account, region, name, qualifier], at);
  for (const rows of [policies, eventInvokeConfigs]) {
    rows.delete(at.tx, [account, region, resourceName(name, qualifier)]);
  }
}

/** Removes what belongs to any version or alias of the function, the aliases included. */
export function forgetQualifiers({ account, region, name }: FunctionKey, at: WriteScope): void {
  for (const rows of [policies, eventInvokeConfigs]) {
    const startingWith = `${name}:`;
    for (const key of rows.keys(at.tx, [account, region], { startingWith })) rows.delete(at.tx, key);
  }
  for (const key of provisionedConcurrency.keys(at.tx, [account, region, name])) forgetProvisioned(key, at);
  for (const key of aliases.keys(at.tx, [account, region, name])) aliases.delete(at.tx, key);
}

function forgetProvisioned(key: ProvisionedKey, at: WriteScope): void {
  if (!provisionedConcurrency.has(at.tx, key)) return;
  provisionedConcurrency.delete(at.tx, key);
  at.after(() => at.local(provisionedKeeper).changed(key));
}
