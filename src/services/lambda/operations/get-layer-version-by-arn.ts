/** GetLayerVersionByArn: GetLayerVersion for those who have the ARN in one piece. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { accessDenied, layerVersionMissing } from "../errors.ts";
import { layerVersions } from "../keyspaces.ts";
import { layerVersionNumber, layerVersionReference } from "../layer/layer-name.ts";
import { shownLayerVersion } from "../layer/layer-version-record.ts";

export const getLayerVersionByArn = operation.read(Lambda.GetLayerVersionByArn, {
  honours: ["Arn"],
  on: (input) => input.Arn,
  run(input, at) {
    const reference = layerVersionReference(input.Arn);
    if (reference === undefined) throw layerVersionMissing();
    const { account, region, name, version } = reference;
    if (account !== at.account || region !== at.region) throw accessDenied();
    const record = layerVersions.get(at.tx, [account, region, name, layerVersionNumber(version)]);
    if (record === undefined) throw layerVersionMissing();
    return shownLayerVersion(record, at);
  },
});
