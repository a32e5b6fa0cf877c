/** What provisioned concurrency may be given to, and how much. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import {
  aliasOfProvisionedVersion,
  functionNotFound,
  provisionedAboveReserved,
  provisionedNeedsVersion,
  unreservedTooLowForProvisioned,
  versionOfProvisionedAlias,
} from "../errors.ts";
import type { AliasRecord } from "../function/alias-record.ts";
import { findFunction, isAliasName } from "../function/find-function.ts";
import { functionArn } from "../function/function-name.ts";
import { LATEST, type FunctionRecord } from "../function/function-record.ts";
import { reservationsOf } from "../invocation/concurrency.ts";
import { aliases, provisionedConcurrency } from "../keyspaces.ts";
import { UNRESERVED_CONCURRENCY_MIN } from "../limits.ts";
import { lambdaSettings } from "../settings.ts";
import type { ProvisionedKey } from "./provisioned-pools.ts";

/**
 * The published version that a qualifier names.
 * @throws the answers to `$LATEST`, to what is not there, and to a version that has its share in another way
 */
export function provisionable(key: ProvisionedKey, at: ReadScope): FunctionRecord {
  const [account, region, name, qualifier] = key;
  if (qualifier === LATEST || qualifier === "") throw provisionedNeedsVersion();
  const record = findFunction({ name, qualifier }, at);
  if (record === undefined) throw functionNotFound(`${functionArn({ account, region }, name)}:${qualifier}`);
  if (record.version === undefined) throw provisionedNeedsVersion();
  const alias = isAliasName(qualifier) ? aliases.get(at.tx, key) : undefined;
  if (alias !== undefined) checkAlias(key, alias, at);
  else if (hasProvisionedAlias(key, at)) throw versionOfProvisionedAlias();
  return record;
}

/** Checks a change of an alias, which what is kept ready for it has to follow. */
export function checkProvisionedAlias(key: ProvisionedKey, alias: AliasRecord, at: ReadScope): void {
  if (!provisionedConcurrency.has(at.tx, key)) return;
  if (alias.functionVersion === LATEST) throw provisionedNeedsVersion();
  checkAlias(key, alias, at);
}

/** @throws the answers to more than the function reserves, and to more than the account may give away */
export function checkAmount(
  [account, region, name, qualifier]: ProvisionedKey,
  requested: number,
  at: ReadScope,
): void {
  const { own, total } = reservationsOf({ account, region, name }, at);
  const before = provisionedConcurrency.get(at.tx, [account, region, name, qualifier])?.requested ?? 0;
  if (own !== undefined) {
    if (provisionedOf({ account, region, name }, at) - before + requested > own) throw provisionedAboveReserved();
    return;
  }
  if (at.local(lambdaSettings).accountConcurrency - (total - before) - requested < UNRESERVED_CONCURRENCY_MIN) {
    throw unreservedTooLowForProvisioned(UNRESERVED_CONCURRENCY_MIN);
  }
}

/** How much is asked for of all versions and aliases of a function. */
export function provisionedOf(
  { account, region, name }: Pick<FunctionRecord, "account" | "region" | "name">,
  at: ReadScope,
): number {
  let total = 0;
  for (const { value } of provisionedConcurrency.range(at.tx, [account, region, name])) total += value.requested;
  return total;
}

function checkAlias([account, region, name]: ProvisionedKey, alias: AliasRecord, at: ReadScope): void {
  if (alias.additional !== undefined) throw notImplemented("provisioned concurrency of an alias with weights");
  if (provisionedConcurrency.has(at.tx, [account, region, name, alias.functionVersion])) {
    throw aliasOfProvisionedVersion();
  }
}

function hasProvisionedAlias([account, region, name, version]: ProvisionedKey, at: ReadScope): boolean {
  for (const { key, value } of aliases.range(at.tx, [account, region, name])) {
    if (value.functionVersion === version && provisionedConcurrency.has(at.tx, key)) return true;
  }
  return false;
}
