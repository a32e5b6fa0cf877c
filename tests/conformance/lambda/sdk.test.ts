/** The AWS SDK in handlers: not packaged, given neither endpoint nor keys, and yet every call comes back to this cloud. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lackOf } from "../sqs/python-program.ts";
import { openStage, type Files, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.sqs.createQueue({ QueueName: "work" });
  await stage.sns.createTopic({ Name: "news" });
  await stage.s3.createBucket({ Bucket: "shelf" });
  await stage.s3.putObject({ Bucket: "shelf", Key: "a/b.txt", Body: "of the shelf" });
});
afterAll(() => stage.close());

/** One question to each service; the answers are the same in every language. */
const JAVASCRIPT = `
const handler = async () => ({
  queue: (await new SQSClient({}).send(new ListQueuesCommand({}))).QueueUrls.map((url) => url.split("/").pop()),
  topics: (await new SNSClient({}).send(new ListTopicsCommand({}))).Topics.map(({ TopicArn }) => TopicArn),
  object: await (await new S3Client({}).send(new GetObjectCommand({ Bucket: "shelf", Key: "a/b.txt" }))).Body.transformToString(),
  self: (await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME }))).Timeout,
  account: (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Account,
  role: (await new IAMClient({}).send(new GetRoleCommand({ RoleName: "worker" }))).Role.RoleName,
  stack: (await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: "app" }))).Stacks[0].StackName,
  metrics: (await new CloudWatchClient({}).send(new ListMetricsCommand({ Namespace: "None" }))).Metrics,
  groups: (await new CloudWatchLogsClient({}).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "none" }))).logGroups,
});`;
const IMPORTS = [
  ["{ SQSClient, ListQueuesCommand }", "sqs"],
  ["{ SNSClient, ListTopicsCommand }", "sns"],
  ["{ S3Client, GetObjectCommand }", "s3"],
  ["{ LambdaClient, GetFunctionConfigurationCommand }", "lambda"],
  ["{ STSClient, GetCallerIdentityCommand }", "sts"],
  ["{ IAMClient, GetRoleCommand }", "iam"],
  ["{ CloudFormationClient, DescribeStacksCommand }", "cloudformation"],
  ["{ CloudWatchClient, ListMetricsCommand }", "cloudwatch"],
  ["{ CloudWatchLogsClient, DescribeLogGroupsCommand }", "cloudwatch-logs"],
];
const PYTHON = `
import os
import boto3

def handler(event, context):
    return {
        "queue": [url.split("/")[-1] for url in boto3.client("sqs").list_queues()["QueueUrls"]],
        "topics": [topic["TopicArn"] for topic in boto3.client("sns").list_topics()["Topics"]],
        "object": boto3.resource("s3").Object("shelf", "a/b.txt").get()["Body"].read().decode(),
        "self": boto3.client("lambda").get_function_configuration(FunctionName=context.function_name)["Timeout"],
        "account": boto3.client("sts").get_caller_identity()["Account"],
        "role": boto3.client("iam").get_role(RoleName="worker")["Role"]["RoleName"],
        "stack": boto3.client("cloudformation").describe_stacks(StackName="app")["Stacks"][0]["StackName"],
        "metrics": boto3.client("cloudwatch").list_metrics(Namespace="None")["Metrics"],
        "groups": boto3.client("logs").describe_log_groups(logGroupNamePrefix="none")["logGroups"],
    }
`;
const ANSWERS = {
  queue: ["work"],
  topics: ["arn:aws:sns:us-east-1:000000000000:news"],
  object: "of the shelf",
  self: 21,
  account: "000000000000",
  role: "worker",
  stack: "app",
  metrics: [],
  groups: [],
};

const template = (runtime: string): string => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Runtime: ${runtime}
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Code: src-${runtime}
      Timeout: 21
      MemorySize: 1024
`;

const MISSING = lackOf("boto3", "boto3");

async function expectAnswers(runtime: string, files: Files): Promise<void> {
  const code = Object.entries(files).map(([path, text]) => [`src-${runtime}/${path}`, text] as const);
  await stage.deploy({ ...Object.fromEntries(code), "template.yaml": template(runtime) });
  expect(await stage.invoke("worker")).toEqual({ error: undefined, payload: ANSWERS });
}

describe("a handler calls this cloud through", () => {
  it("the SDK of CommonJS", () => {
    const imports = IMPORTS.map(([names, client]) => `const ${names} = require("@aws-sdk/client-${client}");`);
    const code = `${imports.join("\n")}\n${JAVASCRIPT}\nexports.handler = handler;`;
    return expectAnswers("nodejs20.x", { "app.js": code });
  });

  it("the SDK of ES modules", () => {
    const imports = IMPORTS.map(([names, client]) => `import ${names} from "@aws-sdk/client-${client}";`);
    return expectAnswers("nodejs22.x", { "app.mjs": `${imports.join("\n")}\n${JAVASCRIPT}\nexport { handler };` });
  });

  it.runIf(MISSING === undefined)(
    MISSING === undefined ? "boto3" : `boto3: not run, since there is no ${MISSING}`,
    () => expectAnswers("python3.12", { "app.py": PYTHON }),
  );
});
