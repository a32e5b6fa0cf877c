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

  it("publishes a version whenever the code changes, and lets everything invoke the alias", () => {
    const versionOf = (all: object): string | undefined =>
      Object.keys(all).find((id) => /^FVersion[0-9a-f]{10}$/.test(id));
    const events = {
      Queue: { Type: "SQS", Properties: { Queue: "arn:q" } },
      Topic: { Type: "SNS", Properties: { Topic: "arn:t" } },
      Bucket: { Type: "S3", Properties: { Bucket: { Ref: "B" }, Events: "s3:ObjectCreated:*" } },
      Http: { Type: "HttpApi" },
      Rest: { Type: "Api", Properties: { Path: "/", Method: "get" } },
    };
    const resources = (properties: object): object => ({
      F: fn({
        AutoPublishAlias: "live-1",
        ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
        VersionDescription: "v",
        Events: events,
        FunctionUrlConfig: { AuthType: "NONE" },
        EventInvokeConfig: { MaximumRetryAttempts: 0 },
        ...properties,
      }),
      B: { Type: "AWS::S3::Bucket" },
      T: { Type: "AWS::SQS::Queue", DependsOn: ["F.Alias"], Properties: { A: { Ref: "F.Alias" } } },
    });
    const made = transform(resources({}));
    const version = versionOf(made) ?? "";
    const alias = { Ref: "FAliasliveD1" };
    expect(made).toMatchObject({
      [version]: {
        Type: "AWS::Lambda::Version",
        DeletionPolicy: "Retain",
        Properties: { FunctionName: { Ref: "F" }, Description: "v" },
      },
      FAliasliveD1: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live-1",
          FunctionName: { Ref: "F" },
          FunctionVersion: { "Fn::GetAtt": [version, "Version"] },
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
        },
      },
      FQueue: { Properties: { FunctionName: alias } },
      FTopic: { Properties: { Endpoint: alias } },
      FTopicPermission: { Properties: { FunctionName: alias } },
      B: { Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Function: alias }] } } },
      FHttpIntegration: {
        Properties: { IntegrationUri: { "Fn::Sub": expect.stringContaining("/${FAliasliveD1}/invocations") } },
      },
      FRestMethod: {
        Properties: { Integration: { Uri: { "Fn::Sub": expect.stringContaining("/${FAliasliveD1}/invocations") } } },
      },
      FUrl: { DependsOn: "FAliasliveD1", Properties: { TargetFunctionArn: { Ref: "F" }, Qualifier: "live-1" } },
      FUrlPublicPermissions: { Properties: { FunctionName: alias } },
      FEventInvokeConfig: { DependsOn: "FAliasliveD1", Properties: { Qualifier: "live-1" } },
      T: { DependsOn: ["FAliasliveD1"], Properties: { A: alias } },
    });
    const again = (properties: object): boolean => versionOf(transform(resources(properties))) !== version;
    expect([{ Timeout: 9 }, { CodeUri: "s3://b/other" }, { AutoPublishCodeSha256: "a" }].map(again)).toEqual([
      false,
      true,
      true,
    ]);
    const all = (Timeout: number): string | undefined =>
      versionOf(transform(resources({ AutoPublishAliasAllProperties: true, Timeout })));
    expect(all(8)).not.toBe(all(9));
  });

  it("makes a layer whose logical id changes with it, and lets references follow", () => {
    const layer = (Properties: object): object => ({
      L: { Type: "AWS::Serverless::LayerVersion", Properties: { ContentUri: "s3://b/l", ...Properties } },
      F: fn({ Layers: [{ Ref: "L" }] }),
      Q: {
        Type: "AWS::SQS::Queue",
        DependsOn: "L",
        Properties: {
          A: { "Fn::Sub": "${L} ${L.LayerVersionArn} ${LL} ${!L}" },
          B: { "Fn::Sub": ["${L} ${M}", { L: 1, M: { Ref: "L" } }] },
          C: { "Fn::GetAtt": ["L", "LayerVersionArn"] },
          D: { "Fn::GetAtt": "L.LayerVersionArn" },
        },
      },
    });
    const idOf = (all: object): string => Object.keys(all).find((each) => /^L[0-9a-f]{10}$/.test(each)) ?? "";
    const made = transform(layer({ CompatibleRuntimes: ["nodejs20.x"] }));
    const id = idOf(made);
    expect(made).toEqual({
      [id]: {
        Type: "AWS::Lambda::LayerVersion",
        DeletionPolicy: "Retain",
        Properties: {
          LayerName: "L",
          Content: { S3Bucket: "b", S3Key: "l" },
          CompatibleRuntimes: ["nodejs20.x"],
        },
      },
      F: expect.objectContaining({ Properties: expect.objectContaining({ Layers: [{ Ref: id }] }) }),
      Q: {
        Type: "AWS::SQS::Queue",
        DependsOn: id,
        Properties: {
          A: { "Fn::Sub": `\${${id}} \${${id}.LayerVersionArn} \${LL} \${!L}` },
          B: { "Fn::Sub": ["${L} ${M}", { L: 1, M: { Ref: id } }] },
          C: { "Fn::GetAtt": [id, "LayerVersionArn"] },
          D: { "Fn::GetAtt": `${id}.LayerVersionArn` },
        },
      },
    });
    const named = transform(layer({ LayerName: "deps", RetentionPolicy: "Delete" }));
    expect(idOf(named)).not.toBe(id);
    expect(named[idOf(named)]).toMatchObject({ DeletionPolicy: "Delete", Properties: { LayerName: "deps" } });
  });

  it("lets a function put what failed into a bucket", () => {
    const OnFailure = { Type: "S3", Destination: "arn:aws:s3:::b" };
    const made = transform({ F: fn({ Role: undefined, EventInvokeConfig: { DestinationConfig: { OnFailure } } }) });
    expect(made["FEventInvokeConfig"]).toHaveProperty("Properties.DestinationConfig", {
      OnFailure: { Destination: "arn:aws:s3:::b" },
    });
    expect(made["FRole"]).toHaveProperty("Properties.Policies.0.PolicyDocument.Statement", [
      { Action: "s3:PutObject", Effect: "Allow", Resource: { "Fn::Join": ["/", ["arn:aws:s3:::b", "*"]] } },
      { Action: "s3:ListBucket", Effect: "Allow", Resource: "arn:aws:s3:::b" },
    ]);
  });

  it.each<[string, object, string]>([
    [
      "provisioned concurrency without an alias",
      { F: fn({ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } }) },
      "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function",
    ],
    [
      "an alias that a parameter names",
      { F: fn({ AutoPublishAlias: { Ref: "P" } }) },
      "an AutoPublishAlias that is no",
    ],
    ["an alias of other characters", { F: fn({ AutoPublishAlias: "a b" }) }, "AutoPublishAlias must be letters"],
    [
      "a gradual deployment",
      { F: fn({ AutoPublishAlias: "live", DeploymentPreference: { Type: "AllAtOnce" } }) },
      "the property DeploymentPreference of AWS::Serverless::Function (of F)",
    ],
    [
      "a layer of local files",
      { L: { Type: "AWS::Serverless::LayerVersion", Properties: { ContentUri: "./layer" } } },
      "'ContentUri' is not a valid S3 Uri",
    ],
    [
      "a layer that is kept in another way",
      { L: { Type: "AWS::Serverless::LayerVersion", Properties: { ContentUri: "s3://b/l", RetentionPolicy: "Keep" } } },
      "'RetentionPolicy' must be one of",
    ],
    [
      "an unknown property of a layer",
      { L: { Type: "AWS::Serverless::LayerVersion", Properties: { ContentUri: "s3://b/l", Publish: true } } },
      "the property Publish of AWS::Serverless::LayerVersion (L)",
    ],
    [
      "a bucket for what failed that is not named",
      { F: fn({ EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: "S3" } } } }) },
      "Destination is required if Type is not {SQS, SNS}",
    ],
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
