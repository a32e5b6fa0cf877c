/** AutoPublishAlias in a stack: each deployment of other code is a version, and what invokes the alias gets it. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, LambdaClient, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

let cloud: WireCloud;
let cloudformation: CloudFormationClient;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", seed: 5 });
  cloudformation = new CloudFormationClient(cloud.clientConfig);
  lambda = new LambdaClient(cloud.clientConfig);
});
afterAll(async () => {
  cloudformation.destroy();
  lambda.destroy();
  await cloud.close();
});

function template(answer: string): string {
  return JSON.stringify({
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Worker: {
        Type: "AWS::Serverless::Function",
        Properties: {
          FunctionName: "worker",
          Runtime: "nodejs20.x",
          Handler: "index.handler",
          InlineCode: `exports.handler = async () => "${answer} of " + process.env.AWS_LAMBDA_FUNCTION_VERSION;`,
          AutoPublishAlias: "live",
          FunctionUrlConfig: { AuthType: "NONE" },
          EventInvokeConfig: { MaximumRetryAttempts: 0 },
          Events: { Work: { Type: "SQS", Properties: { Queue: { "Fn::GetAtt": ["Queue", "Arn"] } } } },
        },
      },
    },
    Outputs: {
      Url: { Value: { "Fn::GetAtt": ["WorkerUrl", "FunctionUrl"] } },
      Alias: { Value: { Ref: "Worker.Alias" } },
    },
  });
}

async function deployed(status: string): Promise<(name: string) => string> {
  await cloud.settle();
  const [stack] = (await cloudformation.send(new DescribeStacksCommand({ StackName: "app" }))).Stacks ?? [];
  expect(stack?.StackStatus, stack?.StackStatusReason).toBe(status);
  return (name) => stack?.Outputs?.find((each) => each.OutputKey === name)?.OutputValue ?? "";
}

it("follows the code, and keeps the versions before", async () => {
  const stack = {
    StackName: "app",
    Capabilities: ["CAPABILITY_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const],
  };
  await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody: template("first") }));
  const output = await deployed("CREATE_COMPLETE");
  expect(output("Alias")).toBe("arn:aws:lambda:us-east-1:000000000000:function:worker:live");
  const { host } = new URL(output("Url"));
  const answer = async (): Promise<unknown> => (await ask(cloud, { method: "GET", headers: { host } })).body;
  expect(await answer()).toBe("first of 1");
  await cloudformation.send(new UpdateStackCommand({ ...stack, TemplateBody: template("second") }));
  await deployed("UPDATE_COMPLETE");
  expect(await answer()).toBe("second of 2");
  const alias = await lambda.send(new GetAliasCommand({ FunctionName: "worker", Name: "live" }));
  expect(alias.FunctionVersion).toBe("2");
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "worker" }));
  expect(Versions.map((each) => each.Version)).toEqual(["$LATEST", "1", "2"]);
}, 60_000);
