/** The layers of a function: which it may name, and how much they may come to together with its code. */
import type { AsyncScope } from "../../../platform/scope.ts";
import {
  layerAccessDenied,
  layersElsewhere,
  layersTooLarge,
  layerTwice,
  layerVersionUnknown,
  tooManyLayers,
} from "../errors.ts";
import { codeDirectory } from "../code/code-store.ts";
import type { FunctionLayer, FunctionSetup, StoredCode } from "../function/function-record.ts";
import { layerPolicies, layerVersions } from "../keyspaces.ts";
import { LAYERS_MAX, UNZIPPED_BYTES_MAX } from "../limits.ts";
import { layerVersionReference, type LayerVersionReference } from "./layer-name.ts";

/**
 * The layers that a request names, in its order; undefined where it names none and leaves them as they are.
 * @throws the answers to layers that are not there, not shared, too many, or two versions of one
 */
export function layersOf(arns: readonly string[] | undefined, at: AsyncScope): readonly FunctionLayer[] | undefined {
  if (arns === undefined) return undefined;
  if (arns.length > LAYERS_MAX) throw tooManyLayers(LAYERS_MAX);
  const seen = new Map<string, string>();
  return arns.map((arn) => {
    const reference = layerVersionReference(arn);
    if (reference === undefined) throw layerVersionUnknown(arn);
    if (reference.region !== at.region) throw layersElsewhere(at.region);
    const layer = arn.slice(0, arn.lastIndexOf(":"));
    const other = seen.get(layer);
    if (other !== undefined) throw layerTwice(other, arn);
    seen.set(layer, arn);
    return { arn, code: codeOf(arn, reference, at) };
  });
}

/** A setup with other layers; no list leaves them as they are. */
export function withLayers<Setup extends Pick<FunctionSetup, "layers">>(
  setup: Setup,
  layers: readonly FunctionLayer[] | undefined,
): Omit<Setup, "layers"> & Pick<FunctionSetup, "layers"> {
  if (layers === undefined) return setup;
  const { layers: _, ...rest } = setup;
  return layers.length === 0 ? rest : { ...rest, layers };
}

/** @throws the answer to code and layers that unpack to more than a function may have */
export async function checkTotalSize(
  code: StoredCode,
  layers: readonly FunctionLayer[] | undefined,
  at: AsyncScope,
): Promise<void> {
  if (layers === undefined || layers.length === 0) return;
  let total = 0;
  for (const archive of [code, ...layers.map((layer) => layer.code)]) {
    await codeDirectory(archive, at);
    total += await at.ports.codeFolders.bytesOf(archive.folder);
  }
  if (total > UNZIPPED_BYTES_MAX) throw layersTooLarge(UNZIPPED_BYTES_MAX, total);
}

/** The folders of a function's layers, the one that wins first: a later layer covers what an earlier one has. */
export async function layerFolders(setup: FunctionSetup, at: AsyncScope): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const layer of (setup.layers ?? []).toReversed()) folders.push(await codeDirectory(layer.code, at));
  return folders;
}

function codeOf(arn: string, { account, region, name, version }: LayerVersionReference, at: AsyncScope): StoredCode {
  const key = [account, region, name, version] as const;
  const found = at.within({ account }).read((read) => ({
    record: layerVersions.get(read.tx, key),
    statements: layerPolicies.get(read.tx, key)?.statements ?? [],
  }));
  const isShared = found.statements.some(({ Principal: principal }) => {
    if (principal === "*") return true;
    return "AWS" in principal && principal.AWS === `arn:aws:iam::${at.account}:root`;
  });
  // Whether somebody else's layer is there at all is told only to those with whom it is shared.
  if (account !== at.account && !isShared) throw layerAccessDenied(arn, at.caller);
  if (found.record === undefined) throw layerVersionUnknown(arn);
  return found.record.code;
}
