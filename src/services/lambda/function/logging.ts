/** How a function's log is written: the format, and which levels are kept. */
import type {
  ApplicationLogLevel,
  CreateFunctionRequest,
  LoggingConfig,
  SystemLogLevel,
  UpdateFunctionConfigurationRequest,
} from "../../../schema/generated/lambda.ts";
import { logLevelsNeedJson } from "../errors.ts";

/** Levels of a log in JSON; a log in text has none. */
export interface JsonLogging {
  readonly applicationLevel: ApplicationLogLevel;
  readonly systemLevel: SystemLogLevel;
}

/** What of a function's setup is about its log. */
export interface LoggingSettings {
  /** Where it is not `/aws/lambda/<name>`. */
  readonly logGroup?: string;
  /** Present when the format is JSON. */
  readonly jsonLogging?: JsonLogging;
}

/** The settings that a request asks for; an update without any keeps what is there, and one with some replaces all. */
export function loggingOf(
  { LoggingConfig: config }: CreateFunctionRequest | UpdateFunctionConfigurationRequest,
  current: LoggingSettings = {},
): LoggingSettings {
  if (config === undefined) {
    const { logGroup, jsonLogging } = current;
    return { ...(logGroup === undefined ? {} : { logGroup }), ...(jsonLogging === undefined ? {} : { jsonLogging }) };
  }
  const { LogFormat: format, ApplicationLogLevel: application, SystemLogLevel: system, LogGroup: logGroup } = config;
  if (format !== "JSON" && (application !== undefined || system !== undefined)) throw logLevelsNeedJson();
  return {
    ...(logGroup === undefined ? {} : { logGroup }),
    ...(format === "JSON"
      ? { jsonLogging: { applicationLevel: application ?? "INFO", systemLevel: system ?? "INFO" } }
      : {}),
  };
}

/** The settings as the API shows them. */
export function loggingConfiguration(name: string, { logGroup, jsonLogging }: LoggingSettings): LoggingConfig {
  const LogGroup = logGroup ?? `/aws/lambda/${name}`;
  if (jsonLogging === undefined) return { LogFormat: "Text", LogGroup };
  const { applicationLevel: ApplicationLogLevel, systemLevel: SystemLogLevel } = jsonLogging;
  return { LogFormat: "JSON", ApplicationLogLevel, SystemLogLevel, LogGroup };
}
