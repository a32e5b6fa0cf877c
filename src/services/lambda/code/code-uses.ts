/** Who uses which archive: functions, versions and layers hold theirs, and what nobody holds leaves the disk. */
import type { AsyncScope, ReadScope, WriteScope } from "../../../platform/scope.ts";
import type { BlobId } from "../../../store/blobs.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { functionReference } from "../function/function-name.ts";
import type { FunctionSetup, StoredCode } from "../function/function-record.ts";
import { codeUses, functions, layerVersions, versions } from "../keyspaces.ts";
import { layerVersionReference } from "../layer/layer-name.ts";
import { CODE_DISCARDED_AFTER_MILLISECONDS } from "../limits.ts";

/** Kind of this file's effect. */
export const DISCARD_CODE = "lambda.discard-code";

interface DiscardCode {
  readonly arn: string;
  readonly code: StoredCode;
}

/** All archives of a setup: its code, and those of its layers. */
export function archivesOf(setup: FunctionSetup): readonly StoredCode[] {
  return [setup.code, ...(setup.layers ?? []).map((layer) => layer.code)];
}

/** Keeps the archives for the function or layer version `arn`, until it lets go of them. */
export function holdCode(arn: string, archives: readonly StoredCode[], at: WriteScope): void {
  for (const { folder, blob } of archives) codeUses.put(at.tx, [folder, arn, blob], null);
}

/** Lets go of archives that are over, as far as `arn` does not use them for something else. */
export function discardUnused(arn: string, over: readonly StoredCode[], at: WriteScope): void {
  const inUse = blobsInUse(arn, at);
  const unused = new Map<BlobId, StoredCode>();
  for (const code of over) if (!inUse.has(code.blob)) unused.set(code.blob, code);
  for (const code of unused.values()) {
    const payload: DiscardCode = { arn, code };
    // A source of its own: what waits for its time must hold up nothing else.
    const source = `${DISCARD_CODE}/${arn}/${code.blob}`;
    at.effect({ kind: DISCARD_CODE, source, payload, dueAt: at.now + CODE_DISCARDED_AFTER_MILLISECONDS });
  }
}

/** Effect: code that nothing names leaves the disk. */
export async function discardUnusedCode({ arn, code }: DiscardCode, at: AsyncScope): Promise<void> {
  const left = await at.write((write) => {
    // A layer that was given up may have been taken up again since.
    if (!blobsInUse(arn, write).has(code.blob)) codeUses.delete(write.tx, [code.folder, arn, code.blob]);
    return [...codeUses.keys(write.tx, [code.folder])];
  });
  if (!left.some(([, , blob]) => blob === code.blob)) await at.blobs.delete(code.blob);
  if (left.length === 0) await at.ports.codeFolders.remove(code.folder);
}

/** Every archive that a function runs, is about to run, or may still be loading from: a row stays until its discard. */
export function* heldCode(tx: ReadTransaction): Iterable<BlobId> {
  for (const [, , blob] of codeUses.keys(tx, [])) yield blob;
}

/** Takes back code that was stored for a change which came to nothing. */
export async function dropCode(code: StoredCode, at: AsyncScope): Promise<void> {
  await at.blobs.delete(code.blob);
  const isUnused = at.read((read) => codeUses.first(read.tx, [code.folder]) === undefined);
  if (isUnused) await at.ports.codeFolders.remove(code.folder);
}

/** The archives that a layer version, or `$LATEST` and the versions of a function, are made of. */
function blobsInUse(arn: string, at: ReadScope): ReadonlySet<BlobId> {
  const layer = layerVersionReference(arn);
  if (layer !== undefined) {
    const version = layerVersions.get(at.tx, [at.account, at.region, layer.name, layer.version]);
    return new Set(version === undefined ? [] : [version.code.blob]);
  }
  const key = [at.account, at.region, functionReference(arn, at).name] as const;
  const record = functions.get(at.tx, key);
  const setups = record === undefined ? [] : [record.setup, record.applied];
  for (const { value } of versions.range(at.tx, key)) setups.push(value.setup);
  return new Set(setups.flatMap(archivesOf).map((code) => code.blob));
}
