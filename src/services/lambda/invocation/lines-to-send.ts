/**
 * Which lines of a log in JSON are sent to CloudWatch Logs.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
import type { LogLine } from "../../../platform/ports/function-runtime.ts";
import type { JsonLogging } from "../function/logging.ts";

/** The lines at the levels that were asked for, or above; all of a log in text. */
export function linesToSend(lines: readonly LogLine[], logging: JsonLogging | undefined): readonly LogLine[] {
  if (logging === undefined) return lines;
  const application = severityOf(logging.applicationLevel);
  const system = severityOf(logging.systemLevel);
  return lines.filter((line) => {
    const record = recordOf(line.message);
    return line.isPlatform ? severityOf(systemLevel(record)) >= system : applicationSeverity(record) >= application;
  });
}

type LogRecord = Readonly<Record<string, unknown>>;

/** Also the names that Python's own logging has for them. */
const SEVERITIES: Readonly<Record<string, number>> = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  WARNING: 3,
  ERROR: 4,
  FATAL: 5,
  CRITICAL: 5,
};

function severityOf(level: string): number {
  return (Object.hasOwn(SEVERITIES, level) ? SEVERITIES[level] : undefined) ?? severityOf("INFO");
}

/** What says no level that there is counts as INFO. Python's runtime writes the level of an error as `log_level`. */
function applicationSeverity(record: LogRecord | undefined): number {
  const level = record?.["level"] ?? record?.["log_level"];
  return severityOf(typeof level === "string" ? level.toUpperCase() : "INFO");
}

/** Events of Lambda that are of interest even when all goes well. */
const INFORMATION = new Set([
  "platform.initStart",
  "platform.start",
  "platform.report",
  "platform.extension",
  "platform.telemetrySubscription",
]);

function systemLevel(record: LogRecord | undefined): "DEBUG" | "INFO" | "WARN" {
  const type = record?.["type"];
  const content = record?.["record"];
  // The members of an object may be anything.
  const members = (typeof content === "object" ? (content ?? {}) : {}) as LogRecord;
  const { status, initializationType } = members;
  if (type === "platform.logsDropped" || (status !== undefined && status !== "success")) return "WARN";
  // How long provisioned environments took to start is said nowhere else.
  if (type === "platform.initReport" && initializationType === "provisioned-concurrency") return "INFO";
  return typeof type === "string" && INFORMATION.has(type) ? "INFO" : "DEBUG";
}

function recordOf(message: string): LogRecord | undefined {
  if (!message.startsWith("{")) return undefined;
  try {
    const record: unknown = JSON.parse(message);
    // The text of an object is an object; its members may be anything.
    return record as LogRecord;
  } catch {
    // Text that only begins like JSON has no level.
    return undefined;
  }
}
