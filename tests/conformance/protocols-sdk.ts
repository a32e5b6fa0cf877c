/** The AWS SDK's own clients as the other side of a round trip: no sockets, one request handler that we are behind. */
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import {
  AwsJson1_0Protocol,
  AwsJson1_1Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from "@aws-sdk/core/protocols";
import { Readable } from "node:stream";
import type { WireRequest, WireResponse } from "../../src/protocol/wire.ts";
import type { ProtocolName } from "../../src/schema/model.ts";

export const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/** What answers a request. */
export type Answer = (request: WireRequest) => WireResponse;

/** A client whose requests are answered by whatever `answer` is at the time. */
export interface SdkClient {
  answer: Answer;
  /** Whether the SDK has the operation. */
  has(operationName: string): boolean;
  /** Whether the SDK's version of a shape has a member; also true of shapes that it calls otherwise. */
  knows(shapeName: string, memberName: string): boolean;
  call(operationName: string, input: unknown): Promise<Record<string, unknown>>;
}

type Constructor = new (argument: never) => never;
const MODULES: Readonly<Record<string, { readonly module: object; readonly client: string }>> = {
  apigateway: { module: apigateway, client: "APIGatewayClient" },
  apigatewayv2: { module: apigatewayv2, client: "ApiGatewayV2Client" },
  cloudformation: { module: cloudformation, client: "CloudFormationClient" },
  cloudwatch: { module: cloudwatch, client: "CloudWatchClient" },
  iam: { module: iam, client: "IAMClient" },
  lambda: { module: lambda, client: "LambdaClient" },
  logs: { module: logs, client: "CloudWatchLogsClient" },
  s3: { module: s3, client: "S3Client" },
  sns: { module: sns, client: "SNSClient" },
  sqs: { module: sqs, client: "SQSClient" },
  sts: { module: sts, client: "STSClient" },
};

function protocolOf(service: string, protocol: ProtocolName): object {
  if (protocol === "query") return { protocol: AwsQueryProtocol };
  if (protocol === "smithy-rpc-v2-cbor") return { protocol: AwsSmithyRpcV2CborProtocol };
  if (protocol === "json") return { protocol: service === "logs" ? AwsJson1_1Protocol : AwsJson1_0Protocol };
  return {};
}

/** The SDK's client of `service`, speaking `protocol`. */
export function sdkClient(service: string, protocol: ProtocolName): SdkClient {
  const entry = MODULES[service];
  if (entry === undefined) throw new Error(`no client of ${service}`);
  const module = entry.module as Record<string, Constructor>;
  const state: { answer: Answer } = { answer: () => ({ status: 500, headers: {}, body: "" }) };
  const options = {
    endpoint: "http://127.0.0.1:4566",
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: SECRET },
    forcePathStyle: true,
    maxAttempts: 1,
    ...(service === "sqs" ? { md5: false } : {}),
    useQueueUrlAsEndpoint: false,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    disableHostPrefix: true,
    requestHandler: {
      handle: async (request: SdkRequest) => ({ response: sdkResponse(state.answer(await wireRequest(request))) }),
    },
    ...protocolOf(service, protocol),
  };
  // The clients differ in their types only; each takes these options and its own commands.
  const client = new (module[entry.client] as unknown as new (o: object) => { send(command: object): Promise<object> })(
    options,
  );
  return {
    ...state,
    has: (name) => module[`${name}Command`] !== undefined,
    knows: (shapeName, memberName) => {
      // A schema of the SDK is an array: kind, namespace, name, traits, names of the members ...
      const schema = module[`${shapeName}$`] as unknown as readonly unknown[] | undefined;
      const names = schema?.[4];
      return !Array.isArray(names) || names.includes(memberName);
    },
    async call(this: SdkClient, name, input) {
      state.answer = this.answer;
      const command = new (module[`${name}Command`] as unknown as new (i: unknown) => object)(input);
      const { $metadata: _, ...output } = (await client.send(command)) as Record<string, unknown>;
      return output;
    },
  };
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

async function wireRequest(request: SdkRequest): Promise<WireRequest> {
  const escape = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = Object.entries(request.query).flatMap(([name, value]) => {
    if (value === null) return [escape(name)];
    return (typeof value === "string" ? [value] : value).map((each) => `${escape(name)}=${escape(each)}`);
  });
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    method: request.method,
    path: request.path,
    query: query.join("&"),
    headers,
    body: await bytesOf(request.body),
  };
}

/** All of a body in whatever form. */
export async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

function sdkResponse({ status, headers, body }: WireResponse): object {
  const pieces =
    typeof body === "string" ? [Buffer.from(body)] : body instanceof Uint8Array ? [Buffer.from(body)] : body;
  return { statusCode: status, headers, body: Readable.from(pieces, { objectMode: false }) };
}
