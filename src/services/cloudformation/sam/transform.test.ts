/** What the SAM transform makes of functions, their events and their APIs. */
import { describe, expect, it } from "vitest";
import { isTree } from "../template/tree.ts";
import { transformSam } from "./transform.ts";

const fn = (properties: object = {}, more: object = {}) => ({
  Type: "AWS::Serverless::Function",
  Properties: { Handler: "i.h", Runtime: "nodejs20.x", CodeUri: "s3://b/k", Role: "arn:role", ...properties },
  ...more,
});
const transform = (resources: object, more: object = {}): Record<string, unknown> => {
  const { Resources } = transformSam({ Transform: "AWS::Serverless-2016-10-31", Resources: resources, ...more });
  return isTree(Resources) ? { ...Resources } : {};
};
const onEvent = (Type: string, Properties?: object) => ({
  F: fn({ Events: { E: { Type, Properties } } }),
  B: { Type: "AWS::S3::Bucket" },
});

describe("the SAM transform", () => {
  it("makes a function and its role", () => {
    const made = transform({
      F: fn(
        {
          Role: undefined,
          Tags: { k: "v" },
          Policies: ["AWSLambdaRole", { SQSSendMessagePolicy: { QueueName: "q" } }],
        },
        { Condition: "C" },
      ),
    });
    const tags = [
      { Key: "lambda:createdBy", Value: "SAM" },
      { Key: "k", Value: "v" },
    ];
    expect(made).toEqual({
      F: {
        Type: "AWS::Lambda::Function",
        Condition: "C",
        Properties: {
          Code: { S3Bucket: "b", S3Key: "k" },
          Handler: "i.h",
          Runtime: "nodejs20.x",
          Role: { "Fn::GetAtt": ["FRole", "Arn"] },
          Tags: tags,
        },
      },
      FRole: {
        Type: "AWS::IAM::Role",
        Condition: "C",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] } },
            ],
          },
          ManagedPolicyArns: [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
          ],
          Policies: [
            {
              PolicyName: "FRolePolicy1",
              PolicyDocument: {
                Statement: [
                  {
                    Action: ["sqs:SendMessage*"],
                    Effect: "Allow",
                    Resource: {
                      "Fn::Sub": [
                        "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}",
                        { queueName: "q" },
                      ],
                    },
                  },
                ],
              },
            },
          ],
          Tags: tags,
        },
      },
    });
  });

  it("merges globals: maps are merged, lists joined, anything else is the resource's own", () => {
    const Globals = {
      Function: { Timeout: 3, MemorySize: 256, Environment: { Variables: { A: 1, B: 1 } }, Architectures: ["arm64"] },
    };
    const made = transform(
      { F: fn({ Timeout: 9, Environment: { Variables: { B: 2 } } }), G: fn({}, { IgnoreGlobals: "*" }) },
      { Globals },
    );
    expect(made["F"]).toMatchObject({
      Properties: { Timeout: 9, MemorySize: 256, Environment: { Variables: { A: 1, B: 2 } }, Architectures: ["arm64"] },
    });
    expect(made["G"]).not.toHaveProperty("Properties.MemorySize");
  });

  it("makes event source mappings, subscriptions and permissions", () => {
    const queue = transform(
      onEvent("SQS", { Queue: "arn:q", BatchSize: 5, FunctionResponseTypes: ["ReportBatchItemFailures"] }),
    );
    expect(queue["FE"]).toEqual({
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: "arn:q",
        FunctionName: { Ref: "F" },
        BatchSize: 5,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    });
    const topic = transform(onEvent("SNS", { Topic: { Ref: "T" }, FilterPolicy: { a: ["b"] } }));
    expect(topic["FE"]).toEqual({
      Type: "AWS::SNS::Subscription",
      Properties: {
        Endpoint: { "Fn::GetAtt": ["F", "Arn"] },
        Protocol: "lambda",
        TopicArn: { Ref: "T" },
        FilterPolicy: { a: ["b"] },
      },
    });
    expect(topic["FEPermission"]).toEqual({
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { Ref: "F" },
        Principal: "sns.amazonaws.com",
        SourceArn: { Ref: "T" },
      },
    });
    const bucket = transform(onEvent("S3", { Bucket: { Ref: "B" }, Events: ["s3:ObjectCreated:*"] }));
    expect(bucket["B"]).toEqual({
      Type: "AWS::S3::Bucket",
      DependsOn: ["FEPermission"],
      Properties: {
        NotificationConfiguration: {
          LambdaConfigurations: [{ Function: { "Fn::GetAtt": ["F", "Arn"] }, Event: "s3:ObjectCreated:*" }],
        },
      },
    });
  });

  it("makes an HTTP API with a route for each event", () => {
    const made = transform(onEvent("HttpApi", { Path: "/a/{id}", Method: "get" }), {
      Globals: { HttpApi: { CorsConfiguration: true } },
    });
    expect(Object.keys(made).sort()).toEqual(
      [
        "B",
        "F",
        "FEIntegration",
        "FEPermission",
        "FERoute",
        "ServerlessHttpApi",
        "ServerlessHttpApiApiGatewayDefaultStage",
      ].sort(),
    );
    expect(made["ServerlessHttpApi"]).toMatchObject({
      Properties: { ProtocolType: "HTTP", CorsConfiguration: { AllowOrigins: ["*"] } },
    });
    expect(made["FERoute"]).toMatchObject({
      Properties: { RouteKey: "GET /a/{id}", ApiId: { Ref: "ServerlessHttpApi" } },
    });
    const [text] = [
      "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/a/*",
    ];
    expect(made["FEPermission"]).toMatchObject({
      Properties: { SourceArn: { "Fn::Sub": [text, { __ApiId__: { Ref: "ServerlessHttpApi" }, __Stage__: "*" }] } },
    });
    expect(transform(onEvent("HttpApi"))["FERoute"]).toMatchObject({ Properties: { RouteKey: "$default" } });
  });

  it("makes a REST API with resources, methods and a deployment that changes with them", () => {
    const made = transform(onEvent("Api", { Path: "/a/{id+}", Method: "any" }));
    const types = Object.values(made).map((each) => (isTree(each) ? each["Type"] : ""));
    expect(types.filter((type) => type === "AWS::ApiGateway::Resource")).toHaveLength(2);
    expect(made["FEMethod"]).toMatchObject({ Properties: { HttpMethod: "ANY", Integration: { Type: "AWS_PROXY" } } });
    const deploymentOf = (all: object) =>
      Object.keys(all).find((id) => /^ServerlessRestApiDeployment[0-9a-f]{10}$/.test(id));
    expect(made["ServerlessRestApiProdStage"]).toMatchObject({
      Properties: { DeploymentId: { Ref: deploymentOf(made) }, StageName: "Prod" },
    });
    expect(made["FEPermissionProd"]).toBeDefined();
    const other = transform(onEvent("Api", { Path: "/b", Method: "any" }));
    expect(deploymentOf(other)).not.toBe(deploymentOf(made));
    expect(deploymentOf(transform(onEvent("Api", { Path: "/b", Method: "any" })))).toBe(deploymentOf(other));
  });

  it("makes what asynchronous invocations need", () => {
    const made = transform({
      F: fn({
        Role: undefined,
        DeadLetterQueue: { Type: "SQS", TargetArn: "arn:q" },
        EventInvokeConfig: {
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnSuccess: { Type: "SNS" }, OnFailure: { Type: "SQS", Destination: "arn:q" } },
        },
      }),
    });
    expect(made["FEventInvokeConfigOnSuccessTopic"]).toEqual({ Type: "AWS::SNS::Topic", Properties: {} });
    expect(made["FEventInvokeConfig"]).toEqual({
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        DestinationConfig: {
          OnSuccess: { Destination: { Ref: "FEventInvokeConfigOnSuccessTopic" } },
          OnFailure: { Destination: "arn:q" },
        },
        FunctionName: { Ref: "F" },
        MaximumRetryAttempts: 1,
        Qualifier: "$LATEST",
      },
    });
    const role = made["FRole"];
    const policies = isTree(role) && isTree(role["Properties"]) ? role["Properties"]["Policies"] : [];
    expect(policies).toMatchObject([
      { PolicyName: "DeadLetterQueuePolicy" },
      { PolicyName: "FEventInvokeConfigOnSuccessSNSPolicy" },
      { PolicyName: "FEventInvokeConfigOnFailureSQSPolicy" },
    ]);
  });

  it.each<[string, object, string]>([
    [
      "an unknown property",
      { F: fn({ Tracing: "Active" }) },
      "the property Tracing of AWS::Serverless::Function (of F)",
    ],
    ["local code", { F: fn({ CodeUri: "./src" }) }, "'CodeUri' is not a valid S3 Uri"],
    ["a schedule", onEvent("Schedule", { Schedule: "rate(1 minute)" }), 'the event type "Schedule" (of F)'],
    ["a queue in between", onEvent("SNS", { Topic: "t", SqsSubscription: true }), "SqsSubscription"],
    [
      "an event without its source",
      onEvent("SQS", {}),
      "Event with id [E] is invalid. Missing required property 'Queue'.",
    ],
    [
      "a bucket elsewhere",
      onEvent("S3", { Bucket: "b", Events: "x" }),
      "S3 events must reference an S3 bucket in the same template.",
    ],
    [
      "a path without method",
      onEvent("HttpApi", { Path: "/" }),
      "Must define both Path and Method, or neither of them.",
    ],
    ["a table", { T: { Type: "AWS::Serverless::SimpleTable" } }, "the resource type AWS::Serverless::SimpleTable"],
    [
      "an unknown policy template",
      { F: fn({ Role: undefined, Policies: { EC2DescribePolicy: {} } }) },
      "the SAM policy template EC2DescribePolicy",
    ],
    [
      "a policy template without its parameter",
      { F: fn({ Role: undefined, Policies: { S3ReadPolicy: {} } }) },
      "Must specify valid parameter values for policy template 'S3ReadPolicy'",
    ],
    [
      "authorizers",
      { A: { Type: "AWS::Serverless::HttpApi", Properties: { Auth: {} } } },
      "the property Auth of AWS::Serverless::HttpApi (A)",
    ],
    [
      "a name that it generates itself",
      { F: fn({ Role: undefined }), FRole: { Type: "AWS::SQS::Queue" } },
      "Resource with id [FRole] is invalid.",
    ],
  ])("refuses %s", (_name, resources, sentence) => expect(() => transform(resources)).toThrow(sentence));
});
