import { describe, expect, it } from "vitest";
import {
  exitedFailure,
  failureDocument,
  outOfMemoryFailure,
  timedOutFailure,
} from "../environment/execution-environment-failure.ts";
import { initReportLine, reportLine } from "./platform-lines.ts";

const warm = {
  requestId: "id",
  durationMilliseconds: 3.014,
  memoryMegabytes: 128,
  maxMemoryUsedMegabytes: 36,
  producedBytes: 2,
};

describe("the lines of Lambda itself", () => {
  it.each([
    ["a success", {}, "Duration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t"],
    [
      "a cold start, whose init phase is billed",
      { initDurationMilliseconds: 110.1 },
      "Duration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 110.10 ms\t",
    ],
    [
      "a whole number of milliseconds, which is not rounded up",
      { durationMilliseconds: 3000, status: { kind: "timeout" } as const },
      "Duration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: timeout",
    ],
    [
      "an exit",
      { status: { kind: "error", errorType: "Runtime.ExitError" } as const },
      "Duration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: error\tError Type: Runtime.ExitError",
    ],
  ])("report %s", (_, change, expected) => {
    expect(reportLine({ ...warm, ...change })).toBe(`REPORT RequestId: id\t${expected}`);
  });

  it("report an init phase that failed", () => {
    expect(initReportLine(9999.79, "init", { kind: "timeout" })).toBe(
      "INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout",
    );
    expect(initReportLine(10, "invoke", { kind: "error", errorType: "Runtime.ImportModuleError" })).toBe(
      "INIT_REPORT Init Duration: 10.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError",
    );
  });
});

describe("the failures that Lambda reports", () => {
  it.each([
    [timedOutFailure("id", 1000, 0), "Sandbox.Timedout", "Task timed out after 1.00 seconds"],
    [
      exitedFailure("id", { code: 127, signal: null }),
      "Runtime.ExitError",
      "Runtime exited with error: exit status 127",
    ],
    [exitedFailure("id", { code: 0, signal: null }), "Runtime.ExitError", "Runtime exited without providing a reason"],
    [
      exitedFailure("id", { code: null, signal: "SIGSEGV" }),
      "Runtime.ExitError",
      "Runtime exited with error: signal: segmentation fault",
    ],
    [outOfMemoryFailure("id"), "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"],
  ])("have AWS's document", (failure, errorType, sentence) => {
    const text = Buffer.from(failureDocument(failure)).toString();
    expect(JSON.parse(text)).toEqual({ errorType, errorMessage: `RequestId: id Error: ${sentence}` });
  });

  it("have a line in the log", () => {
    expect(timedOutFailure("id", 3000, 0).logMessage).toBe(
      "1970-01-01T00:00:00.000Z id Task timed out after 3.00 seconds\n",
    );
    expect(outOfMemoryFailure("id").logMessage).toBe(
      "RequestId: id Error: Runtime exited with error: signal: killed\nRuntime.ExitError",
    );
  });
});
