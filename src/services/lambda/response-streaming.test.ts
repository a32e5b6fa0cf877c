import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EnvironmentSpec, Invocation, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import { Lambda, type InvokeWithResponseStreamResponse } from "../../schema/generated/lambda.ts";
import { ClosureRuntime, Ended, type LambdaCloud, startLambdaCloud } from "./lambda-cloud.contract.ts";

/** A runtime whose functions may stream: what a handler of this table does with the sink comes before its result. */
class StreamingRuntime extends ClosureRuntime {
  readonly streams = new Map<string, readonly string[]>();

  override async invoke(spec: EnvironmentSpec, invocation: Invocation): Promise<InvocationOutcome> {
    const pieces = this.streams.get(spec.functionName);
    if (pieces !== undefined) {
      invocation.response?.begin("text/plain");
      for (const piece of pieces) await invocation.response?.write(Buffer.from(piece));
    }
    const outcome = await super.invoke(spec, invocation);
    return pieces !== undefined && outcome.kind === "returned" ? { ...outcome, payload: Buffer.alloc(0) } : outcome;
  }
}

let runtime: StreamingRuntime;
let cloud: LambdaCloud;
beforeEach(async () => {
  runtime = new StreamingRuntime();
  cloud = await startLambdaCloud({ ports: { functions: runtime } });
});
afterEach(() => cloud.stop());

async function deploy(name: string, handler: () => unknown, pieces?: readonly string[]): Promise<void> {
  await cloud.deploy(name, handler);
  runtime.handlers.set(name, handler);
  if (pieces !== undefined) runtime.streams.set(name, pieces);
}

const start = (FunctionName: string, input: object = {}): Promise<InvokeWithResponseStreamResponse> =>
  cloud.call(Lambda.InvokeWithResponseStream, { FunctionName, ...input });

async function eventsOf({ EventStream }: InvokeWithResponseStreamResponse): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    events.push(PayloadChunk === undefined ? InvokeComplete : Buffer.from(PayloadChunk.Payload ?? []).toString());
  }
  return events;
}

describe("InvokeWithResponseStream", () => {
  it("gives the pieces as they come, and then the end", async () => {
    await deploy("f", () => null, ["one", "two"]);
    const answer = await start("f");
    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      ResponseStreamContentType: "text/plain",
    });
    expect(await eventsOf(answer)).toEqual(["one", "two", {}]);
  });

  it("gives a response that came whole as one piece", async () => {
    await deploy("f", () => ({ a: 1 }));
    const answer = await start("f");
    expect(answer.ResponseStreamContentType).toBe("application/json");
    expect(await eventsOf(answer)).toEqual(['{"a":1}', {}]);
  });

  it("gives the end of the log to those who ask", async () => {
    await deploy("f", () => null, ["x"]);
    const [, complete] = await eventsOf(await start("f", { LogType: "Tail" }));
    expect(Buffer.from((complete as { LogResult: string }).LogResult, "base64").toString()).toMatch(/^START RequestId/);
  });

  it.each<[string, () => unknown, readonly string[] | undefined, unknown[]]>([
    [
      "before the first byte",
      () => {
        throw new Error("no");
      },
      undefined,
      [{ ErrorCode: "Error", ErrorDetails: '{"errorType":"Error","errorMessage":"no"}' }],
    ],
    [
      "by a timeout in the middle",
      () => new Ended("timedOut", { errorType: "Sandbox.Timedout" }),
      ["half"],
      ["half", {}],
    ],
  ])("tells of a failure %s as AWS does", async (_, handler, pieces, expected) => {
    await deploy("f", handler, pieces);
    expect(await eventsOf(await start("f"))).toEqual(expected);
  });

  it("lets the function end when its reader has left", async () => {
    await deploy("f", () => null, ["one", "two", "three"]);
    for await (const _ of (await start("f")).EventStream ?? []) break;
    await cloud.settle();
    expect([...cloud.logs.values()].flat().filter((line) => line.startsWith("REPORT"))).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ["an unknown function", {}, "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST"],
  ])("refuses %s", async (_, input, message) => {
    await expect(start("f", input)).rejects.toThrow(message);
  });

  it("refuses a throttled call before the stream begins", async () => {
    await deploy("f", () => null);
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "f", ReservedConcurrentExecutions: 0 });
    await expect(start("f")).rejects.toMatchObject({ code: "TooManyRequestsException" });
  });
});
