/** What a name with its qualifier stands for: `$LATEST`, a published version, or the version that an alias chooses. */
import { fraction } from "../../../kernel/random.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { functionNotFound } from "../errors.ts";
import { aliases, functions, versions } from "../keyspaces.ts";
import type { AliasRecord } from "./alias-record.ts";
import type { FunctionReference } from "./function-name.ts";
import { LATEST, type FunctionRecord } from "./function-record.ts";

type Named = Pick<FunctionReference, "name" | "qualifier">;

/** What `named` shows: of an alias its FunctionVersion, whatever the weights. */
export function findFunction({ name, qualifier }: Named, at: ReadScope): FunctionRecord | undefined {
  const alias = aliasNamed({ name, qualifier }, at);
  return versionOfFunction(name, alias === undefined ? qualifier : alias.functionVersion, at);
}

/** What one invocation of `named` runs: of an alias with weights, chance decides for each invocation. */
export function chooseFunction({ name, qualifier }: Named, at: ReadScope): FunctionRecord | undefined {
  const alias = aliasNamed({ name, qualifier }, at);
  if (alias === undefined) return versionOfFunction(name, qualifier, at);
  const { additional, functionVersion } = alias;
  const isOther = additional !== undefined && fraction(at.random) < additional.weight;
  return versionOfFunction(name, isOther ? additional.version : functionVersion, at);
}

/** @throws the answer to what is not there */
export function requireQualified(reference: FunctionReference, at: ReadScope): FunctionRecord {
  const record = findFunction(reference, at);
  const { arn, qualifier } = reference;
  if (record === undefined) throw functionNotFound(qualifier === "" ? arn : `${arn}:${qualifier}`);
  return record;
}

/** Whether `qualifier` can only be an alias: no version is called so. */
export function isAliasName(qualifier: string): boolean {
  return qualifier !== "" && qualifier !== LATEST && !/^\d+$/.test(qualifier);
}

/** `$LATEST`, also where `version` is empty, or a version by its number. */
export function versionOfFunction(name: string, version: string, at: ReadScope): FunctionRecord | undefined {
  if (version === "" || version === LATEST) return functions.get(at.tx, [at.account, at.region, name]);
  if (isAliasName(version)) return undefined;
  return versions.get(at.tx, [at.account, at.region, name, Number(version)]);
}

function aliasNamed({ name, qualifier }: Named, at: ReadScope): AliasRecord | undefined {
  return isAliasName(qualifier) ? aliases.get(at.tx, [at.account, at.region, name, qualifier]) : undefined;
}
