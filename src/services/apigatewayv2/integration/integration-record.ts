/** An integration of an HTTP API: the function behind its routes. */
import { dependsOnStage, functionArnOf } from "../../../platform/proxy/function-uri.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { Integration, UpdateIntegrationRequest } from "../../../schema/generated/apigatewayv2.ts";
import { badRequest, notAProxyIntegration } from "../errors.ts";
import { TIMEOUT_MILLISECONDS_MAX, TIMEOUT_MILLISECONDS_MIN } from "../limits.ts";

export interface IntegrationRecord {
  readonly integrationId: string;
  /** A function's ARN, or the URI of its invocation; may have stage variables in it. */
  readonly uri: string;
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly timeoutMilliseconds: number;
  readonly description?: string;
  readonly isManaged?: boolean;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

/** What a request says of an integration. */
export type IntegrationSettings = Partial<
  Pick<
    UpdateIntegrationRequest,
    | "ConnectionType"
    | "Description"
    | "IntegrationMethod"
    | "IntegrationType"
    | "IntegrationUri"
    | "PayloadFormatVersion"
    | "TimeoutInMillis"
  >
>;

export const INTEGRATION_MEMBERS = [
  "ApiId",
  "ConnectionType",
  "Description",
  "IntegrationMethod",
  "IntegrationType",
  "IntegrationUri",
  "PayloadFormatVersion",
  "TimeoutInMillis",
] as const;

/** The integration after a change. @throws BadRequestException; NotImplemented for other kinds of integrations */
export function changedIntegration(
  before: Omit<IntegrationRecord, "uri" | "payloadFormatVersion"> & Partial<IntegrationRecord>,
  given: IntegrationSettings,
): IntegrationRecord {
  checkKind(given);
  const uri = given.IntegrationUri ?? before.uri;
  if (uri === undefined || (!dependsOnStage(uri) && functionArnOf(uri) === undefined)) {
    throw badRequest("Integration URI must be a Lambda function ARN for an AWS_PROXY integration");
  }
  const version = given.PayloadFormatVersion ?? before.payloadFormatVersion;
  if (version === undefined) throw badRequest("PayloadFormatVersion is a required parameter for integration");
  if (version !== "1.0" && version !== "2.0") throw badRequest(`Invalid value for PayloadFormatVersion: ${version}`);
  const timeout = given.TimeoutInMillis ?? before.timeoutMilliseconds;
  if (timeout < TIMEOUT_MILLISECONDS_MIN || timeout > TIMEOUT_MILLISECONDS_MAX) {
    throw badRequest(
      `Timeout should be between ${TIMEOUT_MILLISECONDS_MIN} ms and ${TIMEOUT_MILLISECONDS_MAX} ms for an HTTP API`,
    );
  }
  const description = given.Description ?? before.description;
  return {
    integrationId: before.integrationId,
    uri,
    payloadFormatVersion: version,
    timeoutMilliseconds: timeout,
    ...(description === undefined ? {} : { description }),
    ...(before.isManaged === undefined ? {} : { isManaged: before.isManaged }),
    ...(before.madeBy === undefined ? {} : { madeBy: before.madeBy }),
  };
}

function checkKind({ ConnectionType, IntegrationMethod, IntegrationType }: IntegrationSettings): void {
  switch (IntegrationType) {
    case undefined:
    case "AWS_PROXY":
      break;
    case "HTTP_PROXY":
      throw notImplemented("IntegrationType HTTP_PROXY");
    default:
      throw notAProxyIntegration();
  }
  if (ConnectionType !== undefined && ConnectionType !== "INTERNET") {
    throw notImplemented(`ConnectionType ${ConnectionType}`);
  }
  // Functions are always invoked by POST, whatever method the request had.
  if (IntegrationMethod !== undefined && IntegrationMethod !== "POST") {
    throw badRequest("HttpMethod must be POST for AWS_PROXY integrations.");
  }
}

export function shownIntegration(record: IntegrationRecord): Integration {
  return {
    ...(record.isManaged ? { ApiGatewayManaged: true } : {}),
    ConnectionType: "INTERNET",
    ...(record.description === undefined ? {} : { Description: record.description }),
    IntegrationId: record.integrationId,
    IntegrationMethod: "POST",
    IntegrationType: "AWS_PROXY",
    IntegrationUri: record.uri,
    PayloadFormatVersion: record.payloadFormatVersion,
    TimeoutInMillis: record.timeoutMilliseconds,
  };
}
