/** Published versions: snapshots of `$LATEST` under numbers that only grow. */
import { uuid } from "../../../kernel/random.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { aliasOfVersion, forgetQualifier } from "./alias-store.ts";
import { aliasesNotDeleted, latestCannotBeDeleted, versionInUse } from "../errors.ts";
import { versionNumbers, versions } from "../keyspaces.ts";
import { LATEST, type FunctionRecord } from "./function-record.ts";

/** The version that was published last and still exists. */
export function lastVersion(record: FunctionRecord, at: ReadScope): FunctionRecord | undefined {
  return versions.first(at.tx, [record.account, record.region, record.name], { reverse: true })?.value;
}

/**
 * Publishes what was asked for last. When nothing was deployed since the last time, that version is the answer, whatever
 * `description` says.
 */
export function publishVersion(
  record: FunctionRecord,
  { description }: { readonly description?: string | undefined },
  at: WriteScope,
): FunctionRecord {
  const last = lastVersion(record, at);
  if (last?.publishedFrom === record.setup.id) return last;
  const number = nextNumber("function", record, at);
  // Its environments are its own, so the snapshot has an id of its own.
  const setup = { ...record.setup, id: uuid(at.random), description: description ?? record.setup.description };
  const isApplied = record.applied.id === record.setup.id && record.state === "Active";
  const version: FunctionRecord = {
    ...record,
    setup,
    applied: setup,
    version: String(number),
    publishedFrom: record.setup.id,
    publishedBy: at.requestId,
    state: isApplied ? "Active" : "Pending",
    update: isApplied ? "Successful" : "None",
    revisionId: uuid(at.random),
    lastModified: at.now,
    tags: {},
  };
  versions.put(at.tx, [record.account, record.region, record.name, number], version);
  return version;
}

/** A version that was published before its function was ready becomes Active together with it. */
export function applyVersion(record: FunctionRecord, at: WriteScope): void {
  const last = lastVersion(record, at);
  if (last?.publishedFrom !== record.setup.id || last.state === "Active") return;
  const key = [record.account, record.region, record.name, Number(last.version)] as const;
  versions.put(at.tx, key, { ...last, state: "Active", update: "Successful", revisionId: uuid(at.random) });
}

/**
 * Removes one version with its policy and settings; one that is not there is no error.
 * @returns what was removed
 * @throws the answers to `$LATEST`, to aliases, and to a version that an alias names
 */
export function deleteVersion(record: FunctionRecord, qualifier: string, at: WriteScope): FunctionRecord | undefined {
  if (qualifier === LATEST) throw latestCannotBeDeleted();
  if (!/^\d+$/.test(qualifier)) throw aliasesNotDeleted();
  const alias = aliasOfVersion(record, qualifier, at);
  if (alias !== undefined) throw versionInUse(`${record.arn}:${qualifier}`, alias.name);
  const key = [record.account, record.region, record.name, Number(qualifier)] as const;
  const version = versions.get(at.tx, key);
  versions.delete(at.tx, key);
  forgetQualifier(record, qualifier, at);
  return version;
}

/** Numbers count up for each name and are never used again, not even after what had them is deleted. */
export function nextNumber(
  kind: "function" | "layer",
  { account, region, name }: Pick<FunctionRecord, "account" | "region" | "name">,
  at: WriteScope,
): number {
  const key = [account, region, kind, name] as const;
  const number = (versionNumbers.get(at.tx, key)?.last ?? 0) + 1;
  versionNumbers.put(at.tx, key, { last: number });
  return number;
}
