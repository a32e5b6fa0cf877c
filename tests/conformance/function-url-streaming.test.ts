/** A function URL that streams, from a handler in a process to a client that reads. */
import { request } from "node:http";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

const FunctionName = "web";

const CODE = `
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  const head = { statusCode: 201, headers: { "x-path": event.rawPath }, cookies: ["a=1"] };
  const answer = awslambda.HttpResponseStream.from(stream, head);
  answer.write("one");
  await new Promise((resolve) => setImmediate(resolve));
  answer.end("two");
});`;

let cloud: WireCloud;
let host: string;

beforeAll(async () => {
  cloud = await startWireCloud();
  const lambda = new LambdaClient(cloud.clientConfig);
  const Code = { ZipFile: zipSync({ "index.js": strToU8(CODE) }) };
  const Role = "arn:aws:iam::000000000000:role/worker";
  await lambda.send(
    new CreateFunctionCommand({ FunctionName, Runtime: "nodejs22.x", Handler: "index.handler", Role, Code }),
  );
  await cloud.settle();
  const url = { FunctionName, AuthType: "NONE" as const, InvokeMode: "RESPONSE_STREAM" as const };
  const { FunctionUrl = "" } = await lambda.send(new CreateFunctionUrlConfigCommand(url));
  host = new URL(FunctionUrl).host;
  const statement = { StatementId: "url", Action: "lambda:InvokeFunctionUrl", Principal: "*" };
  await lambda.send(new AddPermissionCommand({ FunctionName, ...statement, FunctionUrlAuthType: "NONE" }));
  lambda.destroy();
}, 30_000);
afterAll(() => cloud.close());

it("sends the head that the function wrote, and its pieces", { timeout: 30_000 }, async () => {
  const answer = await new Promise<{ status: number; headers: object; body: string }>((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port: cloud.port, path: "/deep", headers: { host } }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (body += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
  expect(answer).toMatchObject({
    status: 201,
    headers: { "x-path": "/deep", "set-cookie": ["a=1"], "transfer-encoding": "chunked" },
    body: "onetwo",
  });
  expect(cloud.errors).toEqual([]);
});
