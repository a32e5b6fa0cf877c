/** What requests to HTTP APIs do: events, responses, routing, CORS, deployments, as a client and a function see them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import {
  type Answered,
  ask,
  type Asked,
  FUNCTION_ARN,
  FUNCTION_URI,
  type FunctionWorkbench,
  functionWorkbench,
  header,
} from "../../platform/proxy/function-workbench.fixture.ts";
import { ApiGatewayV2, type CreateApiRequest } from "../../schema/generated/apigatewayv2.ts";
import { apigatewayv2 } from "./service.ts";

let cloud: TestPlatform;
let bench: FunctionWorkbench;

beforeEach(async () => {
  bench = functionWorkbench();
  cloud = await startTestPlatform({ services: [apigatewayv2, bench.service] });
});
afterEach(() => cloud.stop());

interface Made {
  readonly ApiId: string;
  readonly host: string;
  readonly send: (asked: Asked) => Promise<Answered>;
}

/** An API with one integration, the routes, and a stage that follows it. */
async function makeApi(
  routeKeys: readonly string[],
  options: { readonly version?: string; readonly stage?: string; readonly api?: Partial<CreateApiRequest> } = {},
): Promise<Made> {
  const { ApiId = "" } = await cloud.call(ApiGatewayV2.CreateApi, { Name: "n", ProtocolType: "HTTP", ...options.api });
  const { IntegrationId = "" } = await cloud.call(ApiGatewayV2.CreateIntegration, {
    ApiId,
    IntegrationType: "AWS_PROXY",
    IntegrationUri: FUNCTION_URI,
    PayloadFormatVersion: options.version ?? "2.0",
  });
  for (const RouteKey of routeKeys) {
    await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey, Target: `integrations/${IntegrationId}` });
  }
  await cloud.call(ApiGatewayV2.CreateStage, { ApiId, StageName: options.stage ?? "$default", AutoDeploy: true });
  const host = `${ApiId}.execute-api.localhost:4566`;
  return { ApiId, host, send: (asked) => ask(cloud, apigatewayv2, { host, ...asked }) };
}

const event = (): Record<string, unknown> => bench.calls.at(-1)?.event as Record<string, unknown>;

describe("the event of format 2.0", () => {
  it("has AWS's members for a request with everything", async () => {
    const { ApiId, host, send } = await makeApi(["POST /pets/{id}"]);
    await send({
      method: "POST",
      path: "/pets/a%20b",
      query: "q=1&q=two+words&empty&x=%C3%A9",
      headers: [
        ["host", host],
        ["content-type", "application/json; charset=utf-8"],
        ["x-thing", "1"],
        ["x-thing", "2"],
        ["cookie", "a=1; b=2"],
        ["user-agent", "test/1"],
        ["x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678"],
      ],
      body: '{"a":1}',
    });
    expect(event()).toEqual({
      version: "2.0",
      routeKey: "POST /pets/{id}",
      rawPath: "/pets/a b",
      rawQueryString: "q=1&q=two+words&empty&x=%C3%A9",
      cookies: ["a=1", "b=2"],
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-thing": "1,2",
        "user-agent": "test/1",
        "content-length": "7",
        host,
        "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "4566",
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { q: "1,two words", empty: "", x: "é" },
      requestContext: {
        accountId: "000000000000",
        apiId: ApiId,
        domainName: `${ApiId}.execute-api.localhost`,
        domainPrefix: ApiId,
        http: {
          method: "POST",
          path: "/pets/a b",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test/1",
        },
        requestId: expect.stringMatching(/^[\w-]{15}=$/),
        routeKey: "POST /pets/{id}",
        stage: "$default",
        time: "15/Jan/2026:12:00:00 +0000",
        timeEpoch: Date.UTC(2026, 0, 15, 12),
      },
      pathParameters: { id: "a b" },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it("leaves out what a request does not have", async () => {
    const { send } = await makeApi(["$default"]);
    await send({ path: "/x" });
    expect(Object.keys(event())).toEqual([
      "version",
      "routeKey",
      "rawPath",
      "rawQueryString",
      "headers",
      "requestContext",
      "isBase64Encoded",
    ]);
  });

  it.each([
    ["text/plain", "hi", "hi", false],
    ["text/html; charset=utf-8", "é", "é", false],
    ["application/json", "{}", "{}", false],
    ["application/xml", "<a/>", "<a/>", false],
    ["application/javascript", "1", "1", false],
    [undefined, "bare", "bare", false],
    ["application/x-www-form-urlencoded", "a=1", "YT0x", true],
    ["application/octet-stream", "\u0000", "AA==", true],
    ["image/png", "png", "cG5n", true],
  ])("carries a body of type %s", async (type, body, carried, isBase64Encoded) => {
    const { send } = await makeApi(["$default"]);
    await send({ method: "POST", body, headers: type === undefined ? [] : [["content-type", type]] });
    expect(event()).toMatchObject({ body: carried, isBase64Encoded });
  });

  it("tells the stage in path, context and variables", async () => {
    const { ApiId, send } = await makeApi(["GET /x"], { stage: "dev" });
    await cloud.call(ApiGatewayV2.UpdateStage, { ApiId, StageName: "dev", StageVariables: { color: "red" } });
    await send({ path: "/dev/x" });
    expect(event()).toMatchObject({
      rawPath: "/dev/x",
      requestContext: { stage: "dev", http: { path: "/dev/x" } },
      stageVariables: { color: "red" },
    });
  });
});

describe("the event of format 1.0", () => {
  it("has the members of REST events and a version", async () => {
    const { ApiId, host, send } = await makeApi(["ANY /pets/{id}"], { version: "1.0" });
    await send({
      path: "/pets/7",
      query: "q=1&q=2",
      headers: [
        ["host", host],
        ["user-agent", "test/1"],
        ["x-thing", "1"],
        ["x-thing", "2"],
      ],
    });
    expect(event()).toEqual({
      version: "1.0",
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "GET",
      headers: expect.objectContaining({ "User-Agent": "test/1", "x-thing": "2", Host: host }),
      multiValueHeaders: expect.objectContaining({ "x-thing": ["1", "2"], Host: [host] }),
      queryStringParameters: { q: "2" },
      multiValueQueryStringParameters: { q: ["1", "2"] },
      requestContext: {
        accountId: "000000000000",
        apiId: ApiId,
        domainName: `${ApiId}.execute-api.localhost`,
        domainPrefix: ApiId,
        extendedRequestId: expect.any(String),
        httpMethod: "GET",
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: "127.0.0.1",
          user: null,
          userAgent: "test/1",
          userArn: null,
        },
        path: "/pets/7",
        protocol: "HTTP/1.1",
        requestId: expect.any(String),
        requestTime: "15/Jan/2026:12:00:00 +0000",
        requestTimeEpoch: Date.UTC(2026, 0, 15, 12),
        resourceId: "ANY /pets/{id}",
        resourcePath: "/pets/{id}",
        stage: "$default",
      },
      pathParameters: { id: "7" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });
});

describe("responses", () => {
  const json = "application/json";
  const text = "text/plain; charset=utf-8";
  it.each<[name: string, returned: unknown, status: number, type: string, body: string]>([
    ["an object without a status", { a: 1 }, 200, json, '{"a":1}'],
    ["an object with a body and no status", { body: "x" }, 200, json, '{"body":"x"}'],
    ["a text", "hello", 200, json, "hello"],
    ["a list", [1, 2], 200, json, "[1,2]"],
    ["nothing", null, 200, json, "null"],
    ["a status alone", { statusCode: 204 }, 204, text, ""],
    ["a status as text", { statusCode: "201", body: "x" }, 201, text, "x"],
    ["base64", { statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, text, "hi"],
    ["a content type", { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "b" }, 200, "text/html", "b"],
  ])("of format 2.0: %s", async (_name, returns, status, type, body) => {
    const { send } = await makeApi(["$default"]);
    bench.behaviour = { returns };
    const answer = await send({});
    expect([answer.statusCode, header(answer, "content-type"), answer.body]).toEqual([status, type, body]);
    expect(header(answer, "apigw-requestid")).toMatch(/=$/);
  });

  it("sends lower-case header names, numbers as text, and a header for each cookie", async () => {
    const { send } = await makeApi(["$default"]);
    bench.behaviour = {
      returns: { statusCode: 200, headers: { "X-N": 1, "X-No": null, "Content-Length": 99 }, cookies: ["a=1", "b=2"] },
    };
    const { headers } = await send({});
    expect(headers.slice(0, -1)).toEqual([
      ["content-type", text],
      ["x-n", "1"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
  });

  it("of format 1.0 joins both kinds of headers", async () => {
    const { send } = await makeApi(["$default"], { version: "1.0" });
    bench.behaviour = {
      returns: { headers: { X: "solo", Y: "same" }, multiValueHeaders: { X: ["multi"], Y: ["same"] }, body: "b" },
    };
    const answer = await send({});
    expect(answer).toMatchObject({ statusCode: 200, body: "b" });
    expect(answer.headers.filter(([name]) => name === "x" || name === "y")).toEqual([
      ["x", "multi"],
      ["y", "same"],
      ["x", "solo"],
    ]);
  });

  it.each<[version: string, name: string, returned: string]>([
    ["2.0", "no JSON", "hello"],
    ["2.0", "a body that is no text", '{"statusCode":200,"body":{}}'],
    ["2.0", "a status that is no number", '{"statusCode":"abc"}'],
    ["2.0", "a status that is none", '{"statusCode":99}'],
    ["2.0", "a list as a header", '{"statusCode":200,"headers":{"a":["b"]}}'],
    ["2.0", "a header that would split the response", '{"statusCode":200,"headers":{"a":"b\\r\\nc: d"}}'],
    ["2.0", "cookies that are no list", '{"statusCode":200,"cookies":"a=1"}'],
    ["1.0", "a text", '"hello"'],
    ["1.0", "an empty object", "{}"],
    ["1.0", "an unknown member", '{"statusCode":200,"cookies":[]}'],
    ["1.0", "a value where a list belongs", '{"statusCode":200,"multiValueHeaders":{"a":"b"}}'],
    ["1.0", "null", "null"],
  ])("of format %s with %s are malformed", async (version, _name, returnsText) => {
    const { send } = await makeApi(["$default"], { version });
    bench.behaviour = { returnsText };
    const answer = await send({});
    expect(answer).toMatchObject({ statusCode: 500, body: '{"message":"Internal Server Error"}' });
    expect(cloud.lineage().at(-1)).toMatchObject({ kind: "apigateway.response", outcome: "failed" });
  });

  it.each<[name: string, behaviour: FunctionWorkbench["behaviour"], status: number, message: string]>([
    ["a function that throws", { fails: { errorMessage: "x" } }, 500, "Internal Server Error"],
    ["a function that is not there", { refuses: "ResourceNotFoundException" }, 500, "Internal Server Error"],
    ["an event that is too large", { refuses: "RequestTooLargeException" }, 413, "Request Entity Too Large"],
  ])("to %s", async (_name, behaviour, statusCode, message) => {
    const { send } = await makeApi(["$default"]);
    bench.behaviour = behaviour;
    expect(await send({})).toMatchObject({ statusCode, body: JSON.stringify({ message }) });
  });

  it("do not wait longer than the integration says", async () => {
    const { ApiId, send } = await makeApi(["$default"]);
    const { Items = [] } = await cloud.call(ApiGatewayV2.GetIntegrations, { ApiId });
    const IntegrationId = Items[0]?.IntegrationId ?? "";
    await cloud.call(ApiGatewayV2.UpdateIntegration, { ApiId, IntegrationId, TimeoutInMillis: 1_000 });
    bench.behaviour = { takesMilliseconds: 2_000 };
    const waiting = send({});
    await cloud.advance(999);
    expect(await Promise.race([waiting, "still waiting"])).toBe("still waiting");
    await cloud.advance(1);
    expect(await waiting).toMatchObject({ statusCode: 503, body: '{"message":"Service Unavailable"}' });
  });
});

describe("routing", () => {
  const documented = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];
  it.each<[routes: readonly string[], method: string, path: string, routeKey: string | undefined, parameters?: object]>(
    [
      [documented, "GET", "/pets/dog/1", "GET /pets/dog/1"],
      [documented, "GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
      [documented, "GET", "/pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
      [documented, "POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
      [documented, "POST", "/pets/dog/1", "ANY /{proxy+}", { proxy: "pets/dog/1" }],
      [documented, "GET", "/", "$default"],
      [["ANY /x", "GET /x"], "GET", "/x", "GET /x"],
      [["ANY /x", "GET /x"], "PUT", "/x", "ANY /x"],
      [["GET /{a}/b", "GET /a/{b}"], "GET", "/a/b", "GET /a/{b}", { b: "b" }],
      [["GET /a/{p+}", "GET /{x}/{y}"], "GET", "/a/b", "GET /{x}/{y}", { x: "a", y: "b" }],
      [["GET /a/{p+}", "GET /{p+}"], "GET", "/a/b/c", "GET /a/{p+}", { p: "b/c" }],
      [["GET /a/{p+}"], "GET", "/a", undefined],
      [["GET /a/{p+}"], "GET", "/a/", undefined],
      [["GET /a"], "GET", "/a/", undefined],
      [["GET /a"], "GET", "/A", undefined],
      [["GET /a"], "POST", "/a", undefined],
      [["GET /"], "GET", "/", "GET /"],
      [["GET /a/{id}"], "GET", "/a/x%2Fy", undefined],
    ],
  )("of %j takes %s %s to %s", async (routes, method, path, routeKey, parameters) => {
    const { send } = await makeApi(routes);
    const answer = await send({ method, path });
    if (routeKey === undefined) {
      expect(answer).toMatchObject({ statusCode: 404, body: '{"message":"Not Found"}' });
      expect(bench.calls).toEqual([]);
      return;
    }
    expect(event()["routeKey"]).toBe(routeKey);
    expect(event()["pathParameters"]).toEqual(parameters);
  });

  it("answers under every form of address", async () => {
    const { ApiId } = await makeApi(["GET /x"]);
    await cloud.call(ApiGatewayV2.CreateStage, { ApiId, StageName: "dev", AutoDeploy: true });
    const addresses: readonly [host: string, path: string, rawPath: string, stage: string][] = [
      [`${ApiId}.execute-api.localhost`, "/x", "/x", "$default"],
      [`${ApiId}.execute-api.localhost:4566`, "/dev/x", "/dev/x", "dev"],
      [`${ApiId}.execute-api.us-east-1.localhost:1`, "/x", "/x", "$default"],
      [`${ApiId}.execute-api.us-east-1.amazonaws.com`, "/x", "/x", "$default"],
      ["127.0.0.1:4566", `/_aws/execute-api/${ApiId}/x`, "/x", "$default"],
      ["127.0.0.1:4566", `/_aws/execute-api/${ApiId}/$default/x`, "/x", "$default"],
      ["127.0.0.1:4566", `/_aws/execute-api/${ApiId}/%24default/x`, "/x", "$default"],
      ["127.0.0.1:4566", `/_aws/execute-api/${ApiId}/dev/x`, "/dev/x", "dev"],
    ];
    for (const [host, path, rawPath, stage] of addresses) {
      expect(await ask(cloud, apigatewayv2, { host, path })).toMatchObject({ statusCode: 200 });
      expect(event()).toMatchObject({ rawPath, requestContext: { stage } });
    }
  });

  it("claims nothing else", () => {
    const claims = (host: string, path: string): boolean =>
      apigatewayv2.routes?.some((route) => route.claims(host, path)) ?? false;
    expect(claims("127.0.0.1:4566", "/v2/apis")).toBe(false);
    expect(claims("localhost", "/_aws/execute-api/")).toBe(false);
    expect(claims("zaaaaaaaaa.execute-api.localhost", "/")).toBe(false);
    expect(claims("evil-aaaaaaaaaa.execute-api.localhost", "/")).toBe(false);
  });

  it("answers for ids that no API has, and for APIs whose endpoint is disabled", async () => {
    const { ApiId, send } = await makeApi(["GET /x"]);
    await cloud.call(ApiGatewayV2.UpdateApi, { ApiId, DisableExecuteApiEndpoint: true });
    expect(await send({ path: "/x" })).toMatchObject({ statusCode: 404, body: '{"message":"Not Found"}' });
    await cloud.call(ApiGatewayV2.DeleteApi, { ApiId });
    expect(await send({ path: "/x" })).toMatchObject({ statusCode: 403, body: '{"message":"Forbidden"}' });
  });

  it("invokes the function that stage variables name, for the account of the API", async () => {
    const account = "111111111111";
    const call = { account, region: "eu-west-1" };
    const { ApiId = "" } = await cloud.call(ApiGatewayV2.CreateApi, { Name: "n", ProtocolType: "HTTP" }, call);
    const { IntegrationId = "" } = await cloud.call(
      ApiGatewayV2.CreateIntegration,
      {
        ApiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: "arn:aws:lambda:eu-west-1:111111111111:function:${stageVariables.name}",
        PayloadFormatVersion: "2.0",
      },
      call,
    );
    const Target = `integrations/${IntegrationId}`;
    await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /pets/{id}", Target }, call);
    await cloud.call(
      ApiGatewayV2.CreateStage,
      { ApiId, StageName: "s", AutoDeploy: true, StageVariables: { name: "blue" } },
      call,
    );
    await ask(cloud, apigatewayv2, { path: `/_aws/execute-api/${ApiId}/s/pets/7` });
    expect(bench.calls[0]).toMatchObject({
      functionName: "arn:aws:lambda:eu-west-1:111111111111:function:blue",
      sourceArn: `arn:aws:execute-api:eu-west-1:111111111111:${ApiId}/s/GET/pets/7`,
    });
    expect(event()).toMatchObject({ requestContext: { accountId: account } });
  });
});

describe("CORS", () => {
  const cors = {
    AllowOrigins: ["https://a.example", "http://*"],
    AllowMethods: ["GET", "POST"],
    AllowHeaders: ["X-Thing"],
    ExposeHeaders: ["X-Out"],
    MaxAge: 60,
    AllowCredentials: true,
  };
  const allowed = (origin: string): object => ({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": "x-thing",
    "access-control-max-age": "60",
    "access-control-allow-credentials": "true",
  });
  it.each<[origin: string, method: string, headers: string | undefined, expected: object]>([
    ["https://a.example", "GET", undefined, allowed("https://a.example")],
    ["https://a.example", "POST", "x-thing", allowed("https://a.example")],
    ["http://anything.example", "GET", "X-Thing", allowed("http://anything.example")],
    ["https://b.example", "GET", undefined, {}],
    ["https://a.example", "DELETE", undefined, {}],
    ["https://a.example", "GET", "x-thing, x-other", {}],
  ])("answers a preflight request of %s for %s with %s", async (origin, method, headers, expected) => {
    const { send } = await makeApi(["GET /x"], { api: { CorsConfiguration: cors } });
    const answer = await send({
      method: "OPTIONS",
      path: "/x",
      headers: [
        ["origin", origin],
        ["access-control-request-method", method],
        ...(headers === undefined ? [] : [["access-control-request-headers", headers] as const]),
      ],
    });
    expect(answer).toMatchObject({ statusCode: 204, body: "" });
    const { "apigw-requestid": _id, ...rest } = Object.fromEntries(answer.headers);
    expect(rest).toEqual(expected);
    expect(bench.calls).toEqual([]);
  });

  it("writes its own headers over a function's, on the gateway's own answers too", async () => {
    const { send } = await makeApi(["GET /x"], { api: { CorsConfiguration: cors } });
    bench.behaviour = { returns: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } } };
    const ours = await send({ path: "/x", headers: [["origin", "https://a.example"]] });
    expect(header(ours, "access-control-allow-origin")).toBe("https://a.example");
    expect(header(ours, "access-control-expose-headers")).toBe("x-out");
    expect(header(ours, "access-control-allow-credentials")).toBe("true");
    const foreign = await send({ path: "/x", headers: [["origin", "https://b.example"]] });
    expect(header(foreign, "access-control-allow-origin")).toBeUndefined();
    const missing = await send({ path: "/y", headers: [["origin", "https://a.example"]] });
    expect([missing.statusCode, header(missing, "access-control-allow-origin")]).toEqual([404, "https://a.example"]);
  });

  it("is the function's own business where the API has no configuration", async () => {
    const { send } = await makeApi(["OPTIONS /x"]);
    bench.behaviour = { returns: { statusCode: 200, headers: { "Access-Control-Allow-Origin": "mine" } } };
    const headers = [["origin", "https://a.example"] as const, ["access-control-request-method", "GET"] as const];
    expect(header(await send({ method: "OPTIONS", path: "/x", headers }), "access-control-allow-origin")).toBe("mine");
  });

  it("answers any origin with * where all are allowed", async () => {
    const { send } = await makeApi(["GET /x"], { api: { CorsConfiguration: { AllowOrigins: ["*"] } } });
    const answer = await send({ path: "/x", headers: [["origin", "https://a.example"]] });
    expect(header(answer, "access-control-allow-origin")).toBe("*");
    const preflight = await send({
      method: "OPTIONS",
      headers: [
        ["origin", "https://a.example"],
        ["access-control-request-method", "POST"],
      ],
    });
    expect(preflight.headers.slice(0, -1)).toEqual([["access-control-allow-origin", "*"]]);
  });
});

describe("deployments", () => {
  it("show changes only once they are deployed, unless the stage follows them", async () => {
    const { ApiId, send } = await makeApi(["GET /x"]);
    await cloud.call(ApiGatewayV2.CreateStage, { ApiId, StageName: "slow" });
    const status = async (path: string): Promise<number> => (await send({ path })).statusCode;
    expect(await status("/slow/x")).toBe(404);
    await cloud.call(ApiGatewayV2.CreateDeployment, { ApiId, StageName: "slow" });
    const { Items: before = [] } = await cloud.call(ApiGatewayV2.GetRoutes, { ApiId });
    await cloud.call(ApiGatewayV2.UpdateRoute, { ApiId, RouteId: before[0]?.RouteId ?? "", RouteKey: "GET /y" });
    expect([await status("/x"), await status("/y")]).toEqual([404, 200]);
    expect([await status("/slow/x"), await status("/slow/y")]).toEqual([200, 404]);
    const { DeploymentId } = await cloud.call(ApiGatewayV2.CreateDeployment, { ApiId, Description: "d" });
    expect(await status("/slow/y")).toBe(404);
    await cloud.call(ApiGatewayV2.UpdateStage, { ApiId, StageName: "slow", DeploymentId });
    expect(await status("/slow/y")).toBe(200);
  });

  it("include integrations and CORS", async () => {
    const { ApiId, send } = await makeApi(["GET /x"], { api: { CorsConfiguration: { AllowOrigins: ["*"] } } });
    await cloud.call(ApiGatewayV2.UpdateStage, { ApiId, StageName: "$default", AutoDeploy: false });
    const { Items = [] } = await cloud.call(ApiGatewayV2.GetIntegrations, { ApiId });
    const IntegrationId = Items[0]?.IntegrationId ?? "";
    const IntegrationUri = `${FUNCTION_ARN}:live`;
    await cloud.call(ApiGatewayV2.UpdateIntegration, { ApiId, IntegrationId, IntegrationUri });
    await cloud.call(ApiGatewayV2.DeleteCorsConfiguration, { ApiId });
    const asked = { path: "/x", headers: [["origin", "https://a.example"]] } as const;
    expect(header(await send(asked), "access-control-allow-origin")).toBe("*");
    expect(bench.calls.at(-1)?.functionName).toBe(FUNCTION_ARN);
    await cloud.call(ApiGatewayV2.UpdateStage, { ApiId, StageName: "$default", AutoDeploy: true });
    expect(header(await send(asked), "access-control-allow-origin")).toBeUndefined();
    expect(bench.calls.at(-1)?.functionName).toBe(IntegrationUri);
  });

  it("say how they went, and automatic ones that nobody serves are gone", async () => {
    const { ApiId = "" } = await cloud.call(ApiGatewayV2.CreateApi, { Name: "n", ProtocolType: "HTTP" });
    const stage = { ApiId, StageName: "$default" };
    expect(await cloud.call(ApiGatewayV2.CreateStage, { ...stage, AutoDeploy: true })).toMatchObject({
      LastDeploymentStatusMessage:
        "Deployment attempt failed: Unable to deploy API because no routes exist in this API",
    });
    await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /a" });
    await cloud.call(ApiGatewayV2.CreateRoute, { ApiId, RouteKey: "GET /b" });
    const { DeploymentId, LastDeploymentStatusMessage } = await cloud.call(ApiGatewayV2.GetStage, stage);
    expect(LastDeploymentStatusMessage).toBe(`Successfully deployed stage with deployment ID '${DeploymentId}'`);
    expect(await cloud.call(ApiGatewayV2.GetDeployments, { ApiId })).toMatchObject({
      Items: [{ DeploymentId, AutoDeployed: true, DeploymentStatus: "DEPLOYED" }],
    });
  });

  it("are there after a restart", async () => {
    const { send } = await makeApi(["GET /x"]);
    await cloud.restart();
    expect(await send({ path: "/x" })).toMatchObject({ statusCode: 200, body: "ok" });
  });
});

describe("what a request leaves", () => {
  it("is a record that leads from the caller to the invocation", async () => {
    const { ApiId, send } = await makeApi(["GET /x"]);
    await send({ path: "/x", headers: [["x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678;Lineage=abc"]] });
    const records = cloud.lineage();
    const request = records.find(({ kind }) => kind === "apigateway.request");
    expect(request).toMatchObject({
      parent: "abc",
      outcome: "ok",
      resource: `arn:aws:execute-api:us-east-1:000000000000:${ApiId}/$default/GET/x`,
    });
    expect(records.find(({ kind }) => kind === "lambda.Invoke")?.parent).toBe(request?.id);
    await send({ path: "/y" });
    expect(cloud.lineage().at(-1)).toMatchObject({
      kind: "apigateway.request",
      outcome: "failed",
      reason: "No route of stage $default takes GET /y.",
    });
  });

  it("is metrics by API and stage, and by route where a stage says so, and usage", async () => {
    const { ApiId, send } = await makeApi(["GET /x"]);
    await cloud.call(ApiGatewayV2.UpdateStage, {
      ApiId,
      StageName: "$default",
      DefaultRouteSettings: { DetailedMetricsEnabled: true },
    });
    await send({ path: "/x" });
    await send({ path: "/y" });
    await cloud.advance(120_000);
    const sums = new Map<string, number>();
    for (const { name, dimensions, values } of cloud
      .metrics()
      .filter(({ namespace }) => namespace === "AWS/ApiGateway")) {
      const total = [...values].reduce((sum, [value, count]) => sum + value * count, 0);
      sums.set(`${name} ${Object.keys(dimensions).join(",")}`, total);
    }
    expect(sums.get("Count ApiId")).toBe(2);
    expect(sums.get("4xx ApiId,Stage")).toBe(1);
    expect(sums.get("5xx ApiId,Stage")).toBe(0);
    expect(sums.get("Count ApiId,Stage,Method,Resource")).toBe(1);
    expect([...sums.keys()].filter((key) => key.endsWith(" ApiId")).toSorted()).toEqual(
      ["4xx", "5xx", "Count", "DataProcessed", "IntegrationLatency", "Latency"].map((name) => `${name} ApiId`),
    );
    expect(JSON.stringify(cloud.usage())).toContain("ApiGatewayHttpRequest");
  });
});
