/** DeleteLayerVersion: functions that have it keep it, but no other can be given it; one that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { discardUnused } from "../code/code-uses.ts";
import { layerPolicies, layerVersions } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference, layerVersionNumber } from "../layer/layer-name.ts";
import { layerVersionArn } from "../layer/layer-version-record.ts";

export const deleteLayerVersion = operation.write(Lambda.DeleteLayerVersion, {
  honours: ["LayerName", "VersionNumber"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const { name } = layerReference(input.LayerName, at);
    const key = [at.account, at.region, name, layerVersionNumber(input.VersionNumber)] as const;
    const record = layerVersions.get(at.tx, key);
    if (record === undefined) return {};
    layerVersions.delete(at.tx, key);
    layerPolicies.delete(at.tx, key);
    discardUnused(layerVersionArn(record), [record.code], at);
    return {};
  },
});
