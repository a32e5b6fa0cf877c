/** The control plane of HTTP APIs: what is shown, what is refused and in which words, and the CloudFormation types. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { ask, FUNCTION_ARN, FUNCTION_URI, functionWorkbench } from "../../platform/proxy/function-workbench.fixture.ts";
import { resourceBench } from "../../platform/proxy/resource-bench.fixture.ts";
import { uncovered } from "../../platform/service.ts";
import type { Operation } from "../../schema/model.ts";
import { ApiGatewayV2 } from "../../schema/generated/apigatewayv2.ts";
import { apigatewayv2 } from "./service.ts";

let cloud: TestPlatform;
let ApiId: string;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [apigatewayv2, functionWorkbench().service] });
  ApiId = (await cloud.call(ApiGatewayV2.CreateApi, { Name: "n", ProtocolType: "HTTP" })).ApiId ?? "";
});
afterEach(() => cloud.stop());

const integration = {
  IntegrationType: "AWS_PROXY",
  IntegrationUri: FUNCTION_URI,
  PayloadFormatVersion: "2.0",
} as const;

it("covers its whole model", () => {
  expect(uncovered(apigatewayv2)).toEqual([]);
});

it("shows what it was given, with AWS's defaults", async () => {
  expect(await cloud.call(ApiGatewayV2.GetApi, { ApiId }, { region: "us-east-1" })).toEqual({
    ApiEndpoint: `http://${ApiId}.execute-api.localhost:4566`,
    ApiId,
    ApiKeySelectionExpression: "$request.header.x-api-key",
    CreatedDate: cloud.now(),
    DisableExecuteApiEndpoint: false,
    IpAddressType: "ipv4",
    Name: "n",
    ProtocolType: "HTTP",
    RouteSelectionExpression: "${request.method} ${request.path}",
    Tags: {},
  });
  const made = await cloud.call(ApiGatewayV2.CreateIntegration, { ApiId, ...integration });
  expect(made).toEqual({
    ConnectionType: "INTERNET",
    IntegrationId: expect.stringMatching(/^[a-z0-9]{7}$/),
    IntegrationMethod: "POST",
    IntegrationType: "AWS_PROXY",
    IntegrationUri: FUNCTION_URI,
    PayloadFormatVersion: "2.0",
    TimeoutInMillis: 30_000,
  });
  const Target = `integrations/${made.IntegrationId ?? ""}`;
  const route = await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /x", Target });
  expect(route).toEqual({
    ApiKeyRequired: false,
    AuthorizationType: "NONE",
    RouteId: expect.stringMatching(/^[a-z0-9]{7}$/),
    RouteKey: "GET /x",
    Target,
  });
  expect(await cloud.call(ApiGatewayV2.GetRoute, { ApiId, RouteId: route.RouteId ?? "" })).toEqual(route);
  expect(await cloud.call(ApiGatewayV2.CreateStage, { ApiId, StageName: "dev" })).toEqual({
    AutoDeploy: false,
    CreatedDate: cloud.now(),
    DefaultRouteSettings: { DetailedMetricsEnabled: false },
    LastUpdatedDate: cloud.now(),
    RouteSettings: {},
    StageName: "dev",
    StageVariables: {},
    Tags: {},
  });
});

it("gives endpoints of the scheme and port that the client used", async () => {
  const at = cloud.scope({ endpoint: "https://localhost:8443" });
  const as = { principal: "x.amazonaws.com", sourceArn: "arn:aws:x:::y" };
  expect(await at.call(ApiGatewayV2.GetApi, { ApiId }, as)).toMatchObject({
    ApiEndpoint: `https://${ApiId}.execute-api.localhost:8443`,
  });
});

it("makes an API with everything that it needs where a target is given", async () => {
  const quick = await cloud.call(ApiGatewayV2.CreateApi, { Name: "q", ProtocolType: "HTTP", Target: FUNCTION_ARN });
  const path = `/_aws/execute-api/${quick.ApiId ?? ""}/anything`;
  expect(await ask(cloud, apigatewayv2, { method: "PATCH", path })).toMatchObject({ statusCode: 200, body: "ok" });
  const { Items = [] } = await cloud.call(ApiGatewayV2.GetStages, { ApiId: quick.ApiId ?? "" });
  expect(Items).toMatchObject([{ StageName: "$default", AutoDeploy: true, ApiGatewayManaged: true }]);
});

it("lists in pages, and only what belongs to the account and region", async () => {
  await cloud.call(ApiGatewayV2.CreateApi, { Name: "m", ProtocolType: "HTTP" });
  await cloud.call(ApiGatewayV2.CreateApi, { Name: "other", ProtocolType: "HTTP" }, { account: "111111111111" });
  await cloud.call(ApiGatewayV2.CreateApi, { Name: "far", ProtocolType: "HTTP" }, { region: "eu-west-1" });
  const { Items: first = [], NextToken } = await cloud.call(ApiGatewayV2.GetApis, { MaxResults: "1" });
  const { Items: second = [], NextToken: end } = await cloud.call(ApiGatewayV2.GetApis, { NextToken });
  expect([...first, ...second].map(({ Name }) => Name).toSorted()).toEqual(["m", "n"]);
  expect(end).toBeUndefined();
});

it("tags APIs and stages", async () => {
  await cloud.call(ApiGatewayV2.CreateStage, { ApiId, StageName: "$default", Tags: { a: "0" } });
  for (const part of ["", "/stages/$default"]) {
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}${part}`;
    await cloud.call(ApiGatewayV2.TagResource, { ResourceArn, Tags: { a: "1", b: "2" } });
    await cloud.call(ApiGatewayV2.UntagResource, { ResourceArn, TagKeys: ["a"] });
    expect(await cloud.call(ApiGatewayV2.GetTags, { ResourceArn })).toEqual({ Tags: { b: "2" } });
  }
});

it("removes a stage variable that is set to nothing, and settings of a route by its key", async () => {
  await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /x" });
  const stage = { ApiId, StageName: "dev" };
  await cloud.call(ApiGatewayV2.CreateStage, {
    ...stage,
    StageVariables: { a: "1", b: "2" },
    RouteSettings: { "GET /x": { DetailedMetricsEnabled: true } },
  });
  await cloud.call(ApiGatewayV2.UpdateStage, { ...stage, StageVariables: { a: "" } });
  await cloud.call(ApiGatewayV2.DeleteRouteSettings, { ...stage, RouteKey: "GET /x" });
  expect(await cloud.call(ApiGatewayV2.GetStage, stage)).toMatchObject({
    StageVariables: { b: "2" },
    RouteSettings: {},
  });
});

describe("refuses", () => {
  const settings = (DefaultRouteSettings: object) => () => ({ ApiId, StageName: "dev", DefaultRouteSettings });
  const api = (change: object) => () => ({ Name: "n", ProtocolType: "HTTP", ...change });
  const keyMalformed =
    'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"';
  it.each<[what: string, operation: Operation, input: () => object, code: string, message: string | RegExp]>([
    ["no name", ApiGatewayV2.CreateApi, () => ({ ProtocolType: "HTTP" }), "BadRequestException", /'name'/],
    ["WebSocket APIs", ApiGatewayV2.CreateApi, api({ ProtocolType: "WEBSOCKET" }), "NotImplemented", /WEBSOCKET/],
    ["URLs as targets", ApiGatewayV2.CreateApi, api({ Target: "https://x.example" }), "NotImplemented", /HTTP_PROXY/],
    ["bad targets", ApiGatewayV2.CreateApi, api({ Target: "x" }), "BadRequestException", /Lambda function ARN/],
    [
      "other selections",
      ApiGatewayV2.CreateApi,
      api({ RouteSelectionExpression: "$request.body.x" }),
      "BadRequestException",
      /RouteSelectionExpression/,
    ],
    ["credentials", ApiGatewayV2.CreateApi, api({ CredentialsArn: "a" }), "NotImplemented", /CredentialsArn/],
    [
      "every origin with credentials",
      ApiGatewayV2.CreateApi,
      api({ CorsConfiguration: { AllowOrigins: ["*"], AllowCredentials: true } }),
      "BadRequestException",
      "allowCredentials is not supported for origin *",
    ],
    [
      "origins that are none",
      ApiGatewayV2.CreateApi,
      api({ CorsConfiguration: { AllowOrigins: ["example"] } }),
      "BadRequestException",
      "Invalid format for origin example",
    ],
    [
      "tags of AWS's own",
      ApiGatewayV2.CreateApi,
      api({ Tags: { "aws:x": "1" } }),
      "BadRequestException",
      /aws: prefixed/,
    ],
    [
      "an id that is not there",
      ApiGatewayV2.GetApi,
      () => ({ ApiId: "aaaaaaaaaa" }),
      "NotFoundException",
      "Invalid API identifier specified 000000000000:aaaaaaaaaa",
    ],
    [
      "a target that is not there",
      ApiGatewayV2.CreateRoute,
      () => ({ ApiId, RouteKey: "GET /x", Target: "integrations/nothing" }),
      "NotFoundException",
      "Invalid Integration identifier specified nothing",
    ],
    [
      "authorizers",
      ApiGatewayV2.CreateRoute,
      () => ({ ApiId, RouteKey: "GET /x", AuthorizationType: "JWT" }),
      "NotImplemented",
      /AuthorizationType JWT/,
    ],
    ["throttling", ApiGatewayV2.CreateStage, settings({ ThrottlingRateLimit: 1 }), "NotImplemented", /ThrottlingRate/],
    ["execution logs", ApiGatewayV2.CreateStage, settings({ LoggingLevel: "INFO" }), "BadRequestException", /logs/],
    [
      "access logs",
      ApiGatewayV2.CreateStage,
      () => ({ ApiId, StageName: "dev", AccessLogSettings: {} }),
      "NotImplemented",
      /AccessLogSettings/,
    ],
    [
      "a stage's name that is none",
      ApiGatewayV2.CreateStage,
      () => ({ ApiId, StageName: "a/b" }),
      "BadRequestException",
      /Stage name/,
    ],
    [
      "settings of a route that is not there",
      ApiGatewayV2.CreateStage,
      () => ({ ApiId, StageName: "dev", RouteSettings: { "GET /y": {} } }),
      "NotFoundException",
      "Unable to find Route by key GET /y within the provided RouteSettings",
    ],
    [
      "a variable that is none",
      ApiGatewayV2.CreateStage,
      () => ({ ApiId, StageName: "dev", StageVariables: { a: "b c" } }),
      "BadRequestException",
      /Stage variable values/,
    ],
    [
      "an API without routes",
      ApiGatewayV2.CreateDeployment,
      () => ({ ApiId }),
      "BadRequestException",
      "Unable to deploy API because no routes exist in this API",
    ],
    ...["", "GET", "GET x", "LOOK /x", "GET /{a+}/b", "GET /{a}/{a}", "GET /x{a}"].map(
      (RouteKey) =>
        [
          `the route key "${RouteKey}"`,
          ApiGatewayV2.CreateRoute,
          () => ({ ApiId, RouteKey }),
          "BadRequestException",
          keyMalformed,
        ] as [string, Operation, () => object, string, string],
    ),
  ])("%s", async (_what, operation, input, code, message) => {
    await expect(cloud.callUnchecked(operation, input())).rejects.toMatchObject({
      code,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it.each<[what: string, change: object, code: string, message: RegExp]>([
    ["other HTTP endpoints", { IntegrationType: "HTTP_PROXY" }, "NotImplemented", /HTTP_PROXY/],
    ["mocks", { IntegrationType: "MOCK" }, "BadRequestException", /may only be associated with proxy integrations/],
    ["services", { IntegrationSubtype: "SQS-SendMessage" }, "NotImplemented", /IntegrationSubtype/],
    ["private connections", { ConnectionType: "VPC_LINK" }, "NotImplemented", /VPC_LINK/],
    ["no function", { IntegrationUri: "https://x.example" }, "BadRequestException", /Lambda function ARN/],
    ["no payload version", { PayloadFormatVersion: undefined }, "BadRequestException", /PayloadFormatVersion/],
    ["an unknown payload version", { PayloadFormatVersion: "3.0" }, "BadRequestException", /3\.0/],
    ["another method", { IntegrationMethod: "GET" }, "BadRequestException", /POST/],
    ["a long timeout", { TimeoutInMillis: 30_001 }, "BadRequestException", /imeout|30000/],
    ["parameter mappings", { RequestParameters: { a: "b" } }, "NotImplemented", /RequestParameters/],
  ])("integrations with %s", async (_what, change, code, message) => {
    const input = { ApiId, ...integration, ...change };
    await expect(cloud.callUnchecked(ApiGatewayV2.CreateIntegration, input)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("what is there already, and the removal of what is in use", async () => {
    const { IntegrationId = "" } = await cloud.call(ApiGatewayV2.CreateIntegration, { ApiId, ...integration });
    const route = { ApiId, RouteKey: "GET /x", Target: `integrations/${IntegrationId}` };
    await cloud.call(ApiGatewayV2.CreateRoute, route);
    await expect(cloud.call(ApiGatewayV2.CreateRoute, route)).rejects.toMatchObject({
      code: "ConflictException",
      message: "Route with key GET /x already exists for this API",
    });
    await expect(cloud.call(ApiGatewayV2.DeleteIntegration, { ApiId, IntegrationId })).rejects.toMatchObject({
      code: "ConflictException",
    });
    const stage = { ApiId, StageName: "dev" };
    await cloud.call(ApiGatewayV2.CreateStage, stage);
    await expect(cloud.call(ApiGatewayV2.CreateStage, stage)).rejects.toMatchObject({ code: "ConflictException" });
    const { DeploymentId = "" } = await cloud.call(ApiGatewayV2.CreateDeployment, stage);
    await expect(cloud.call(ApiGatewayV2.DeleteDeployment, { ApiId, DeploymentId })).rejects.toThrow("Active stages");
  });
});

describe("in a stack", () => {
  it("makes, changes and removes an API as SAM describes one", async () => {
    const stack = resourceBench(cloud, apigatewayv2);
    const api = { Name: "n", ProtocolType: "HTTP", CorsConfiguration: { AllowOrigins: ["*"], MaxAge: "60" } };
    const made = await stack.create("Api", "AWS::ApiGatewayV2::Api", { ...api, Tags: { "httpapi:createdBy": "SAM" } });
    const id = made.physicalId;
    expect(made.attributes["ApiEndpoint"]).toBe(`http://${id}.execute-api.localhost:4566`);
    const stage = { ApiId: id, StageName: "$default", AutoDeploy: "true" };
    await stack.create("Stage", "AWS::ApiGatewayV2::Stage", { ...stage, StageVariables: { a: "1" } });
    const target = await stack.create("Integration", "AWS::ApiGatewayV2::Integration", {
      ApiId: id,
      ...integration,
      IntegrationMethod: "POST",
    });
    const route = { ApiId: id, RouteKey: "GET /x", Target: `integrations/${target.physicalId}` };
    await stack.create("Route", "AWS::ApiGatewayV2::Route", route);
    const send = async (path: string): Promise<number> =>
      (await ask(cloud, apigatewayv2, { path: `/_aws/execute-api/${id}${path}` })).statusCode;
    expect([await send("/x"), await send("/y")]).toEqual([200, 404]);
    await stack.update("Route", { ...route, RouteKey: "GET /y" });
    await stack.update("Stage", { ...stage, StageVariables: { b: "2" } });
    await stack.update("Api", { Name: "m", ProtocolType: "HTTP" });
    expect([await send("/x"), await send("/y")]).toEqual([404, 200]);
    expect(await cloud.call(ApiGatewayV2.GetStage, { ApiId: id, StageName: "$default" })).toMatchObject({
      StageVariables: { b: "2" },
      Tags: { team: "blue", "aws:cloudformation:logical-id": "Stage" },
    });
    const shown = await cloud.call(ApiGatewayV2.GetApi, { ApiId: id });
    expect([shown.Name, shown.CorsConfiguration]).toEqual(["m", undefined]);
    for (const logicalId of ["Route", "Integration", "Stage", "Api", "Api"]) await stack.delete(logicalId);
    expect(await send("/y")).toBe(403);
  });

  it("deploys to a stage that does not follow changes", async () => {
    const stack = resourceBench(cloud, apigatewayv2);
    await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /x" });
    await stack.create("Stage", "AWS::ApiGatewayV2::Stage", { ApiId, StageName: "dev" });
    const { physicalId } = await stack.create("Deployment", "AWS::ApiGatewayV2::Deployment", {
      ApiId,
      StageName: "dev",
    });
    expect(await cloud.call(ApiGatewayV2.GetStage, { ApiId, StageName: "dev" })).toMatchObject({
      DeploymentId: physicalId,
    });
  });

  it("finds what it made before a crash, and tells it from what another resource made", async () => {
    const stack = resourceBench(cloud, apigatewayv2);
    const of: readonly [type: string, properties: object][] = [
      ["AWS::ApiGatewayV2::Api", { Name: "n", ProtocolType: "HTTP" }],
      ["AWS::ApiGatewayV2::Integration", { ApiId, ...integration }],
      ["AWS::ApiGatewayV2::Route", { ApiId, RouteKey: "GET /x" }],
      ["AWS::ApiGatewayV2::Stage", { ApiId, StageName: "dev" }],
      ["AWS::ApiGatewayV2::Deployment", { ApiId }],
    ];
    for (const [type, properties] of of) {
      const first = await stack.create(type, type, { ...properties });
      expect((await stack.create(type, type, { ...properties })).physicalId).toBe(first.physicalId);
    }
    const other = await stack.create("Other", "AWS::ApiGatewayV2::Integration", { ApiId, ...integration });
    const { Items = [] } = await cloud.call(ApiGatewayV2.GetIntegrations, { ApiId });
    expect(Items.map(({ IntegrationId }) => IntegrationId)).toContain(other.physicalId);
    expect(Items).toHaveLength(2);
  });
});
