/** ListLayerVersions: the newest first. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { layerVersions } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference } from "../layer/layer-name.ts";
import { isCompatible, listedLayerVersion, type LayerVersionRecord } from "../layer/layer-version-record.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";

export const listLayerVersions = operation.read(Lambda.ListLayerVersions, {
  honours: ["LayerName", "CompatibleArchitecture", "CompatibleRuntime", "Marker", "MaxItems"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const { name } = layerReference(input.LayerName, at);
    const key = [at.account, at.region, name] as const;
    const after = input.Marker ? { after: [...key, Number(input.Marker) || 0] as const } : {};
    const found: LayerVersionRecord[] = [];
    for (const { value } of layerVersions.range(at.tx, key, { ...after, reverse: true })) {
      if (!isCompatible(value, input)) continue;
      found.push(value);
      if (found.length > size) break;
    }
    const last = found.length > size ? found[size - 1] : undefined;
    return {
      LayerVersions: found.slice(0, size).map(listedLayerVersion),
      ...(last === undefined ? {} : { NextMarker: String(last.version) }),
    };
  },
});
