/** AWS::Lambda::Url: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import {
  booleanOf,
  given,
  recordOf,
  requiredText,
  textOf,
  textsOf,
  wholeNumberOf,
} from "../../../platform/template-values.ts";
import { type Cors, Lambda, type CreateFunctionUrlConfigRequest } from "../../../schema/generated/lambda.ts";

export const urlResource: ResourceType = {
  type: "AWS::Lambda::Url",
  properties: ["TargetFunctionArn", "Qualifier", "AuthType", "Cors", "InvokeMode"],
  required: ["TargetFunctionArn", "AuthType"],
  replacedBy: ["TargetFunctionArn", "Qualifier"],

  async create(properties, at) {
    const input = inputOf(properties);
    // A function has one URL: where it has one already, an interrupted run of this creation made it.
    await unlessRefused(["ResourceConflictException"], at.call(Lambda.CreateFunctionUrlConfig, input, asStack(at)));
    return instanceOf(input, at);
  },

  async update(_instance, { properties }, at) {
    const { Cors = {}, ...input } = inputOf(properties);
    await at.call(Lambda.UpdateFunctionUrlConfig, { InvokeMode: "BUFFERED", ...input, Cors }, asStack(at));
    return instanceOf(input, at);
  },

  async delete(_instance, properties, at) {
    const input = keyOf(properties);
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.DeleteFunctionUrlConfig, input, asStack(at)));
  },
};

type UrlKey = Pick<CreateFunctionUrlConfigRequest, "FunctionName" | "Qualifier">;

async function instanceOf({ FunctionName, Qualifier }: UrlKey, at: ResourceScope): Promise<ResourceInstance> {
  const key = Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
  const { FunctionArn, FunctionUrl } = await at.call(Lambda.GetFunctionUrlConfig, key, asStack(at));
  return { physicalId: FunctionArn, attributes: { FunctionArn, FunctionUrl } };
}

function keyOf(properties: ResourceProperties): UrlKey {
  const Qualifier = textOf(properties["Qualifier"]);
  const FunctionName = requiredText(properties["TargetFunctionArn"]);
  return Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
}

function inputOf(properties: ResourceProperties): CreateFunctionUrlConfigRequest {
  const cors = recordOf(properties["Cors"]);
  const members = {
    AuthType: textOf(properties["AuthType"]),
    InvokeMode: textOf(properties["InvokeMode"]),
    Cors: cors === undefined ? undefined : corsOf(cors),
  };
  // The operation checks every value again, required ones included.
  return { ...keyOf(properties), ...given(members) } as unknown as CreateFunctionUrlConfigRequest;
}

function corsOf(cors: Readonly<Record<string, unknown>>): Cors {
  return given({
    AllowCredentials: booleanOf(cors["AllowCredentials"]),
    AllowHeaders: textsOf(cors["AllowHeaders"]),
    AllowMethods: textsOf(cors["AllowMethods"]),
    AllowOrigins: textsOf(cors["AllowOrigins"]),
    ExposeHeaders: textsOf(cors["ExposeHeaders"]),
    MaxAge: wholeNumberOf(cors["MaxAge"]),
  });
}
