/** A function's life in the store: made, changed, applied, removed; and the code that goes with it. */
import { uuid } from "../../../kernel/random.ts";
import { local } from "../../../platform/local.ts";
import type { AsyncScope, ReadScope, WriteScope } from "../../../platform/scope.ts";
import { archivesOf, discardUnused, holdCode } from "../code/code-uses.ts";
import {
  functionExists,
  functionNotFound,
  functionPending,
  revisionMismatch,
  unqualifiedOnly,
  updateInProgress,
} from "../errors.ts";
import { eventInvokeConfigs, functions, policies, recursionConfigs, reservations, versions } from "../keyspaces.ts";
import { removeUrlsOf } from "../url/url-store.ts";
import { forgetQualifiers } from "./alias-store.ts";
import { anticipate } from "./anticipate.ts";
import { functionArn, type FunctionReference } from "./function-name.ts";
import { LATEST, type FunctionRecord, type FunctionSetup } from "./function-record.ts";
import { applyVersion, deleteVersion } from "./version-store.ts";

/** Kind of this file's effect. */
export const APPLY_SETUP = "lambda.apply-setup";

interface ApplySetup {
  readonly name: string;
  readonly setupId: string;
}

/** Who waits for a function to be applied, by its ARN. */
const waiting = local("lambda functions being applied", () => new Map<string, Set<() => void>>());

/** A function itself. @throws the answers to one that is not there, and to versions and aliases, which cannot be changed */
export function requireFunction(reference: FunctionReference, at: ReadScope): FunctionRecord {
  const { arn, name, qualifier } = reference;
  if (qualifier !== "" && qualifier !== LATEST) throw unqualifiedOnly();
  const record = functions.get(at.tx, [at.account, at.region, name]);
  if (record === undefined) throw functionNotFound(qualifier === "" ? arn : `${arn}:${qualifier}`);
  return record;
}

/** Stores a new function, Pending until its setup is applied. @throws the answer to a name that is taken */
export function createFunction(
  { name, setup, tags }: Pick<FunctionRecord, "name" | "setup" | "tags">,
  at: WriteScope,
): FunctionRecord {
  if (functions.has(at.tx, [at.account, at.region, name])) throw functionExists(name);
  const record: FunctionRecord = {
    account: at.account,
    region: at.region,
    name,
    arn: functionArn(at, name),
    setup,
    applied: setup,
    state: "Pending",
    update: "None",
    revisionId: uuid(at.random),
    lastModified: at.now,
    tags,
  };
  functions.put(at.tx, [at.account, at.region, name], record);
  useCode(record, setup, at);
  return record;
}

/** Checks that a function can be changed now. @throws the answers to a pending one, a busy one and a stale revision */
export function requireChangeable(record: FunctionRecord, revisionId: string | undefined): void {
  if (record.state === "Pending") throw functionPending(record.state);
  if (record.update === "InProgress") throw updateInProgress(record.arn);
  if (revisionId !== undefined && revisionId !== record.revisionId) throw revisionMismatch();
}

/** Stores a changed setup; invocations go on with the one before until it is applied. */
export function changeSetup(record: FunctionRecord, setup: FunctionSetup, at: WriteScope): FunctionRecord {
  const changed: FunctionRecord = {
    ...record,
    setup,
    update: "InProgress",
    revisionId: uuid(at.random),
    lastModified: at.now,
  };
  functions.put(at.tx, [record.account, record.region, record.name], changed);
  useCode(changed, setup, at);
  return changed;
}

/** Stores what changes no environment: tags, concurrency. */
export function touchFunction(
  record: FunctionRecord,
  change: Partial<Pick<FunctionRecord, "tags">>,
  at: WriteScope,
): void {
  functions.put(at.tx, [record.account, record.region, record.name], {
    ...record,
    ...change,
    revisionId: uuid(at.random),
  });
}

/** Removes a function and all that belongs to it; not its mappings, its log group and the events already accepted. */
export function deleteFunction(record: FunctionRecord, at: WriteScope): void {
  const key = [record.account, record.region, record.name] as const;
  const used = [record.setup, record.applied];
  for (const { key: versionKey, value } of versions.range(at.tx, key)) {
    used.push(value.setup);
    versions.delete(at.tx, versionKey);
  }
  removeUrlsOf(record.name, at);
  for (const rows of [functions, reservations, recursionConfigs, policies, eventInvokeConfigs]) rows.delete(at.tx, key);
  forgetQualifiers(record, at);
  discardUnused(record.arn, used.flatMap(archivesOf), at);
}

/** Removes one version; answers what was removed, if it was there. @throws what `deleteVersion` does */
export function removeVersion(record: FunctionRecord, qualifier: string, at: WriteScope): FunctionRecord | undefined {
  const version = deleteVersion(record, qualifier, at);
  if (version !== undefined) discardUnused(record.arn, archivesOf(version.setup), at);
  return version;
}

/** Effect: the new setup is what invocations run from now on, and the environments of the one before end. */
export async function applySetup({ name, setupId }: ApplySetup, at: AsyncScope): Promise<void> {
  const outdated = await at.write((write): FunctionSetup | undefined => {
    const record = functions.get(write.tx, [at.account, at.region, name]);
    if (record === undefined || record.setup.id !== setupId) return undefined;
    applyVersion(record, write);
    functions.put(write.tx, [at.account, at.region, name], {
      ...record,
      applied: record.setup,
      state: "Active",
      update: "Successful",
      revisionId: uuid(write.random),
    });
    discardUnused(record.arn, archivesOf(record.applied), write);
    write.after(() => announce(record.arn, at));
    write.after(() => anticipate(record.setup, at));
    return record.applied.id === setupId ? undefined : record.applied;
  });
  if (outdated !== undefined) at.ports.functions.retire(`${functionArn(at, name)}:${outdated.id}`);
}

/** Resolves once the function is neither Pending nor being updated, or is gone. */
export async function whenApplied(name: string, at: AsyncScope): Promise<void> {
  for (;;) {
    const record = at.read((read) => functions.get(read.tx, [at.account, at.region, name]));
    if (record === undefined || (record.state === "Active" && record.update !== "InProgress")) return;
    await new Promise<void>((resolve) => {
      const known = at.local(waiting);
      const waiters = known.get(record.arn) ?? new Set();
      known.set(record.arn, waiters.add(resolve));
      at.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    if (at.isUnwanted) return;
  }
}

function announce(arn: string, at: AsyncScope): void {
  const waiters = at.local(waiting).get(arn);
  at.local(waiting).delete(arn);
  for (const resolve of waiters ?? []) resolve();
}

function useCode(record: FunctionRecord, setup: FunctionSetup, at: WriteScope): void {
  holdCode(record.arn, archivesOf(setup), at);
  const payload: ApplySetup = { name: record.name, setupId: setup.id };
  at.effect({ kind: APPLY_SETUP, source: `${APPLY_SETUP}/${record.arn}`, payload });
}
