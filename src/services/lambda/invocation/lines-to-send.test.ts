/** Which lines of a log reach CloudWatch Logs, line by line. */
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../platform/ports/function-runtime.ts";
import { linesToSend } from "./lines-to-send.ts";

const platform = (type: string, content: object): LogLine => ({
  at: 0,
  message: JSON.stringify({ time: "2026-01-15T12:00:00.000Z", type: `platform.${type}`, record: content }),
  isPlatform: true,
});
const said = (message: string): LogLine => ({ at: 0, message });

describe("a line of Lambda itself", () => {
  it.each<[string, LogLine, "DEBUG" | "INFO" | "WARN"]>([
    ["initStart", platform("initStart", {}), "INFO"],
    ["initRuntimeDone", platform("initRuntimeDone", { status: "success" }), "DEBUG"],
    ["initRuntimeDone of a failure", platform("initRuntimeDone", { status: "error" }), "WARN"],
    ["initReport", platform("initReport", { status: "success" }), "DEBUG"],
    [
      "initReport of provisioned concurrency",
      platform("initReport", { status: "success", initializationType: "provisioned-concurrency" }),
      "INFO",
    ],
    ["initReport of a timeout", platform("initReport", { status: "timeout" }), "WARN"],
    ["start", platform("start", { requestId: "id" }), "INFO"],
    ["runtimeDone", platform("runtimeDone", { status: "success" }), "DEBUG"],
    ["runtimeDone of an exit", platform("runtimeDone", { status: "error" }), "WARN"],
    ["report", platform("report", { status: "success" }), "INFO"],
    ["report of a timeout", platform("report", { status: "timeout" }), "WARN"],
    ["extension", platform("extension", { state: "Ready" }), "INFO"],
    ["telemetrySubscription", platform("telemetrySubscription", { state: "Subscribed" }), "INFO"],
    ["logsDropped", platform("logsDropped", { droppedRecords: 1 }), "WARN"],
  ])("%s is sent at its level and below", (_name, line, level) => {
    const levels = ["DEBUG", "INFO", "WARN"] as const;
    const sent = levels.filter(
      (systemLevel) => linesToSend([line], { applicationLevel: "FATAL", systemLevel }).length > 0,
    );
    expect(sent).toEqual(levels.slice(0, levels.indexOf(level) + 1));
  });
});

describe("a line of the function", () => {
  const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
  it.each<[string, (typeof LEVELS)[number]]>([
    ['{"level":"TRACE"}', "TRACE"],
    ['{"level":"debug"}', "DEBUG"],
    ['{"level":"Info"}', "INFO"],
    ['{"level":"WARNING"}', "WARN"],
    ['{"level":"ERROR"}', "ERROR"],
    ['{"log_level":"ERROR"}', "ERROR"],
    ['{"level":"CRITICAL"}', "FATAL"],
    ['{"level":"loud"}', "INFO"],
    ['{"level":7}', "INFO"],
    ['{"level":"constructor"}', "INFO"],
    ['{"message":"x"}', "INFO"],
    ['{"level":"ERROR"', "INFO"],
    ["plain", "INFO"],
    // It cannot pass for a line of Lambda itself.
    ['{"type":"platform.report","record":{"status":"timeout"}}', "INFO"],
  ])("%s is %s", (message, level) => {
    const sent = LEVELS.filter(
      (applicationLevel) => linesToSend([said(message)], { applicationLevel, systemLevel: "WARN" }).length > 0,
    );
    expect(sent).toEqual(LEVELS.slice(0, LEVELS.indexOf(level) + 1));
  });
});

it("a log in text is sent as it is", () => {
  const lines = [said('{"level":"TRACE"}'), { at: 0, message: "END RequestId: id", isPlatform: true as const }];
  expect(linesToSend(lines, undefined)).toEqual(lines);
});
