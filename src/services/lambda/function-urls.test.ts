/** Function URLs: made, asked over HTTP without a wire, and refused as AWS refuses. */
import { describe, expect, it } from "vitest";
import type { UserCaller } from "../../platform/caller.ts";
import { ask, type Asked, header } from "../../platform/proxy/function-workbench.fixture.ts";
import type { RequestSigner } from "../../platform/http.ts";
import { type FunctionUrlAuthType, Lambda } from "../../schema/generated/lambda.ts";
import { startLambdaCloud, type Handler, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { lambda } from "./service.ts";

const FunctionName = "web";
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:web";

/** Lets everybody in, as the console does for NONE. */
const PUBLIC = {
  FunctionName,
  StatementId: "url",
  Action: "lambda:InvokeFunctionUrl",
  Principal: "*",
  FunctionUrlAuthType: "NONE",
} as const;

interface Web extends LambdaCloud {
  readonly urlId: string;
  get(asked?: Asked): ReturnType<typeof ask>;
}

async function startWeb(
  handler: Handler,
  { cors, authType = "NONE" }: { readonly cors?: object; readonly authType?: FunctionUrlAuthType } = {},
): Promise<Web> {
  const cloud = await startLambdaCloud();
  await cloud.deploy(FunctionName, handler);
  const made = await cloud.call(Lambda.CreateFunctionUrlConfig, {
    FunctionName,
    AuthType: authType,
    ...(cors === undefined ? {} : { Cors: cors }),
  });
  if (authType === "NONE") await cloud.call(Lambda.AddPermission, PUBLIC);
  const host = new URL(made.FunctionUrl).host;
  return {
    ...cloud,
    urlId: host.slice(0, 32),
    get: (asked = {}) => ask(cloud, lambda, { host, ...asked }),
  };
}

describe("a function URL", () => {
  it("is shown by Create, Get, Update and List, and gone after Delete", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy(FunctionName, () => null);
    const made = await cloud.call(Lambda.CreateFunctionUrlConfig, { FunctionName, AuthType: "NONE" });
    const time = new Date(cloud.now()).toISOString();
    expect(made).toEqual({
      FunctionUrl: expect.stringMatching(/^http:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost:4566\/$/),
      FunctionArn: ARN,
      AuthType: "NONE",
      CreationTime: time,
    });
    await cloud.advance(1000);
    const changed = await cloud.call(Lambda.UpdateFunctionUrlConfig, {
      FunctionName,
      AuthType: "AWS_IAM",
      Cors: { AllowOrigins: ["*"] },
    });
    expect(changed).toEqual({
      ...made,
      AuthType: "AWS_IAM",
      Cors: { AllowOrigins: ["*"] },
      InvokeMode: "BUFFERED",
      LastModifiedTime: new Date(cloud.now()).toISOString(),
    });
    expect(await cloud.call(Lambda.GetFunctionUrlConfig, { FunctionName })).toEqual(changed);
    const { FunctionUrlConfigs } = await cloud.call(Lambda.ListFunctionUrlConfigs, { FunctionName });
    expect(FunctionUrlConfigs).toEqual([changed]);
    await cloud.call(Lambda.DeleteFunctionUrlConfig, { FunctionName });
    await expect(cloud.call(Lambda.GetFunctionUrlConfig, { FunctionName })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    const gone = await ask(cloud, lambda, { host: new URL(made.FunctionUrl).host });
    expect(gone).toMatchObject({ statusCode: 403, body: '{"Message":null}' });
    await cloud.stop();
  });

  it("is deleted with its function", async () => {
    const web = await startWeb(() => "hello");
    await web.call(Lambda.DeleteFunction, { FunctionName });
    expect(await web.get()).toMatchObject({ statusCode: 403, body: '{"Message":null}' });
    await web.deploy(FunctionName, () => "again");
    await expect(web.call(Lambda.GetFunctionUrlConfig, { FunctionName })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await web.stop();
  });

  it("hands the function an event of payload format 2.0", async () => {
    const events: unknown[] = [];
    const web = await startWeb((event) => void events.push(event));
    const answer = await web.get({
      method: "POST",
      path: "/a%20b/c",
      query: "x=1&x=2&y=a+b",
      headers: [
        ["content-type", "application/json"],
        ["cookie", "one=1; two=2"],
        ["user-agent", "tester"],
        ["x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793"],
      ],
      body: '{"hello":1}',
    });
    const domainName = `${web.urlId}.lambda-url.us-east-1.localhost`;
    expect(events).toEqual([
      {
        version: "2.0",
        routeKey: "$default",
        rawPath: "/a%20b/c",
        rawQueryString: "x=1&x=2&y=a+b",
        cookies: ["one=1", "two=2"],
        headers: {
          "content-type": "application/json",
          "content-length": "11",
          "user-agent": "tester",
          host: `${domainName}:4566`,
          "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
          "x-forwarded-for": "127.0.0.1",
          "x-forwarded-port": "4566",
          "x-forwarded-proto": "http",
        },
        queryStringParameters: { x: "1,2", y: "a b" },
        requestContext: {
          accountId: "anonymous",
          apiId: web.urlId,
          domainName,
          domainPrefix: web.urlId,
          http: {
            method: "POST",
            path: "/a%20b/c",
            protocol: "HTTP/1.1",
            sourceIp: "127.0.0.1",
            userAgent: "tester",
          },
          requestId: header(answer, "x-amzn-requestid"),
          routeKey: "$default",
          stage: "$default",
          time: "15/Jan/2026:12:00:00 +0000",
          timeEpoch: web.now(),
        },
        body: '{"hello":1}',
        isBase64Encoded: false,
      },
    ]);
    await web.stop();
  });

  it("answers at a path as well", async () => {
    const web = await startWeb((event) => (event as { rawPath: string }).rawPath);
    const host = "127.0.0.1:4566";
    expect(await web.get({ host, path: `/_aws/lambda-url/${web.urlId}/deep/er` })).toMatchObject({ body: "/deep/er" });
    expect(await web.get({ host, path: `/_aws/lambda-url/${web.urlId}` })).toMatchObject({ body: "/" });
    expect(await web.get({ host, path: `/_aws/lambda-url/${"0".repeat(32)}/` })).toMatchObject({
      statusCode: 403,
      body: '{"Message":null}',
      headers: expect.arrayContaining([["x-amzn-errortype", "AccessDeniedException"]]),
    });
    await web.stop();
  });

  it.each<[string, string | undefined, string | Uint8Array, { body?: string; isBase64Encoded: boolean }]>([
    ["nothing", undefined, "", { isBase64Encoded: false }],
    ["text", "text/plain; charset=utf-8", "é", { body: "é", isBase64Encoded: false }],
    ["JSON", "application/json", "{}", { body: "{}", isBase64Encoded: false }],
    ["a form", "multipart/form-data; boundary=x", "ab", { body: "YWI=", isBase64Encoded: true }],
    ["bytes", "application/octet-stream", Buffer.from([0, 255]), { body: "AP8=", isBase64Encoded: true }],
  ])("carries %s as AWS does", async (_name, type, body, expected) => {
    const web = await startWeb((event) => {
      const { body: seen, isBase64Encoded } = event as { body?: string; isBase64Encoded: boolean };
      return { body: seen, isBase64Encoded };
    });
    const headers: [string, string][] = type === undefined ? [] : [["content-type", type]];
    const answer = await web.get({ method: "POST", headers, body });
    expect(JSON.parse(answer.body)).toEqual(expected);
    await web.stop();
  });

  it.each<[string, unknown, number, string, string]>([
    ["an object without statusCode", { a: 1 }, 200, "application/json", '{"a":1}'],
    ["a text, without quotes", "hello", 200, "application/json", "hello"],
    ["nothing", null, 200, "application/json", "null"],
    ["a number", 5, 200, "application/json", "5"],
    ["a status as text", { statusCode: "201", body: "made" }, 201, "application/json", "made"],
    ["headers", { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "<p>" }, 200, "text/html", "<p>"],
    ["base64", { statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, "application/json", "hi"],
    ["a status that is none", { statusCode: "x" }, 502, "application/json", "Internal Server Error"],
    ["a body that is no text", { statusCode: 200, body: {} }, 502, "application/json", "Internal Server Error"],
    [
      "a header that would split the answer",
      { statusCode: 200, headers: { a: "b\r\nc: d" } },
      502,
      "application/json",
      "Internal Server Error",
    ],
  ])("answers with %s", async (_name, result, statusCode, type, body) => {
    const web = await startWeb(() => result);
    const answer = await web.get();
    expect({ statusCode: answer.statusCode, type: header(answer, "content-type"), body: answer.body }).toEqual({
      statusCode,
      type,
      body,
    });
    await web.stop();
  });

  it("sends each cookie as a header of its own", async () => {
    const web = await startWeb(() => ({ statusCode: 204, cookies: ["a=1", "b=2; Secure"] }));
    const { headers } = await web.get();
    expect(headers.filter(([name]) => name === "set-cookie")).toEqual([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2; Secure"],
    ]);
    await web.stop();
  });

  it("answers 502 when the function fails, 429 when it is throttled, 413 when the request is too long", async () => {
    const web = await startWeb(() => {
      throw new Error("broken");
    });
    expect(await web.get()).toMatchObject({ statusCode: 502, body: "Internal Server Error" });
    await web.call(Lambda.PutFunctionConcurrency, { FunctionName, ReservedConcurrentExecutions: 0 });
    const throttled = await web.get();
    expect(throttled.statusCode).toBe(429);
    expect(JSON.parse(throttled.body)).toMatchObject({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      message: "Rate Exceeded.",
    });
    expect(await web.get({ method: "POST", body: Buffer.alloc(6 * 1024 * 1024) })).toMatchObject({ statusCode: 413 });
    const outcomes = web.lineage().filter((each) => each.kind === "lambda.url");
    expect(outcomes.map((each) => each.outcome)).toEqual(["ok", "failed", "ok", "failed", "ok", "failed"]);
    await web.stop();
  });

  it("counts its requests", async () => {
    const web = await startWeb((event) => ({
      statusCode: (event as { rawPath: string }).rawPath === "/no" ? 404 : 200,
    }));
    await web.get();
    await web.get({ path: "/no" });
    await web.advance(60_000);
    const counted = Object.fromEntries(
      web
        .metrics()
        .filter(({ name, dimensions }) => name.startsWith("Url") && dimensions["Resource"] === FunctionName)
        .map(({ name, values }) => [name, values]),
    );
    expect(Object.keys(counted).toSorted()).toEqual(["Url4xxCount", "UrlRequestCount", "UrlRequestLatency"]);
    await web.stop();
  });
});

describe("CORS of a function URL", () => {
  const cors = { AllowOrigins: ["https://a.example"], AllowMethods: ["GET"], AllowHeaders: ["X-One"], MaxAge: 60 };
  const preflight = (origin: string, method: string): Asked => ({
    method: "OPTIONS",
    headers: [
      ["origin", origin],
      ["access-control-request-method", method],
      ["access-control-request-headers", "x-one"],
    ],
  });

  it("answers preflight requests itself, with grants where they match", async () => {
    const web = await startWeb(() => "ran", { cors });
    const granted = await web.get(preflight("https://a.example", "GET"));
    expect(granted.statusCode).toBe(200);
    expect(Object.fromEntries(granted.headers)).toMatchObject({
      "access-control-allow-origin": "https://a.example",
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "x-one",
      "access-control-max-age": "60",
    });
    for (const asked of [preflight("https://b.example", "GET"), preflight("https://a.example", "PUT")]) {
      const refused = await web.get(asked);
      expect(refused.statusCode).toBe(200);
      expect(refused.headers.map(([name]) => name)).toEqual(["x-amzn-requestid"]);
    }
    expect(web.runtime.invocations).toEqual([]);
    await web.stop();
  });

  it("takes the place of what the function says", async () => {
    const web = await startWeb(() => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" } }), { cors });
    const answer = await web.get({ headers: [["origin", "https://a.example"]] });
    expect(header(answer, "access-control-allow-origin")).toBe("https://a.example");
    expect(header(await web.get(), "access-control-allow-origin")).toBeUndefined();
    await web.stop();
  });
});

describe("who may invoke a function URL", () => {
  const user = (account: string, kind: UserCaller["kind"] = "user"): UserCaller => ({
    kind,
    account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
    accessKeyId: "AKIA",
  });
  const grant = (principal: string, authType: FunctionUrlAuthType, more: object = {}): object => ({
    ...PUBLIC,
    Principal: principal,
    FunctionUrlAuthType: authType,
    ...more,
  });
  const own = user("000000000000");
  const other = user("111111111111");

  it.each<[string, FunctionUrlAuthType, object | undefined, RequestSigner | undefined, number]>([
    ["NONE without a policy", "NONE", undefined, undefined, 403],
    ["NONE with the statement for everybody", "NONE", grant("*", "NONE"), undefined, 200],
    ["NONE with a statement for signed requests", "NONE", grant("*", "AWS_IAM"), undefined, 403],
    ["NONE with a statement for one account", "NONE", grant("111111111111", "NONE"), other, 403],
    [
      "NONE with a statement for Invoke",
      "NONE",
      { FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal: "*" },
      undefined,
      403,
    ],
    [
      "NONE with a statement for one organization",
      "NONE",
      grant("*", "NONE", { PrincipalOrgID: "o-1234567890" }),
      undefined,
      403,
    ],
    ["AWS_IAM, not signed", "AWS_IAM", grant("*", "AWS_IAM"), user("000000000000", "anonymous"), 403],
    ["AWS_IAM with a bad signature", "AWS_IAM", undefined, { kind: "refused", reason: "does not match" }, 403],
    ["AWS_IAM, signed in the account", "AWS_IAM", undefined, own, 200],
    ["AWS_IAM, signed elsewhere", "AWS_IAM", undefined, other, 403],
    ["AWS_IAM, signed elsewhere with a statement", "AWS_IAM", grant("111111111111", "AWS_IAM"), other, 200],
  ])("%s", async (_name, authType, statement, signer, statusCode) => {
    const cloud = await startLambdaCloud();
    const events: unknown[] = [];
    await cloud.deploy(FunctionName, (event) => void events.push(event));
    const made = await cloud.call(Lambda.CreateFunctionUrlConfig, { FunctionName, AuthType: authType });
    if (statement !== undefined) await cloud.callUnchecked(Lambda.AddPermission, statement);
    const host = new URL(made.FunctionUrl).host;
    const answer = await ask(cloud, lambda, { host, ...(signer === undefined ? {} : { signer: () => signer }) });
    expect(answer.statusCode).toBe(statusCode);
    if (statusCode === 403) {
      expect(answer.body).toContain("Forbidden. For troubleshooting Function URL authorization issues, see: https://");
      expect(header(answer, "x-amzn-errortype")).toBe("AccessDeniedException");
      expect(cloud.lineage().find((each) => each.kind === "lambda.url")).toMatchObject({ outcome: "denied" });
      expect(events).toEqual([]);
    } else if (authType === "AWS_IAM" && signer !== undefined && "account" in signer) {
      expect(events).toEqual([
        expect.objectContaining({
          requestContext: expect.objectContaining({
            accountId: signer.account,
            authorizer: { iam: expect.objectContaining({ accessKey: "AKIA", userArn: signer.arn }) },
          }),
        }),
      ]);
    }
    await cloud.stop();
  });
});

describe("bad input of function URLs", () => {
  it.each<[string, typeof Lambda.CreateFunctionUrlConfig | typeof Lambda.GetFunctionUrlConfig, object, string, string]>(
    [
      [
        "a second URL",
        Lambda.CreateFunctionUrlConfig,
        {},
        "ResourceConflictException",
        "Error message:  FunctionUrlConfig",
      ],
      [
        "no function",
        Lambda.CreateFunctionUrlConfig,
        { FunctionName: "x" },
        "ResourceNotFoundException",
        "Function does",
      ],
      [
        "$LATEST",
        Lambda.CreateFunctionUrlConfig,
        { FunctionName: "web:$LATEST" },
        "ValidationException",
        "functionName",
      ],
      ["a version", Lambda.CreateFunctionUrlConfig, { Qualifier: "1" }, "ValidationException", "regular expression"],
      [
        "an unknown alias",
        Lambda.CreateFunctionUrlConfig,
        { Qualifier: "prod" },
        "ResourceNotFoundException",
        "web:prod",
      ],
      [
        "an unknown AuthType",
        Lambda.CreateFunctionUrlConfig,
        { AuthType: "X" },
        "ValidationException",
        "[NONE, AWS_IAM]",
      ],
      [
        "an unknown mode",
        Lambda.CreateFunctionUrlConfig,
        { InvokeMode: "X" },
        "ValidationException",
        "[BUFFERED, RESPONSE_STREAM]",
      ],
      ["an age", Lambda.CreateFunctionUrlConfig, { Cors: { MaxAge: 86_401 } }, "ValidationException", "86400"],
      ["no URL", Lambda.GetFunctionUrlConfig, { FunctionName: "x" }, "ResourceNotFoundException", "The resource you"],
    ],
  )("refuses %s, and nothing changes", async (_name, operation, change, code, message) => {
    const web = await startWeb(() => null);
    const before = await web.call(Lambda.ListFunctionUrlConfigs, { FunctionName });
    const AuthType = operation === Lambda.CreateFunctionUrlConfig ? { AuthType: "NONE" } : {};
    await expect(web.callUnchecked(operation, { FunctionName, ...AuthType, ...change })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(await web.call(Lambda.ListFunctionUrlConfigs, { FunctionName })).toEqual(before);
    await web.stop();
  });

  it("refuses a URL's authentication in a statement for another action", async () => {
    const web = await startWeb(() => null);
    const statement = { ...PUBLIC, StatementId: "other", Action: "lambda:InvokeFunction" };
    await expect(web.call(Lambda.AddPermission, statement)).rejects.toMatchObject({
      code: "InvalidParameterValueException",
    });
    await web.stop();
  });
});
