/** Samples of what functions get from REST APIs, HTTP APIs and function URLs, made by what makes the real ones. */
import { text, uuid } from "../../kernel/random.ts";
import type { HttpRequest } from "../../platform/http.ts";
import { extendedRequestId, traceOf } from "../../platform/proxy/trace-header.ts";
import { proxyEvent } from "../../services/apigateway/execution/event.ts";
import { event2 } from "../../services/apigatewayv2/execution/event-2.ts";
import type { SamplePlace } from "./sample-place.ts";

const PATH = "/items/42";
const ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A REST API's, with proxy integration. */
export function apigatewaySample(place: SamplePlace): unknown {
  const { now, random, account, region } = place;
  const id = text(random, 10, ID_CHARACTERS);
  const domainName = `${id}.execute-api.${region}.amazonaws.com`;
  const request = requestTo(domainName, `/prod${PATH}`, place);
  const arrival = {
    ...arrivalOf(request, domainName, place),
    requestId: uuid(random),
    extendedRequestId: extendedRequestId(random),
    stageName: "prod",
  };
  const resource = { id: text(random, 6, ID_CHARACTERS), path: "/items/{id}", methods: {} };
  const method = { httpMethod: "POST" };
  return proxyEvent(arrival, {
    api: {
      id,
      account,
      region,
      name: "my-api",
      endpointTypes: ["REGIONAL"],
      binaryMediaTypes: [],
      disableExecuteApiEndpoint: false,
      rootResourceId: text(random, 10, ID_CHARACTERS),
      createdAt: now,
      tags: {},
    },
    stage: { stageName: "prod", deploymentId: "", variables: {}, createdAt: now, updatedAt: now, tags: {} },
    deployment: { id: text(random, 6, ID_CHARACTERS), createdAt: now, resources: [resource], binaryMediaTypes: [] },
    match: { resource, method, pathParameters: { id: "42" } },
  });
}

/** An HTTP API's, of payload format 2.0. */
export function apigatewayv2Sample(place: SamplePlace): unknown {
  const apiId = text(place.random, 10, ID_CHARACTERS);
  const domainName = `${apiId}.execute-api.${place.region}.amazonaws.com`;
  const routed = { routeKey: "POST /items/{id}", pathParameters: { id: "42" } };
  return formatTwo({ apiId, domainName, account: place.account, ...routed }, place);
}

/** A function URL's without authentication: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrlSample(place: SamplePlace): unknown {
  const apiId = text(place.random, 32, ID_CHARACTERS);
  const domainName = `${apiId}.lambda-url.${place.region}.on.aws`;
  return formatTwo({ apiId, domainName, account: "anonymous", routeKey: "$default", pathParameters: {} }, place);
}

interface FormatTwo {
  readonly apiId: string;
  readonly domainName: string;
  readonly account: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

function formatTwo({ apiId, domainName, account, routeKey, pathParameters }: FormatTwo, place: SamplePlace): unknown {
  const { now, region, random } = place;
  const request = requestTo(domainName, PATH, place);
  const arrival = {
    ...arrivalOf(request, domainName, place),
    apiId,
    requestId: extendedRequestId(random),
    namedDefaultStage: false,
  };
  return event2(arrival, {
    api: { apiId, account, region, name: "my-api", disableExecuteApiEndpoint: false, createdAt: now, tags: {} },
    stage: {
      stageName: "$default",
      autoDeploy: true,
      variables: {},
      detailedMetrics: false,
      detailedMetricsByRoute: {},
      createdAt: now,
      updatedAt: now,
      tags: {},
    },
    routeKey,
    pathParameters,
  });
}

function requestTo(host: string, path: string, { body = '{"name":"value"}' }: SamplePlace): HttpRequest {
  return {
    method: "POST",
    host,
    path,
    query: "colour=blue",
    headers: [
      ["accept", "*/*"],
      ["content-type", "application/json"],
      ["host", host],
      ["user-agent", "sample/1.0"],
    ],
    body: Buffer.from(body),
    sourceIp: "192.0.2.1",
    protocol: "HTTP/1.1",
  };
}

function arrivalOf(request: HttpRequest, domainName: string, { now, random }: SamplePlace) {
  return {
    request,
    apiId: domainName.slice(0, domainName.indexOf(".")),
    domainName,
    receivedAt: now,
    trace: traceOf(request, now, random),
    endpoint: `https://${domainName}`,
    path: PATH,
  };
}
