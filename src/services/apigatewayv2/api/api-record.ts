/** An HTTP API as it is kept and as it is shown. */
import { formatArn } from "../../../kernel/arn.ts";
import type { Frame, Place } from "../../../platform/scope.ts";
import { apiEndpoint } from "../../../platform/proxy/api-address.ts";
import type { Api } from "../../../schema/generated/apigatewayv2.ts";
import type { CorsRecord } from "./cors-configuration.ts";

export interface ApiRecord {
  readonly apiId: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly cors?: CorsRecord;
  readonly disableExecuteApiEndpoint: boolean;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

/** The only expression by which an HTTP API selects routes. */
export const ROUTE_SELECTION_EXPRESSION = "${request.method} ${request.path}";
export const API_KEY_SELECTION_EXPRESSION = "$request.header.x-api-key";

/** The ARN by which the control plane names an API or, with `part`, something of it. */
export function apiArn({ region }: Pick<Place, "region">, apiId: string, part = ""): string {
  return formatArn({ service: "apigateway", region, account: "", resource: `/apis/${apiId}${part}` });
}

export function shownApi(record: ApiRecord, at: Pick<Frame, "endpoint">): Api {
  const { description, version, cors } = record;
  return {
    ApiEndpoint: apiEndpoint(record.apiId, at.endpoint),
    ApiId: record.apiId,
    ApiKeySelectionExpression: API_KEY_SELECTION_EXPRESSION,
    CreatedDate: record.createdAt,
    DisableExecuteApiEndpoint: record.disableExecuteApiEndpoint,
    IpAddressType: "ipv4",
    Name: record.name,
    ProtocolType: "HTTP",
    RouteSelectionExpression: ROUTE_SELECTION_EXPRESSION,
    Tags: record.tags,
    ...(description === undefined ? {} : { Description: description }),
    ...(version === undefined ? {} : { Version: version }),
    ...(cors === undefined ? {} : { CorsConfiguration: cors }),
  };
}
