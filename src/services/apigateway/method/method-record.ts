/** A method of a resource, and the integration behind it. */
import { dependsOnStage, functionArnOf } from "../../../platform/proxy/function-uri.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type {
  Integration,
  Method,
  PutIntegrationRequest,
  PutMethodRequest,
} from "../../../schema/generated/apigateway.ts";
import { badRequest, httpMethodInvalid, integrationMethodMissing } from "../errors.ts";
import { TIMEOUT_MILLISECONDS_MAX, TIMEOUT_MILLISECONDS_MIN } from "../limits.ts";

export interface MethodRecord {
  readonly httpMethod: string;
  readonly operationName?: string;
  /** Which parameters a caller is told of; without a validator nothing checks them, on AWS either. */
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  readonly integration?: IntegrationRecord;
}

export interface IntegrationRecord {
  readonly uri: string;
  /** The method that AWS is told to invoke the function with: only POST works. */
  readonly integrationHttpMethod: string;
  readonly timeoutMilliseconds: number;
  readonly passthroughBehavior: string;
}

const HTTP_METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"]);

/** @throws BadRequestException; NotImplemented for authorizers and API keys */
export function newMethod(input: PutMethodRequest): MethodRecord {
  const { httpMethod, authorizationType, operationName, requestParameters } = input;
  if (!HTTP_METHODS.has(httpMethod)) throw httpMethodInvalid();
  if (authorizationType !== "NONE") throw notImplemented(`authorizationType ${authorizationType}`);
  if (input.apiKeyRequired === true) throw notImplemented("apiKeyRequired");
  return {
    httpMethod,
    ...(operationName === undefined ? {} : { operationName }),
    ...(requestParameters === undefined ? {} : { requestParameters }),
  };
}

/** @throws BadRequestException; NotImplemented for every type but AWS_PROXY */
export function newIntegration(input: PutIntegrationRequest): IntegrationRecord {
  const { type, uri, integrationHttpMethod, connectionType, timeoutInMillis = TIMEOUT_MILLISECONDS_MAX } = input;
  if (type !== "AWS_PROXY") throw notImplemented(`integration type ${type}`);
  if (connectionType !== undefined && connectionType !== "INTERNET") {
    throw notImplemented(`connectionType ${connectionType}`);
  }
  if (integrationHttpMethod === undefined || integrationHttpMethod === "") throw integrationMethodMissing();
  if (!HTTP_METHODS.has(integrationHttpMethod)) throw httpMethodInvalid();
  checkUri(uri ?? "");
  if (timeoutInMillis < TIMEOUT_MILLISECONDS_MIN || timeoutInMillis > TIMEOUT_MILLISECONDS_MAX) {
    throw badRequest(`Timeout should be between ${TIMEOUT_MILLISECONDS_MIN} ms and ${TIMEOUT_MILLISECONDS_MAX} ms`);
  }
  return {
    uri: uri ?? "",
    integrationHttpMethod,
    timeoutMilliseconds: timeoutInMillis,
    passthroughBehavior: input.passthroughBehavior ?? "WHEN_NO_MATCH",
  };
}

/** REST APIs take the URI of an invocation only, not the function's own ARN. */
function checkUri(uri: string): void {
  const parts = /^arn:[^:]+:apigateway:[^:]+:([^:]+):(.*)$/.exec(uri);
  if (parts === null) throw badRequest("Invalid ARN specified in the request");
  const [, service, target = ""] = parts;
  if (!/^(?:path|action)\//.test(target)) throw badRequest("AWS ARN for integration must contain path or action");
  if (service !== "lambda") {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (target.endsWith("response-streaming-invocations")) throw notImplemented("response streaming invocations");
  if (!dependsOnStage(uri) && functionArnOf(uri) === undefined) throw badRequest("Invalid function ARN or invalid uri");
}

export function shownMethod(record: MethodRecord, resourceId: string): Method {
  const { operationName, requestParameters, integration } = record;
  return {
    httpMethod: record.httpMethod,
    authorizationType: "NONE",
    apiKeyRequired: false,
    ...(operationName === undefined ? {} : { operationName }),
    ...(requestParameters === undefined ? {} : { requestParameters }),
    ...(integration === undefined ? {} : { methodIntegration: shownIntegration(integration, resourceId) }),
  };
}

export function shownIntegration(record: IntegrationRecord, resourceId: string): Integration {
  return {
    type: "AWS_PROXY",
    httpMethod: record.integrationHttpMethod,
    uri: record.uri,
    passthroughBehavior: record.passthroughBehavior,
    timeoutInMillis: record.timeoutMilliseconds,
    cacheNamespace: resourceId,
    cacheKeyParameters: [],
  };
}
