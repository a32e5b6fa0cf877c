/** A REST API as it is kept and as it is shown. */
import { formatArn } from "../../../kernel/arn.ts";
import type { Place } from "../../../platform/scope.ts";
import type { EndpointType, RestApi } from "../../../schema/generated/apigateway.ts";

export interface RestApiRecord {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly endpointTypes: readonly EndpointType[];
  readonly binaryMediaTypes: readonly string[];
  readonly disableExecuteApiEndpoint: boolean;
  readonly rootResourceId: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

/** The ARN by which the control plane names an API or, with `part`, something of it. */
export function restApiArn({ region }: Pick<Place, "region">, apiId: string, part = ""): string {
  return formatArn({ service: "apigateway", region, account: "", resource: `/restapis/${apiId}${part}` });
}

export function shownRestApi(record: RestApiRecord): RestApi {
  const { description, version, binaryMediaTypes, tags } = record;
  return {
    id: record.id,
    name: record.name,
    ...(description === undefined ? {} : { description }),
    createdDate: record.createdAt,
    ...(version === undefined ? {} : { version }),
    ...(binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes }),
    apiKeySource: "HEADER",
    endpointConfiguration: { types: record.endpointTypes, ipAddressType: "ipv4" },
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    disableExecuteApiEndpoint: record.disableExecuteApiEndpoint,
    rootResourceId: record.rootResourceId,
  };
}
