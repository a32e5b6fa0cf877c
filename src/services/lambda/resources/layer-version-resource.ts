/** AWS::Lambda::LayerVersion: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
import type { ResourceInstance, ResourceScope, ResourceType } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { given, listOf, recordOf, textOf } from "../../../platform/template-values.ts";
import { Lambda, type PublishLayerVersionRequest } from "../../../schema/generated/lambda.ts";
import { layerVersions } from "../keyspaces.ts";
import { layerVersionReference } from "../layer/layer-name.ts";
import { layerVersionArn } from "../layer/layer-version-record.ts";
import { LAYER_NAME_LENGTH_MAX, REQUEST_ID_LENGTH_MAX } from "../limits.ts";

const PROPERTIES = [
  "LayerName",
  "Description",
  "LicenseInfo",
  "Content",
  "CompatibleRuntimes",
  "CompatibleArchitectures",
] as const;

export const layerVersionResource: ResourceType = {
  type: "AWS::Lambda::LayerVersion",
  properties: PROPERTIES,
  required: ["Content"],
  replacedBy: PROPERTIES,

  async create(properties, at) {
    const LayerName = textOf(properties["LayerName"]) ?? at.generatedName(LAYER_NAME_LENGTH_MAX);
    const requestId = at.generatedName(REQUEST_ID_LENGTH_MAX);
    const members = {
      LayerName,
      Description: textOf(properties["Description"]),
      LicenseInfo: textOf(properties["LicenseInfo"]),
      Content: recordOf(properties["Content"]),
      CompatibleRuntimes: listOf(properties["CompatibleRuntimes"]),
      CompatibleArchitectures: listOf(properties["CompatibleArchitectures"]),
    };
    // The operation checks every value again, required ones included.
    const input = given(members) as unknown as PublishLayerVersionRequest;
    const made = madeBefore(LayerName, requestId, at);
    if (made !== undefined) return instanceOf(made);
    const { LayerVersionArn = "" } = await at.call(Lambda.PublishLayerVersion, input, { ...asStack(at), requestId });
    return instanceOf(LayerVersionArn);
  },

  update: async (instance) => instance,

  async delete(instance, _properties, at) {
    const reference = layerVersionReference(instance.physicalId);
    if (reference === undefined) return;
    const input = { LayerName: reference.name, VersionNumber: reference.version };
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.DeleteLayerVersion, input, asStack(at)));
  },
};

function instanceOf(arn: string): ResourceInstance {
  return { physicalId: arn, attributes: { LayerVersionArn: arn } };
}

/** What this creation made before a crash interrupted it: the newest version, since nobody else publishes meanwhile. */
function madeBefore(name: string, requestId: string, at: ResourceScope): string | undefined {
  const newest = at.read((read) =>
    layerVersions.first(read.tx, [at.account, at.region, name], { reverse: true }),
  )?.value;
  return newest?.publishedBy === requestId ? layerVersionArn(newest) : undefined;
}
