/** GetLayerVersion: with an address from which its archive can be fetched. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { layerVersionMissing } from "../errors.ts";
import { layerVersions } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference, layerVersionNumber } from "../layer/layer-name.ts";
import { shownLayerVersion } from "../layer/layer-version-record.ts";

export const getLayerVersion = operation.read(Lambda.GetLayerVersion, {
  honours: ["LayerName", "VersionNumber"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const { name } = layerReference(input.LayerName, at);
    const record = layerVersions.get(at.tx, [at.account, at.region, name, layerVersionNumber(input.VersionNumber)]);
    if (record === undefined) throw layerVersionMissing();
    return shownLayerVersion(record, at);
  },
});
