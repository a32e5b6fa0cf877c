/** AWS::Lambda::LayerVersionPermission: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversionpermission.html */
import type { ResourceType } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { given, textOf } from "../../../platform/template-values.ts";
import { Lambda, type AddLayerVersionPermissionRequest } from "../../../schema/generated/lambda.ts";
import { layerVersionUnknown } from "../errors.ts";
import { layerVersionReference, type LayerVersionReference } from "../layer/layer-name.ts";

/** What a statement id may be long. */
const STATEMENT_ID_LENGTH_MAX = 100;

const PROPERTIES = ["LayerVersionArn", "Action", "Principal"] as const;

export const layerVersionPermissionResource: ResourceType = {
  type: "AWS::Lambda::LayerVersionPermission",
  properties: PROPERTIES,
  required: PROPERTIES,
  replacedBy: PROPERTIES,

  async create(properties, at) {
    const arn = textOf(properties["LayerVersionArn"]) ?? "";
    const { name, version } = requireReference(arn);
    const StatementId = at.generatedName(STATEMENT_ID_LENGTH_MAX);
    const grant = { Action: textOf(properties["Action"]), Principal: textOf(properties["Principal"]) };
    const members = { LayerName: name, VersionNumber: version, StatementId, ...grant };
    // The operation checks every value again, required ones included.
    const input = given(members) as unknown as AddLayerVersionPermissionRequest;
    // The id is of this creation alone: where it is taken, an interrupted run of it took it.
    await unlessRefused(["ResourceConflictException"], at.call(Lambda.AddLayerVersionPermission, input, asStack(at)));
    const id = `${arn}#${StatementId}`;
    return { physicalId: id, attributes: { Id: id } };
  },

  update: async (instance) => instance,

  async delete(instance, _properties, at) {
    const [arn = "", StatementId = ""] = instance.physicalId.split("#");
    const { name, version } = requireReference(arn);
    const input = { LayerName: name, VersionNumber: version, StatementId };
    await unlessRefused(
      ["ResourceNotFoundException"],
      at.call(Lambda.RemoveLayerVersionPermission, input, asStack(at)),
    );
  },
};

function requireReference(arn: string): LayerVersionReference {
  const reference = layerVersionReference(arn);
  if (reference === undefined) throw layerVersionUnknown(arn);
  return reference;
}
