/** What the log says of invocations that a fault ends. */
import { expect, it } from "vitest";
import type { EnvironmentSpec, ForcedEnd, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import { forcedOutcome } from "./forced-end.ts";

const SPEC: EnvironmentSpec = {
  key: "f",
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  functionName: "f",
  version: "$LATEST",
  runtime: "nodejs22.x",
  handler: "index.handler",
  codeDirectory: "/code",
  variables: {},
  memoryMegabytes: 128,
  logGroupName: "/aws/lambda/f",
};
const INVOCATION = {
  requestId: "r",
  payload: new Uint8Array(),
  timeoutMilliseconds: 3_000,
  invokedFunctionArn: SPEC.functionArn,
  traceHeader: "",
};
const RAN: InvocationOutcome = {
  kind: "returned",
  payload: Buffer.from("null"),
  durationMilliseconds: 7,
  initDurationMilliseconds: 20,
  maxMemoryUsedMegabytes: 40,
  logStreamName: "its own",
  lines: ["INIT_START", "START RequestId: r Version: $LATEST", "hello", "END", "REPORT"].map((message) => ({
    at: 1,
    message,
  })),
};
const EXIT = "RequestId: r Error: Runtime exited with error: exit status 1";
const REPORT = "REPORT RequestId: r\tDuration:";

function ended(end: ForcedEnd, logFormat?: "JSON"): InvocationOutcome {
  const spec = logFormat === undefined ? SPEC : { ...SPEC, logFormat };
  return forcedOutcome({ spec, invocation: INVOCATION, end, logStreamName: "another", now: 5_000 });
}

it.each<[string, ForcedEnd, Partial<InvocationOutcome>, string, readonly string[]]>([
  [
    "kept from running",
    { kind: "failed", payload: Buffer.from("{}") },
    { durationMilliseconds: 0, logStreamName: "another" },
    "{}",
    [
      "START RequestId: r Version: $LATEST",
      "END RequestId: r",
      `${REPORT} 0.00 ms\tBilled Duration: 0 ms\tMemory Size: 128 MB\tMax Memory Used: 0 MB\t`,
    ],
  ],
  [
    "answered otherwise",
    { kind: "returned", payload: Buffer.from("[]"), ran: RAN },
    { durationMilliseconds: 7, initDurationMilliseconds: 20, logStreamName: "its own" },
    "[]",
    [
      "INIT_START",
      "START RequestId: r Version: $LATEST",
      "hello",
      "END RequestId: r",
      `${REPORT} 7.00 ms\tBilled Duration: 27 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 20.00 ms\t`,
    ],
  ],
  [
    "out of time",
    { kind: "timedOut" },
    { durationMilliseconds: 3_000, logStreamName: "another" },
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r Error: Task timed out after 3.00 seconds"}',
    [
      "START RequestId: r Version: $LATEST",
      "1970-01-01T00:00:05.000Z r Task timed out after 3.00 seconds\n",
      "END RequestId: r",
      `${REPORT} 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 0 MB\tStatus: timeout`,
    ],
  ],
  [
    "its process gone",
    { kind: "exited", ran: RAN },
    { durationMilliseconds: 7, logStreamName: "its own" },
    `{"errorType":"Runtime.ExitError","errorMessage":"${EXIT}"}`,
    [
      "INIT_START",
      "START RequestId: r Version: $LATEST",
      "hello",
      `${EXIT}\nRuntime.ExitError`,
      "END RequestId: r",
      `${REPORT} 7.00 ms\tBilled Duration: 27 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 20.00 ms\tStatus: error\tError Type: Runtime.ExitError`,
    ],
  ],
])("%s", (_, end, expected, payload, lines) => {
  const outcome = ended(end);
  expect(outcome).toMatchObject({ kind: end.kind, ...expected });
  expect(Buffer.from(outcome.payload).toString()).toBe(payload);
  expect(outcome.lines.map(({ message }) => message)).toEqual(lines);
});

it("has records where the log's format is JSON", () => {
  const records = ended({ kind: "timedOut" }, "JSON").lines.map(({ message }): unknown => JSON.parse(message));
  expect(records).toMatchObject([
    { type: "platform.start", record: { requestId: "r" } },
    { type: "platform.runtimeDone", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "timeout", metrics: { durationMs: 3_000 } } },
  ]);
});
