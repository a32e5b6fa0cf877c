/** ListLayers: by name, each with its newest version that matches. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { layerVersions } from "../keyspaces.ts";
import { layerArn } from "../layer/layer-name.ts";
import { isCompatible, listedLayerVersion, type LayerVersionRecord } from "../layer/layer-version-record.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";

export const listLayers = operation.read(Lambda.ListLayers, {
  honours: ["CompatibleArchitecture", "CompatibleRuntime", "Marker", "MaxItems"],
  on: (_input, place) => layerArn(place, "*"),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const found: LayerVersionRecord[] = [];
    for (const name of layerNames(input.Marker ?? "", at)) {
      for (const { value } of layerVersions.range(at.tx, [at.account, at.region, name], { reverse: true })) {
        if (!isCompatible(value, input)) continue;
        found.push(value);
        break;
      }
      if (found.length > size) break;
    }
    const last = found.length > size ? found[size - 1] : undefined;
    return {
      Layers: found.slice(0, size).map((record) => ({
        LayerName: record.name,
        LayerArn: layerArn(record, record.name),
        LatestMatchingVersion: listedLayerVersion(record),
      })),
      ...(last === undefined ? {} : { NextMarker: last.name }),
    };
  },
});

/** The names behind `marker`, each once: the versions of one name are stepped over. */
function* layerNames(marker: string, at: ReadScope): Iterable<string> {
  let last = marker;
  for (;;) {
    const after = last === "" ? {} : { after: [at.account, at.region, last] as const };
    const next = layerVersions.first(at.tx, [at.account, at.region], after);
    if (next === undefined) return;
    last = next.value.name;
    yield last;
  }
}
