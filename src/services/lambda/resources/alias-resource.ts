/** AWS::Lambda::Alias: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { given, listOf, numberOf, recordOf, textOf } from "../../../platform/template-values.ts";
import {
  Lambda,
  type AliasConfiguration,
  type AliasRoutingConfiguration,
  type CreateAliasRequest,
} from "../../../schema/generated/lambda.ts";
import { aliasExists } from "../errors.ts";
import { provision } from "./provision.ts";

export const aliasResource: ResourceType = {
  type: "AWS::Lambda::Alias",
  properties: [
    "FunctionName",
    "Name",
    "FunctionVersion",
    "Description",
    "RoutingConfig",
    "ProvisionedConcurrencyConfig",
  ],
  required: ["FunctionName", "Name", "FunctionVersion"],
  replacedBy: ["FunctionName", "Name"],

  async create(properties, at) {
    const input = aliasOf(properties);
    const creation = at.call(Lambda.CreateAlias, input, asStack(at));
    const made = await unlessRefused(["ResourceConflictException"], creation);
    const instance = instanceOf(made ?? (await requireSame(input, at)));
    if (properties["ProvisionedConcurrencyConfig"] !== undefined) await provision(instance.physicalId, properties, at);
    return instance;
  },

  async update(_instance, { properties }, at) {
    // What the template no longer says goes back to what it is without.
    const change = { Description: "", RoutingConfig: {}, ...aliasOf(properties) };
    const changed = instanceOf(await at.call(Lambda.UpdateAlias, change, asStack(at)));
    await provision(changed.physicalId, properties, at);
    return changed;
  },

  async delete(_instance, properties, at) {
    const { FunctionName, Name } = aliasOf(properties);
    const input = { FunctionName, Name };
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.DeleteAlias, input, asStack(at)));
  },
};

function instanceOf({ AliasArn = "" }: AliasConfiguration): ResourceInstance {
  return { physicalId: AliasArn, attributes: { AliasArn } };
}

/** A creation that a crash interrupted finds the alias that it made; one that says something else is somebody else's. */
async function requireSame(input: CreateAliasRequest, at: ResourceScope): Promise<AliasConfiguration> {
  const { FunctionName, Name } = input;
  const found = await at.call(Lambda.GetAlias, { FunctionName, Name }, asStack(at));
  const isSame =
    found.FunctionVersion === input.FunctionVersion &&
    found.Description === (input.Description ?? "") &&
    JSON.stringify(found.RoutingConfig) === JSON.stringify(input.RoutingConfig);
  if (!isSame) throw aliasExists(found.AliasArn ?? Name);
  return found;
}

function aliasOf(properties: ResourceProperties): CreateAliasRequest {
  const members = {
    FunctionName: textOf(properties["FunctionName"]),
    Name: textOf(properties["Name"]),
    FunctionVersion: textOf(properties["FunctionVersion"]),
    Description: textOf(properties["Description"]),
    RoutingConfig: routingOf(properties["RoutingConfig"]),
  };
  // The operation checks every value again, required ones included.
  return given(members) as unknown as CreateAliasRequest;
}

/** Templates have a list of weights where the API has a map. */
function routingOf(value: unknown): AliasRoutingConfiguration | undefined {
  const weights = listOf(recordOf(value)?.["AdditionalVersionWeights"]);
  if (weights === undefined) return undefined;
  const entries = weights.map((each) => {
    const weight = recordOf(each) ?? {};
    return [textOf(weight["FunctionVersion"]) ?? "", numberOf(weight["FunctionWeight"]) ?? 0] as const;
  });
  return { AdditionalVersionWeights: Object.fromEntries(entries) };
}
