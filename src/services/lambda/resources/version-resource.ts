/** AWS::Lambda::Version: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
import type { ResourceType } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { given, textOf } from "../../../platform/template-values.ts";
import { Lambda, type PublishVersionRequest } from "../../../schema/generated/lambda.ts";
import { versionExists } from "../errors.ts";
import { versionOfFunction } from "../function/find-function.ts";
import { functionReference } from "../function/function-name.ts";
import { whenApplied } from "../function/function-store.ts";
import { REQUEST_ID_LENGTH_MAX } from "../limits.ts";
import { provision } from "./provision.ts";

const PROPERTIES = ["FunctionName", "CodeSha256", "Description"] as const;

export const versionResource: ResourceType = {
  type: "AWS::Lambda::Version",
  properties: [...PROPERTIES, "ProvisionedConcurrencyConfig"],
  required: ["FunctionName"],
  replacedBy: PROPERTIES,

  async create(properties, at) {
    const members = Object.fromEntries(PROPERTIES.map((name) => [name, textOf(properties[name])]));
    // The operation checks every value again, required ones included.
    const input = given(members) as unknown as PublishVersionRequest;
    const { name } = functionReference(input.FunctionName, at);
    await whenApplied(name, at);
    const requestId = at.generatedName(REQUEST_ID_LENGTH_MAX);
    const { FunctionArn = "", Version = "" } = await at.call(Lambda.PublishVersion, input, {
      ...asStack(at),
      requestId,
    });
    const version = at.read((read) => versionOfFunction(name, Version, read));
    // Nothing was deployed since somebody else published: the version is theirs, and would be removed with this resource.
    if (version?.publishedBy !== requestId) throw versionExists(Version);
    if (properties["ProvisionedConcurrencyConfig"] !== undefined) await provision(FunctionArn, properties, at);
    return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
  },

  async update(instance, { properties }, at) {
    await provision(instance.physicalId, properties, at);
    return instance;
  },

  async delete(instance, _properties, at) {
    const input = { FunctionName: instance.physicalId };
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.DeleteFunction, input, asStack(at)));
  },
};
