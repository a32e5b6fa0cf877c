/** PublishLayerVersion: stores an archive as the next version of a layer; its content never changes. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { Lambda, type PublishLayerVersionRequest } from "../../../schema/generated/lambda.ts";
import { storeCode } from "../code/code-store.ts";
import { dropCode, holdCode } from "../code/code-uses.ts";
import { nextNumber } from "../function/version-store.ts";
import { layerVersions } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference } from "../layer/layer-name.ts";
import { layerVersionArn, shownLayerVersion, type LayerVersionRecord } from "../layer/layer-version-record.ts";

export const publishLayerVersion = operation.stream(Lambda.PublishLayerVersion, {
  honours: ["LayerName", "Description", "Content", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  async run(input, at) {
    const { name, arn } = layerReference(input.LayerName, at);
    const mode = input.Content.S3ObjectStorageMode;
    if (mode === "REFERENCE") throw notImplemented("Content S3ObjectStorageMode REFERENCE");
    const code = await storeCode(input.Content, arn, at);
    try {
      return await at.write((write) => {
        const identity = { account: at.account, region: at.region, name };
        const version = nextNumber("layer", identity, write);
        const record: LayerVersionRecord = {
          ...identity,
          version,
          ...describe(input),
          code,
          publishedBy: at.requestId,
          createdAt: write.now,
        };
        layerVersions.put(write.tx, [at.account, at.region, name, version], record);
        holdCode(layerVersionArn(record), [code], write);
        return shownLayerVersion(record, write);
      });
    } catch (error) {
      await dropCode(code, at);
      throw error;
    }
  },
});

function describe(
  input: PublishLayerVersionRequest,
): Pick<LayerVersionRecord, "description" | "licenseInfo" | "runtimes" | "architectures"> {
  const { LicenseInfo: licenseInfo, CompatibleRuntimes: runtimes, CompatibleArchitectures: architectures } = input;
  return {
    description: input.Description ?? "",
    ...(licenseInfo === undefined ? {} : { licenseInfo }),
    ...(runtimes === undefined ? {} : { runtimes }),
    ...(architectures === undefined ? {} : { architectures }),
  };
}
