/** Streamed responses as AWS's own client reads them, from a real process. */
import {
  InvokeWithResponseStreamCommand,
  LambdaClient,
  CreateFunctionCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

let cloud: WireCloud;
let client: LambdaClient;
beforeAll(async () => {
  cloud = await startWireCloud();
  client = new LambdaClient(cloud.clientConfig);
});
afterAll(async () => {
  client.destroy();
  await cloud.close();
});

async function make(FunctionName: string, code: string): Promise<void> {
  const ZipFile = zipSync({ "index.js": Buffer.from(code) });
  const Role = "arn:aws:iam::000000000000:role/worker";
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile },
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 30 }, { FunctionName });
}

describe("a streamed response", () => {
  it("reaches the SDK piece by piece and says that it is complete", async () => {
    await make(
      "streams",
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         stream.setContentType("text/plain"); stream.write("hello "); stream.write(event.name); stream.end() })`,
    );
    let remapped: unknown;
    client.middlewareStack.add(
      (next) => async (given) => {
        const answer = await next(given);
        // Every answer of an HTTP client has headers.
        remapped = (answer.response as { headers: Record<string, string> }).headers["x-amzn-remapped-content-type"];
        return answer;
      },
      { step: "deserialize", name: "headersSeen" },
    );
    const answer = await client.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: "streams",
        LogType: "Tail",
        Payload: Buffer.from('{"name":"world"}'),
      }),
    );
    let text = "";
    let log: string | undefined;
    for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString("utf8");
      log = InvokeComplete?.LogResult ?? log;
    }
    expect(text).toBe("hello world");
    expect(remapped).toBe("text/plain");
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(Buffer.from(log ?? "", "base64").toString()).toMatch(/START RequestId[^]*REPORT RequestId/);
    expect(cloud.errors).toEqual([]);
  });
});
