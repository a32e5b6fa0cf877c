/** Function URLs whose answers are streamed: with a head of the function's own, without one, and broken off. */
import { expect, it } from "vitest";
import type { FunctionRuntime, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { forcedOutcome } from "../../runtime/environment/forced-end.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { serveUrl } from "./url/serve-url.ts";

const FunctionName = "web";
const HEAD = "application/vnd.awslambda.http-integration-response";
const NULS = "\0".repeat(8);

/** A function that writes pieces of a type, unless it writes none, and then ends so. */
interface Streaming {
  readonly type?: string;
  readonly pieces?: readonly string[];
  readonly kind?: InvocationOutcome["kind"];
  readonly payload?: string;
}

function streaming({ type = "text/plain", pieces, kind = "returned", payload = "" }: Streaming): FunctionRuntime {
  return {
    refusal: () => undefined,
    async invoke(_spec, { response }) {
      if (pieces !== undefined) {
        response?.begin(type);
        for (const piece of pieces) await response?.write(Buffer.from(piece));
      }
      return {
        kind,
        payload: Buffer.from(payload),
        durationMilliseconds: 1,
        maxMemoryUsedMegabytes: 1,
        logStreamName: "stream",
        lines: [],
      };
    },
    forceEnd: (spec, invocation, end) => forcedOutcome({ spec, invocation, end, logStreamName: "stream", now: 0 }),
    provision: () => Promise.resolve({ ready: 0 }),
    retire: () => {},
    close: () => Promise.resolve(),
  };
}

async function startStreaming(how: Streaming): Promise<{ cloud: LambdaCloud; ask(): Promise<HttpResponse> }> {
  const cloud = await startLambdaCloud({ ports: { functions: streaming(how) } });
  await cloud.deploy(FunctionName, () => null);
  const url = { FunctionName, AuthType: "NONE" as const, InvokeMode: "RESPONSE_STREAM" as const };
  const made = await cloud.call(Lambda.CreateFunctionUrlConfig, url);
  expect(made.InvokeMode).toBe("RESPONSE_STREAM");
  await cloud.call(Lambda.AddPermission, {
    FunctionName,
    StatementId: "url",
    Action: "lambda:InvokeFunctionUrl",
    Principal: "*",
    FunctionUrlAuthType: "NONE",
  });
  const request: HttpRequest = {
    method: "GET",
    host: new URL(made.FunctionUrl).host,
    path: "/",
    query: "",
    headers: [],
    body: new Uint8Array(),
    sourceIp: "127.0.0.1",
    protocol: "HTTP/1.1",
  };
  return { cloud, ask: () => serveUrl.handle(request, cloud.scope()) };
}

async function piecesOf({ body }: HttpResponse): Promise<readonly string[]> {
  if (body instanceof Uint8Array) return [Buffer.from(body).toString("utf8")];
  const pieces: string[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece).toString("utf8"));
  return pieces;
}

it.each<[string, Streaming, number, Record<string, string>, readonly string[]]>([
  ["pieces, as they come", { pieces: ["one", "two"] }, 200, { "content-type": "text/plain" }, ["one", "two"]],
  [
    "a head and pieces",
    { type: HEAD, pieces: [`{"statusCode":201,"headers":{"X-One":"1","Content-Type":"a/b"}}${NULS}one`, "two"] },
    201,
    { "content-type": "a/b", "x-one": "1" },
    ["one", "two"],
  ],
  [
    "a head in pieces",
    { type: HEAD, pieces: ['{"cookies"', ':["a=1"]}\0\0\0', "\0\0\0\0\0", "body"] },
    200,
    { "content-type": "application/octet-stream", "set-cookie": "a=1" },
    ["body"],
  ],
  ["a head alone", { type: HEAD, pieces: [`{"statusCode":304}${NULS}`] }, 304, {}, []],
  ["what was not streamed", { payload: '{"a":1}' }, 200, { "content-type": "application/json" }, ['{"a":1}']],
  ["pieces before a timeout", { pieces: ["one"], kind: "timedOut", payload: "{}" }, 200, {}, ["one"]],
  ["a failure before the first", { kind: "failed", payload: '{"errorType":"E"}' }, 502, {}, ["Internal Server Error"]],
  ["a head that is no JSON", { type: HEAD, pieces: [`hello${NULS}x`] }, 502, {}, ["Internal Server Error"]],
  ["a head without an end", { type: HEAD, pieces: ["{}", "x"] }, 502, {}, ["Internal Server Error"]],
  [
    "a head that would split the answer",
    { type: HEAD, pieces: [`{"headers":{"a":"b\\r\\nc: d"}}${NULS}x`] },
    502,
    {},
    ["Internal Server Error"],
  ],
])("sends %s", async (_name, how, statusCode, headers, pieces) => {
  const { cloud, ask } = await startStreaming(how);
  const answer = await ask();
  expect(answer.statusCode).toBe(statusCode);
  expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
  expect(await piecesOf(answer)).toEqual(pieces);
  await cloud.settle();
  await cloud.stop();
});

it("lets the function end when its reader leaves", async () => {
  const { cloud, ask } = await startStreaming({ pieces: ["one", "two", "three"] });
  const { body } = await ask();
  for await (const _ of body as AsyncIterable<Uint8Array>) break;
  await cloud.settle();
  expect(cloud.lineage().filter(({ kind }) => kind === "lambda.result")).toHaveLength(1);
  await cloud.stop();
});
