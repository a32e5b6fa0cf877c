/** FunctionUrlConfig: the URL of a function, and who may use it where it asks for no signature. */
import { addResource, checkNames, inherited, invalidResource, mapOf, pick } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { invokedName } from "./event.ts";
import type { FunctionEvent } from "./event.ts";

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html */
export function expandFunctionUrlConfig(
  id: string,
  { resource, alias }: Pick<FunctionEvent, "resource" | "alias">,
  draft: Draft,
): void {
  const { FunctionUrlConfig: given } = mapOf(resource["Properties"]);
  if (given === undefined) return;
  const config = mapOf(given);
  checkNames(config, ["AuthType", "Cors", "InvokeMode"], `FunctionUrlConfig (of ${id})`);
  const { AuthType: authType } = config;
  if (authType !== "NONE" && authType !== "AWS_IAM") {
    throw invalidResource(id, "AuthType is required to configure function property `FunctionUrlConfig`.");
  }
  addResource(draft, `${id}Url`, {
    Type: "AWS::Lambda::Url",
    // Nothing refers to the alias: its name is all that a qualifier takes.
    ...(alias === undefined ? {} : { DependsOn: alias.id }),
    ...inherited(resource),
    Properties: {
      TargetFunctionArn: { Ref: id },
      ...(alias === undefined ? {} : { Qualifier: alias.name }),
      ...pick(config, ["AuthType", "Cors", "InvokeMode"]),
    },
  });
  if (authType === "AWS_IAM") return;
  addResource(draft, `${id}UrlPublicPermissions`, {
    Type: "AWS::Lambda::Permission",
    ...inherited(resource),
    Properties: {
      Action: "lambda:InvokeFunctionUrl",
      FunctionName: invokedName({ functionId: id, alias }),
      Principal: "*",
      FunctionUrlAuthType: authType,
    },
  });
}
