/** GetLayerVersionPolicy: with whom a layer version is shared. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { noPolicyToRemoveFrom } from "../errors.ts";
import { policyDocument } from "../function/policy.ts";
import { layerPolicies } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference, layerVersionNumber } from "../layer/layer-name.ts";

export const getLayerVersionPolicy = operation.read(Lambda.GetLayerVersionPolicy, {
  honours: ["LayerName", "VersionNumber"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const { name } = layerReference(input.LayerName, at);
    const policy = layerPolicies.get(at.tx, [at.account, at.region, name, layerVersionNumber(input.VersionNumber)]);
    if (policy === undefined) throw noPolicyToRemoveFrom();
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
});
