/** What requests to REST APIs do: events, responses, routing, deployments, as a client and a function see them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import {
  type Answered,
  ask,
  type Asked,
  FUNCTION_URI,
  type FunctionWorkbench,
  functionWorkbench,
  header,
} from "../../platform/proxy/function-workbench.fixture.ts";
import { ApiGateway, type CreateRestApiRequest } from "../../schema/generated/apigateway.ts";
import { apigateway } from "./service.ts";

let cloud: TestPlatform;
let bench: FunctionWorkbench;

beforeEach(async () => {
  bench = functionWorkbench();
  cloud = await startTestPlatform({ services: [apigateway, bench.service] });
});
afterEach(() => cloud.stop());

interface Made {
  readonly restApiId: string;
  readonly host: string;
  readonly send: (asked: Asked) => Promise<Answered>;
  readonly addMethod: (routeKey: string) => Promise<string>;
}

/** An API with the methods, such as `GET /pets/{id}`, deployed to the stage `dev`. */
async function makeApi(routeKeys: readonly string[], api: Partial<CreateRestApiRequest> = {}): Promise<Made> {
  const { id: restApiId = "", rootResourceId = "" } = await cloud.call(ApiGateway.CreateRestApi, { name: "n", ...api });
  const ids = new Map([["/", rootResourceId]]);
  const resourceOf = async (path: string): Promise<string> => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const end = path.lastIndexOf("/");
    const parentId = await resourceOf(path.slice(0, end) || "/");
    const pathPart = path.slice(end + 1);
    const { id = "" } = await cloud.call(ApiGateway.CreateResource, { restApiId, parentId, pathPart });
    ids.set(path, id);
    return id;
  };
  const addMethod = async (routeKey: string): Promise<string> => {
    const [httpMethod = "", path = ""] = routeKey.split(" ");
    const address = { restApiId, resourceId: await resourceOf(path), httpMethod };
    await cloud.call(ApiGateway.PutMethod, { ...address, authorizationType: "NONE" });
    await cloud.call(ApiGateway.PutIntegration, {
      ...address,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: FUNCTION_URI,
    });
    return address.resourceId;
  };
  for (const routeKey of routeKeys) await addMethod(routeKey);
  await cloud.call(ApiGateway.CreateDeployment, { restApiId, stageName: "dev" });
  const host = `${restApiId}.execute-api.localhost:4566`;
  return { restApiId, host, addMethod, send: (asked) => ask(cloud, apigateway, { host, ...asked }) };
}

const event = (): Record<string, unknown> => bench.calls.at(-1)?.event as Record<string, unknown>;

describe("the event", () => {
  it("names headers as the client wrote them", async () => {
    const { host, send } = await makeApi(["GET /"]);
    const rawHeaders = [
      ["HOST", host],
      ["x-Thing", "1"],
      ["content-TYPE", "text/plain"],
    ] as const;
    await send({ path: "/dev/", headers: rawHeaders.map(([name, value]) => [name.toLowerCase(), value]), rawHeaders });
    expect(Object.keys(event()["headers"] ?? {})).toEqual([
      "x-Thing",
      "content-TYPE",
      "HOST",
      "X-Amzn-Trace-Id",
      "X-Forwarded-For",
      "X-Forwarded-Port",
      "X-Forwarded-Proto",
    ]);
  });

  it("has AWS's members for a request with everything", async () => {
    const { restApiId, host, send } = await makeApi(["POST /pets/{id}"]);
    await cloud.call(ApiGateway.UpdateStage, {
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "replace", path: "/variables/color", value: "red" }],
    });
    await send({
      method: "POST",
      path: "/dev/pets/a%20b/",
      query: "q=1&q=two%20words",
      headers: [
        ["host", host],
        ["content-type", "application/json"],
        ["x-thing", "1"],
        ["x-thing", "2"],
        ["user-agent", "test/1"],
        ["x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678"],
        ["x-forwarded-for", "10.0.0.1"],
      ],
      body: '{"a":1}',
    });
    const headers = {
      "Content-Type": "application/json",
      "User-Agent": "test/1",
      Host: host,
      "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
      "X-Forwarded-For": "10.0.0.1, 127.0.0.1",
      "X-Forwarded-Port": "4566",
      "X-Forwarded-Proto": "http",
    };
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    expect(event()).toEqual({
      resource: "/pets/{id}",
      path: "/pets/a%20b/",
      httpMethod: "POST",
      headers: { ...headers, "x-thing": "2" },
      multiValueHeaders: { ...lists, "x-thing": ["1", "2"] },
      queryStringParameters: { q: "two words" },
      multiValueQueryStringParameters: { q: ["1", "two words"] },
      pathParameters: { id: "a%20b" },
      stageVariables: { color: "red" },
      requestContext: {
        resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
        resourcePath: "/pets/{id}",
        httpMethod: "POST",
        extendedRequestId: expect.stringMatching(/=$/),
        requestTime: "15/Jan/2026:12:00:00 +0000",
        path: "/dev/pets/a%20b/",
        accountId: "000000000000",
        protocol: "HTTP/1.1",
        stage: "dev",
        domainPrefix: restApiId,
        requestTimeEpoch: Date.UTC(2026, 0, 15, 12),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        identity: {
          cognitoIdentityPoolId: null,
          accountId: null,
          cognitoIdentityId: null,
          caller: null,
          sourceIp: "127.0.0.1",
          principalOrgId: null,
          accessKey: null,
          cognitoAuthenticationType: null,
          cognitoAuthenticationProvider: null,
          userArn: null,
          userAgent: "test/1",
          user: null,
        },
        domainName: `${restApiId}.execute-api.localhost`,
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
        apiId: restApiId,
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it("has null for what a request does not have", async () => {
    const { send } = await makeApi(["GET /"]);
    await send({ path: "/dev" });
    expect(event()).toMatchObject({
      resource: "/",
      path: "/",
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  it.each<[types: readonly string[], type: string | undefined, isBase64Encoded: boolean]>([
    [[], "image/png", false],
    [["image/png"], "image/png", true],
    [["image/png"], "image/png; q=1", true],
    [["image/png"], "image/jpeg", false],
    [["image/*"], "image/jpeg", true],
    [["*/*"], "application/json", true],
    [["*/*"], undefined, true],
  ])("carries a body as base64 where %j lists %s", async (binaryMediaTypes, type, isBase64Encoded) => {
    const { send } = await makeApi(["POST /"], { binaryMediaTypes });
    await send({ method: "POST", path: "/dev/", body: "hi", headers: type ? [["content-type", type]] : [] });
    expect(event()).toMatchObject({ body: isBase64Encoded ? "aGk=" : "hi", isBase64Encoded });
  });
});

describe("responses", () => {
  it.each<[name: string, returned: unknown, status: number, body: string]>([
    ["a status alone", { statusCode: 200 }, 200, ""],
    ["a status as text", { statusCode: "201", body: "x" }, 201, "x"],
    ["headers alone", { headers: { a: "b" } }, 200, ""],
    ["base64 that nobody asked for", { statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, "aGk="],
  ])("of %s", async (_name, returns, status, body) => {
    const { send } = await makeApi(["GET /"]);
    bench.behaviour = { returns };
    const answer = await send({ path: "/dev" });
    expect([answer.statusCode, header(answer, "content-type"), answer.body]).toEqual([
      status,
      "application/json",
      body,
    ]);
    expect(header(answer, "x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(header(answer, "x-amz-apigw-id")).toMatch(/=$/);
    expect(header(answer, "x-amzn-trace-id")).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it.each<[types: readonly string[], accept: string | undefined, body: string]>([
    [["image/png"], "image/png, text/html", "hi"],
    [["image/png"], "text/html, image/png", "aGk="],
    [["image/png"], undefined, "aGk="],
    [["*/*"], undefined, "hi"],
  ])("are decoded where %j lists the first of %s", async (binaryMediaTypes, accept, body) => {
    const { send } = await makeApi(["GET /"], { binaryMediaTypes });
    bench.behaviour = { returns: { statusCode: 200, body: "aGk=", isBase64Encoded: true } };
    const answer = await send({ path: "/dev", headers: accept === undefined ? [] : [["accept", accept]] });
    expect(answer.body).toBe(body);
  });

  it("keep the case of header names, join both kinds, and rename those that only the gateway may set", async () => {
    const { send } = await makeApi(["GET /"]);
    bench.behaviour = {
      returns: {
        headers: { "Content-Type": "text/html", "X-A": "solo", "X-B": true, Date: "d", "Transfer-Encoding": "chunked" },
        multiValueHeaders: { "X-A": ["multi"], "Set-Cookie": ["a=1", "b=2"] },
      },
    };
    const { headers } = await send({ path: "/dev" });
    expect(headers.slice(0, -3)).toEqual([
      ["X-A", "multi"],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["Content-Type", "text/html"],
      ["X-A", "solo"],
      ["X-B", "true"],
      ["x-amzn-Remapped-Date", "d"],
    ]);
  });

  it.each([
    ["a text", '"hello"'],
    ["no JSON", "hello"],
    ["an empty object", "{}"],
    ["nothing", "null"],
    ["an unknown member", '{"statusCode":200,"wrong":1}'],
    ["a status that is no number", '{"statusCode":"abc"}'],
    ["a body that is no text", '{"statusCode":200,"body":{}}'],
    ["a value where a list belongs", '{"statusCode":200,"multiValueHeaders":{"a":"b"}}'],
  ])("of %s are malformed", async (_name, returnsText) => {
    const { send } = await makeApi(["GET /"]);
    bench.behaviour = { returnsText };
    const answer = await send({ path: "/dev" });
    expect(answer).toMatchObject({ statusCode: 502, body: '{"message": "Internal server error"}' });
    expect(header(answer, "x-amzn-errortype")).toBe("InternalServerErrorException");
    expect(cloud.lineage().at(-1)).toMatchObject({ kind: "apigateway.response", outcome: "failed" });
  });

  it.each<[name: string, behaviour: FunctionWorkbench["behaviour"], status: number, body: string]>([
    ["a function that throws", { fails: { errorMessage: "x" } }, 502, '{"message": "Internal server error"}'],
    [
      "a function that is not there",
      { refuses: "ResourceNotFoundException" },
      500,
      '{"message": "Internal server error"}',
    ],
    ["an event that is too large", { refuses: "RequestTooLargeException" }, 413, '{"message":"Request Too Long"}'],
  ])("to %s", async (_name, behaviour, statusCode, body) => {
    const { send } = await makeApi(["GET /"]);
    bench.behaviour = behaviour;
    expect(await send({ path: "/dev" })).toMatchObject({ statusCode, body });
  });

  it("do not wait longer than 29 seconds", async () => {
    const { send } = await makeApi(["GET /"]);
    bench.behaviour = { takesMilliseconds: 60_000 };
    const waiting = send({ path: "/dev" });
    await cloud.advance(28_999);
    expect(await Promise.race([waiting, "still waiting"])).toBe("still waiting");
    await cloud.advance(1);
    expect(await waiting).toMatchObject({ statusCode: 504, body: '{"message": "Endpoint request timed out"}' });
  });
});

describe("routing", () => {
  it.each<[routes: readonly string[], method: string, path: string, resource: string | undefined, parameters?: object]>(
    [
      [["GET /pets/{id}", "GET /pets/dog", "ANY /{proxy+}"], "GET", "/pets/dog", "/pets/dog"],
      [["GET /pets/{id}", "GET /pets/dog", "ANY /{proxy+}"], "GET", "/pets/cat", "/pets/{id}", { id: "cat" }],
      [["GET /pets/{id}", "GET /pets/dog", "ANY /{proxy+}"], "GET", "/pets", "/{proxy+}", { proxy: "pets" }],
      [["GET /pets/{id}", "ANY /{proxy+}"], "GET", "/pets/a/b", "/{proxy+}", { proxy: "pets/a/b" }],
      [["GET /pets/{id}", "ANY /{proxy+}"], "POST", "/pets/a", undefined],
      [["ANY /x", "GET /x"], "GET", "/x/", "/x"],
      [["GET /{proxy+}"], "GET", "/a//b/", "/{proxy+}", { proxy: "a//b" }],
      [["GET /{proxy+}"], "GET", "/", undefined],
      [["GET /x"], "GET", "/y", undefined],
      [["GET /x"], "DELETE", "/x", undefined],
    ],
  )("of %j takes %s %s to %s", async (routes, method, path, resource, parameters) => {
    const { send } = await makeApi(routes);
    const answer = await send({ method, path: `/dev${path}` });
    if (resource === undefined) {
      expect(answer).toMatchObject({ statusCode: 403, body: '{"message":"Missing Authentication Token"}' });
      expect(header(answer, "x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
      expect(bench.calls).toEqual([]);
      return;
    }
    expect(event()).toMatchObject({ resource, path });
    expect(event()["pathParameters"]).toEqual(parameters ?? null);
  });

  it("answers under every form of address", async () => {
    const { restApiId } = await makeApi(["GET /x"]);
    for (const [host, path] of [
      [`${restApiId}.execute-api.localhost`, "/dev/x"],
      [`${restApiId}.execute-api.eu-west-1.localhost:1`, "/dev/x"],
      ["127.0.0.1:4566", `/_aws/execute-api/${restApiId}/dev/x`],
      ["127.0.0.1:4566", `/restapis/${restApiId}/dev/_user_request_/x`],
    ] as const) {
      expect(await ask(cloud, apigateway, { host, path })).toMatchObject({ statusCode: 200 });
      expect(event()).toMatchObject({ path: "/x", requestContext: { path: "/dev/x" } });
    }
    expect(apigateway.routes?.[0]?.claims("127.0.0.1", `/restapis/${restApiId}/resources`)).toBe(false);
  });

  it("forbids ids, stages and endpoints that are not there", async () => {
    const { restApiId, send } = await makeApi(["GET /x"]);
    const forbidden = { statusCode: 403, body: '{"message":"Forbidden"}' };
    expect(await send({ path: "/prod/x" })).toMatchObject(forbidden);
    const patchOperations = [{ op: "replace", path: "/disableExecuteApiEndpoint", value: "true" }] as const;
    await cloud.call(ApiGateway.UpdateRestApi, { restApiId, patchOperations });
    expect(await send({ path: "/dev/x" })).toMatchObject(forbidden);
    await cloud.call(ApiGateway.DeleteRestApi, { restApiId });
    expect(await send({ path: "/dev/x" })).toMatchObject(forbidden);
  });
});

describe("deployments", () => {
  it("are what a stage serves, whatever the API has become since", async () => {
    const { restApiId, addMethod, send } = await makeApi(["GET /x"]);
    const resourceId = await addMethod("POST /y");
    expect((await send({ method: "POST", path: "/dev/y" })).statusCode).toBe(403);
    const { id: second = "" } = await cloud.call(ApiGateway.CreateDeployment, { restApiId });
    expect((await send({ method: "POST", path: "/dev/y" })).statusCode).toBe(403);
    const stage = { restApiId, stageName: "dev" };
    await cloud.call(ApiGateway.UpdateStage, {
      ...stage,
      patchOperations: [{ op: "replace", path: "/deploymentId", value: second }],
    });
    await cloud.call(ApiGateway.DeleteResource, { restApiId, resourceId });
    expect((await send({ method: "POST", path: "/dev/y" })).statusCode).toBe(200);
    await cloud.call(ApiGateway.CreateDeployment, stage);
    expect((await send({ method: "POST", path: "/dev/y" })).statusCode).toBe(403);
    expect((await send({ path: "/dev/x" })).statusCode).toBe(200);
  });

  it("are there after a restart", async () => {
    const { send } = await makeApi(["GET /x"]);
    await cloud.restart();
    expect(await send({ path: "/dev/x" })).toMatchObject({ statusCode: 200, body: "ok" });
  });
});

describe("what a request leaves", () => {
  it("is a record that leads from the caller to the invocation", async () => {
    const { restApiId, send } = await makeApi(["GET /x"]);
    await send({
      path: "/dev/x",
      headers: [["x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678;Lineage=abc"]],
    });
    const records = cloud.lineage();
    const request = records.find(({ kind }) => kind === "apigateway.request");
    const resource = `arn:aws:execute-api:us-east-1:000000000000:${restApiId}/dev/GET/x`;
    expect(request).toMatchObject({ parent: "abc", outcome: "ok", resource });
    expect(records.find(({ kind }) => kind === "lambda.Invoke")?.parent).toBe(request?.id);
    expect(bench.calls[0]?.sourceArn).toBe(resource);
  });

  it("is metrics by API and stage, and usage", async () => {
    const { send } = await makeApi(["GET /x"]);
    await send({ path: "/dev/x" });
    await send({ path: "/dev/y" });
    await cloud.advance(120_000);
    const sums = new Map<string, number>();
    for (const { name, namespace, dimensions, values } of cloud.metrics()) {
      if (namespace !== "AWS/ApiGateway") continue;
      const total = [...values].reduce((sum, [value, count]) => sum + value * count, 0);
      sums.set(`${name} ${JSON.stringify(dimensions)}`, total);
    }
    expect(sums.get('Count {"ApiName":"n"}')).toBe(2);
    expect(sums.get('4XXError {"ApiName":"n","Stage":"dev"}')).toBe(1);
    expect(sums.get('5XXError {"ApiName":"n","Stage":"dev"}')).toBe(0);
    expect(JSON.stringify(cloud.usage())).toContain("ApiGatewayRequest");
  });
});
