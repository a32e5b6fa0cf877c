/** AWS::Lambda::Permission: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
import type { ResourceType } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { booleanOf, given, textOf } from "../../../platform/template-values.ts";
import { Lambda, type AddPermissionRequest } from "../../../schema/generated/lambda.ts";

const PROPERTIES = [
  "FunctionName",
  "Action",
  "Principal",
  "SourceArn",
  "SourceAccount",
  "EventSourceToken",
  "FunctionUrlAuthType",
  "PrincipalOrgID",
] as const;

/** What a statement id may be long. */
const STATEMENT_ID_LENGTH_MAX = 100;

const ALL_PROPERTIES = [...PROPERTIES, "InvokedViaFunctionUrl"] as const;

export const permissionResource: ResourceType = {
  type: "AWS::Lambda::Permission",
  properties: ALL_PROPERTIES,
  required: ["FunctionName", "Action", "Principal"],
  replacedBy: ALL_PROPERTIES,

  async create(properties, at) {
    const StatementId = at.generatedName(STATEMENT_ID_LENGTH_MAX);
    const members = Object.fromEntries(PROPERTIES.map((name) => [name, textOf(properties[name])]));
    const viaUrl = booleanOf(properties["InvokedViaFunctionUrl"]);
    // The operation checks every value again, required ones included.
    const input = {
      ...given({ ...members, InvokedViaFunctionUrl: viaUrl }),
      StatementId,
    } as unknown as AddPermissionRequest;
    // The id is of this creation alone: where it is taken, an interrupted run of it took it.
    await unlessRefused(["ResourceConflictException"], at.call(Lambda.AddPermission, input, asStack(at)));
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  update: async (instance) => instance,

  async delete(instance, properties, at) {
    const FunctionName = textOf(properties["FunctionName"]) ?? "";
    const input = { FunctionName, StatementId: instance.physicalId };
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.RemovePermission, input, asStack(at)));
  },
};
