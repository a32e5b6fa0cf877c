/** The control plane of REST APIs: what is shown, what is refused and in which words, and the CloudFormation types. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { ask, FUNCTION_URI, functionWorkbench } from "../../platform/proxy/function-workbench.fixture.ts";
import { resourceBench } from "../../platform/proxy/resource-bench.fixture.ts";
import type { Operation } from "../../schema/model.ts";
import { uncovered } from "../../platform/service.ts";
import { ApiGateway } from "../../schema/generated/apigateway.ts";
import { apigateway } from "./service.ts";

let cloud: TestPlatform;
let restApiId: string;
let rootResourceId: string;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [apigateway, functionWorkbench().service] });
  const made = await cloud.call(ApiGateway.CreateRestApi, { name: "n" });
  restApiId = made.id ?? "";
  rootResourceId = made.rootResourceId ?? "";
});
afterEach(() => cloud.stop());

const integration = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: FUNCTION_URI } as const;

/** GET on the root, with an integration. */
async function makeMethod(): Promise<void> {
  const address = { restApiId, resourceId: rootResourceId, httpMethod: "GET" };
  await cloud.call(ApiGateway.PutMethod, { ...address, authorizationType: "NONE" });
  await cloud.call(ApiGateway.PutIntegration, { ...address, ...integration });
}

it("covers its whole model", () => {
  expect(uncovered(apigateway)).toEqual([]);
});

it("shows what it was given, with AWS's defaults", async () => {
  expect(await cloud.call(ApiGateway.GetRestApi, { restApiId })).toEqual({
    id: restApiId,
    name: "n",
    createdDate: cloud.now(),
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
    disableExecuteApiEndpoint: false,
    rootResourceId,
  });
  await makeMethod();
  expect(await cloud.call(ApiGateway.GetResources, { restApiId, embed: ["methods"] })).toEqual({
    items: [
      {
        id: rootResourceId,
        path: "/",
        resourceMethods: {
          GET: {
            httpMethod: "GET",
            authorizationType: "NONE",
            apiKeyRequired: false,
            methodIntegration: {
              type: "AWS_PROXY",
              httpMethod: "POST",
              uri: FUNCTION_URI,
              passthroughBehavior: "WHEN_NO_MATCH",
              timeoutInMillis: 29_000,
              cacheNamespace: rootResourceId,
              cacheKeyParameters: [],
            },
          },
        },
      },
    ],
  });
  const { id: deploymentId = "" } = await cloud.call(ApiGateway.CreateDeployment, { restApiId, stageName: "dev" });
  expect(await cloud.call(ApiGateway.GetStages, { restApiId })).toMatchObject({
    item: [{ stageName: "dev", deploymentId, methodSettings: {}, cacheClusterStatus: "NOT_AVAILABLE" }],
  });
  expect(await cloud.call(ApiGateway.GetDeployment, { restApiId, deploymentId, embed: ["apisummary"] })).toMatchObject({
    apiSummary: { "/": { GET: { authorizationType: "NONE", apiKeyRequired: false } } },
  });
});

it("lists in pages", async () => {
  await cloud.call(ApiGateway.CreateRestApi, { name: "m" });
  const { items: first = [], position } = await cloud.call(ApiGateway.GetRestApis, { limit: 1 });
  const { items: second = [], position: end } = await cloud.call(ApiGateway.GetRestApis, { position });
  expect([...first, ...second].map(({ name }) => name).toSorted()).toEqual(["m", "n"]);
  expect(end).toBeUndefined();
});

it("removes a resource with what is below it, and no more", async () => {
  const make = async (parentId: string, pathPart: string): Promise<string> =>
    (await cloud.call(ApiGateway.CreateResource, { restApiId, parentId, pathPart })).id ?? "";
  const pets = await make(rootResourceId, "pets");
  await make(await make(pets, "{id}"), "x");
  await make(rootResourceId, "pets-too");
  await cloud.call(ApiGateway.DeleteResource, { restApiId, resourceId: pets });
  const { items = [] } = await cloud.call(ApiGateway.GetResources, { restApiId });
  expect(items.map(({ path }) => path).toSorted()).toEqual(["/", "/pets-too"]);
});

it("tags APIs", async () => {
  const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
  await cloud.call(ApiGateway.TagResource, { resourceArn, tags: { a: "1", b: "2" } });
  await cloud.call(ApiGateway.UntagResource, { resourceArn, tagKeys: ["a"] });
  expect(await cloud.call(ApiGateway.GetTags, { resourceArn })).toEqual({ tags: { b: "2" } });
  expect(await cloud.call(ApiGateway.GetRestApi, { restApiId })).toMatchObject({ tags: { b: "2" } });
});

describe("refuses", () => {
  const here = () => ({ restApiId, resourceId: rootResourceId, httpMethod: "GET" });
  const replace = (path: string) => ({ restApiId, patchOperations: [{ op: "replace", path, value: "x" }] });
  it.each<[what: string, operation: Operation, input: () => object, code: string, message: string | RegExp]>([
    ["no name", ApiGateway.CreateRestApi, () => ({}), "ValidationException", /'createRestApiInput.name'/],
    [
      "an empty description",
      ApiGateway.CreateRestApi,
      () => ({ name: "n", description: "" }),
      "BadRequestException",
      "Description cannot be an empty string",
    ],
    [
      "private APIs",
      ApiGateway.CreateRestApi,
      () => ({ name: "n", endpointConfiguration: { types: ["PRIVATE"] } }),
      "NotImplemented",
      /PRIVATE/,
    ],
    ["policies", ApiGateway.CreateRestApi, () => ({ name: "n", policy: "{}" }), "NotImplemented", /policy/],
    [
      "an id that is not there",
      ApiGateway.GetRestApi,
      () => ({ restApiId: "zzzzzzzzzz" }),
      "NotFoundException",
      "Invalid API identifier specified 000000000000:zzzzzzzzzz",
    ],
    [
      "a parent that is not there",
      ApiGateway.CreateResource,
      () => ({ restApiId, parentId: "x", pathPart: "a" }),
      "NotFoundException",
      "Invalid Resource identifier specified",
    ],
    [
      "a bad part of a path",
      ApiGateway.CreateResource,
      () => ({ restApiId, parentId: rootResourceId, pathPart: "a b" }),
      "BadRequestException",
      /path part only allow/,
    ],
    [
      "a method that is none",
      ApiGateway.PutMethod,
      () => ({ ...here(), httpMethod: "LOOK", authorizationType: "NONE" }),
      "BadRequestException",
      "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    ],
    [
      "authorizers",
      ApiGateway.PutMethod,
      () => ({ ...here(), authorizationType: "CUSTOM" }),
      "NotImplemented",
      /authorizationType CUSTOM/,
    ],
    [
      "API keys",
      ApiGateway.PutMethod,
      () => ({ ...here(), authorizationType: "NONE", apiKeyRequired: true }),
      "NotImplemented",
      /apiKeyRequired/,
    ],
    [
      "a method that is not there",
      ApiGateway.GetMethod,
      here,
      "NotFoundException",
      "Invalid Method identifier specified",
    ],
    [
      "an integration of no method",
      ApiGateway.PutIntegration,
      () => ({ ...here(), ...integration }),
      "NotFoundException",
      "Invalid Method identifier specified",
    ],
    [
      "an API without methods",
      ApiGateway.CreateDeployment,
      () => ({ restApiId }),
      "BadRequestException",
      "The REST API doesn't contain any methods",
    ],
    [
      "a stage of no deployment",
      ApiGateway.CreateStage,
      () => ({ restApiId, stageName: "dev", deploymentId: "x" }),
      "NotFoundException",
      "Invalid Deployment identifier specified",
    ],
    [
      "a patch of what cannot change",
      ApiGateway.UpdateRestApi,
      () => replace("/createdDate"),
      "BadRequestException",
      "Invalid patch path  '/createdDate' specified for op 'replace'. Must be one of: " +
        "[/name, /description, /disableExecuteApiEndpoint]",
    ],
    [
      "a patch that is none",
      ApiGateway.UpdateRestApi,
      () => replace("name"),
      "BadRequestException",
      "Invalid patch path name",
    ],
    [
      "the root's removal",
      ApiGateway.DeleteResource,
      () => ({ restApiId, resourceId: rootResourceId }),
      "BadRequestException",
      "Root resource cannot be deleted",
    ],
    ["tags of nothing", ApiGateway.GetTags, () => ({ resourceArn: "x" }), "NotFoundException", /identifier/],
  ])("%s", async (_what, operation, input, code, message) => {
    await expect(cloud.callUnchecked(operation, input())).rejects.toMatchObject({
      code,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it.each<[what: string, change: object, code: string, message: RegExp]>([
    ["mocks", { type: "MOCK" }, "NotImplemented", /integration type MOCK/],
    ["other HTTP endpoints", { type: "HTTP_PROXY" }, "NotImplemented", /HTTP_PROXY/],
    ["unknown types", { type: "X" }, "ValidationException", /'putIntegrationInput.type'.*\[HTTP, AWS, MOCK/],
    ["no method", { integrationHttpMethod: undefined }, "BadRequestException", /^Enumeration value for HttpMethod/],
    ["a URI that is no ARN", { uri: "http://x" }, "BadRequestException", /^Invalid ARN specified in the request$/],
    ["a function's ARN", { uri: "arn:aws:lambda:us-east-1:000000000000:function:f" }, "BadRequestException", /ARN/],
    [
      "no path",
      { uri: "arn:aws:apigateway:us-east-1:lambda:x/y" },
      "BadRequestException",
      /must contain path or action/,
    ],
    [
      "other services",
      { uri: "arn:aws:apigateway:us-east-1:sqs:path/x" },
      "BadRequestException",
      /only supports Lambda/,
    ],
    ["a long timeout", { timeoutInMillis: 29_001 }, "BadRequestException", /^Timeout should be between 50 ms/],
    ["roles", { credentials: "arn:aws:iam::000000000000:role/r" }, "NotImplemented", /credentials/],
    ["templates", { requestTemplates: { a: "b" } }, "NotImplemented", /requestTemplates/],
  ])("integrations with %s", async (_what, change, code, message) => {
    await cloud.call(ApiGateway.PutMethod, { ...here(), authorizationType: "NONE" });
    const input = { ...here(), ...integration, ...change };
    await expect(cloud.callUnchecked(ApiGateway.PutIntegration, input)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("siblings of the same name, second variables, and children of greedy parts", async () => {
    const make = (parentId: string, pathPart: string) =>
      cloud.call(ApiGateway.CreateResource, { restApiId, parentId, pathPart });
    await make(rootResourceId, "pets");
    await expect(make(rootResourceId, "pets")).rejects.toThrow(
      "Another resource with the same parent already has this name: pets",
    );
    const { id = "" } = await make(rootResourceId, "{proxy+}");
    await expect(make(rootResourceId, "{id}")).rejects.toThrow(
      "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed",
    );
    await expect(make(id, "x")).rejects.toThrow(
      "Cannot create a child of a resource with a greedy path variable: {proxy+}",
    );
  });

  it("the removal of a deployment that is served, and methods without integrations", async () => {
    await makeMethod();
    const { id: deploymentId = "" } = await cloud.call(ApiGateway.CreateDeployment, { restApiId, stageName: "dev" });
    await expect(cloud.call(ApiGateway.DeleteDeployment, { restApiId, deploymentId })).rejects.toThrow(
      "Active stages pointing to this deployment must be moved or deleted",
    );
    await cloud.call(ApiGateway.DeleteIntegration, { ...here() });
    await expect(cloud.call(ApiGateway.CreateDeployment, { restApiId })).rejects.toThrow(
      "No integration defined for method",
    );
  });
});

describe("in a stack", () => {
  it("makes, changes and removes an API as SAM describes one", async () => {
    const stack = resourceBench(cloud, apigateway);
    const api = await stack.create("Api", "AWS::ApiGateway::RestApi", {
      Name: "n",
      EndpointConfiguration: { Types: ["REGIONAL"] },
      BinaryMediaTypes: ["image/png"],
      Tags: [{ Key: "a", Value: "1" }],
    });
    const RestApiId = api.attributes["RestApiId"];
    const path = { RestApiId, ParentId: api.attributes["RootResourceId"], PathPart: "pets" };
    const resource = await stack.create("Path", "AWS::ApiGateway::Resource", path);
    const method = {
      RestApiId,
      ResourceId: resource.physicalId,
      HttpMethod: "GET",
      AuthorizationType: "NONE",
      Integration: { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri: FUNCTION_URI },
    };
    await stack.create("Method", "AWS::ApiGateway::Method", method);
    const first = await stack.create("First", "AWS::ApiGateway::Deployment", { RestApiId, Description: "d" });
    const stage = { RestApiId, StageName: "Prod", DeploymentId: first.physicalId, Variables: { a: "1" } };
    await stack.create("Stage", "AWS::ApiGateway::Stage", stage);
    const send = (httpMethod: string): Promise<number> =>
      ask(cloud, apigateway, { method: httpMethod, path: `/_aws/execute-api/${String(RestApiId)}/Prod/pets` }).then(
        ({ statusCode }) => statusCode,
      );
    expect(await send("GET")).toBe(200);
    await stack.update("Method", { ...method, Integration: { ...method.Integration, TimeoutInMillis: "5000" } });
    const second = await stack.create("Second", "AWS::ApiGateway::Deployment", { RestApiId });
    await stack.update("Stage", { ...stage, DeploymentId: second.physicalId, Variables: { b: "2" } });
    await stack.delete("First");
    expect(await send("GET")).toBe(200);
    const { item = [] } = await cloud.call(ApiGateway.GetStages, { restApiId: String(RestApiId) });
    expect(item).toMatchObject([{ deploymentId: second.physicalId, variables: { b: "2" } }]);
    for (const id of ["Stage", "Second", "Method", "Path", "Api"]) await stack.delete(id);
    expect(await send("GET")).toBe(403);
  });

  it("finds what it made before a crash", async () => {
    const stack = resourceBench(cloud, apigateway);
    const properties = { Name: "n" };
    const { physicalId } = await stack.create("Api", "AWS::ApiGateway::RestApi", properties);
    const again = await stack.create("Api", "AWS::ApiGateway::RestApi", properties);
    expect(again.physicalId).toBe(physicalId);
    expect((await stack.create("Other", "AWS::ApiGateway::RestApi", properties)).physicalId).not.toBe(physicalId);
  });

  const onRoot = (): object => ({ HttpMethod: "GET", RestApiId: restApiId, ResourceId: rootResourceId });
  it.each([
    ["AWS::ApiGateway::RestApi", () => ({ Name: "n" }), "Policy", "", { Statement: [] }],
    ["AWS::ApiGateway::Method", onRoot, "MethodResponses", [], [{ StatusCode: "200" }]],
  ])("takes a %s with an empty property, and refuses any other", async (type, required, name, empty, other) => {
    const stack = resourceBench(cloud, apigateway);
    const properties = required();
    await stack.create("One", type, { ...properties, [name]: empty });
    await stack.update("One", { ...properties, [name]: empty });
    const refusal = { code: "NotImplemented", message: expect.stringContaining(`${name} of ${type}`) };
    await expect(stack.update("One", { ...properties, [name]: other })).rejects.toMatchObject(refusal);
    await expect(stack.create("Two", type, { ...properties, [name]: other })).rejects.toMatchObject(refusal);
  });
});
