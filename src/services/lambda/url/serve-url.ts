/** Where function URLs answer: `{id}.lambda-url.{region}.localhost` and `/_aws/lambda-url/{id}`. */
import { invariant } from "../../../kernel/invariant.ts";
import { uuid } from "../../../kernel/random.ts";
import type { HttpRequest, HttpResponse, RequestSigner } from "../../../platform/http.ts";
import { type CorsRules, preflightAnswer, withCors } from "../../../platform/proxy/cors.ts";
import { traceOf } from "../../../platform/proxy/trace-header.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { HttpRoute } from "../../../platform/service.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { type Cors, Lambda } from "../../../schema/generated/lambda.ts";
import { emitUrlFigures } from "../invocation/function-metrics.ts";
import { policies } from "../keyspaces.ts";
import { streamedAnswer } from "./streamed-answer.ts";
import { deniedAnswer, functionAnswer, httpResponse, refusedAnswer, type UrlAnswer } from "./url-answer.ts";
import { urlAddress, urlDomainName } from "./url-address.ts";
import { type UrlArrival, urlEvent } from "./url-event.ts";
import { urlDenial } from "./url-permission.ts";
import { urlTargetArn } from "./url-record.ts";
import { urlOfId } from "./url-store.ts";

export const serveUrl: HttpRoute = {
  name: "lambda-url",
  answersAnyOrigin: true,
  claims: (host, path) => urlAddress(host, path) !== undefined,
  async handle(request: HttpRequest, at: AsyncScope): Promise<HttpResponse> {
    const address = urlAddress(request.host, request.path);
    invariant(address !== undefined, "a route handles what it claims");
    const requestId = uuid(at.random);
    const url = at.read((read) => urlOfId(address.urlId, read));
    if (url === undefined) {
      return httpResponse(deniedAnswer(`No function URL has the id ${address.urlId}.`, false), requestId);
    }
    const { account, region } = url;
    const receivedAt = at.clock.now();
    const trace = traceOf(request, receivedAt, at.random);
    const arrival: UrlArrival = {
      request,
      url,
      path: address.path,
      domainName: address.domainName ?? urlDomainName(url),
      requestId,
      receivedAt,
      traceHeader: trace.header,
      endpoint: at.endpoint,
    };
    const scope = at.within({ account, region, cause: trace.cause, traceHeader: trace.header });
    return httpResponse(await answer(arrival, scope), requestId);
  },
};

async function answer(arrival: UrlArrival, at: AsyncScope): Promise<UrlAnswer> {
  const { request, url } = arrival;
  const cors = url.cors === undefined ? undefined : rulesOf(url.cors);
  const preflight = cors && preflightAnswer(cors, request);
  // Unlike HTTP APIs, function URLs answer preflight requests with 200.
  const plain = preflight === undefined ? await authorized(arrival, at) : { ...preflight, statusCode: 200 };
  const whole = cors && !preflight ? withCors(cors, request, plain) : plain;
  const { name, qualifier } = url;
  const milliseconds = at.clock.now() - arrival.receivedAt;
  emitUrlFigures({ statusCode: whole.statusCode, milliseconds }, { name, qualifier }, at);
  return whole;
}

async function authorized(arrival: UrlArrival, at: AsyncScope): Promise<UrlAnswer> {
  const { url, request } = arrival;
  const { account, region, name, qualifier, authType } = url;
  const signer = authType === "AWS_IAM" ? request.signer?.() : undefined;
  // The policy of an alias is its own.
  const resource = qualifier === "" ? name : `${name}:${qualifier}`;
  const policy = at.read((read) => policies.get(read.tx, [account, region, resource]));
  const denial = urlDenial({ authType, account, signer }, policy?.statements ?? []);
  if (denial !== undefined) {
    record(arrival, { outcome: "denied", reason: denial }, at);
    return deniedAnswer(denial, true);
  }
  const cause = record(arrival, { outcome: "ok" }, at);
  const scope = at.within({ cause });
  const given = await invoked(signedBy(arrival, signer), scope);
  // The request's own record was made before its outcome could be known: a second one below it tells what went wrong.
  if (given.reason !== undefined) record(arrival, { outcome: "failed", reason: given.reason }, scope);
  return given;
}

function signedBy(arrival: UrlArrival, signer: RequestSigner | undefined): UrlArrival {
  return signer === undefined || signer.kind === "refused" ? arrival : { ...arrival, signer };
}

async function invoked(arrival: UrlArrival, at: AsyncScope): Promise<UrlAnswer> {
  const { url, requestId } = arrival;
  const target = urlTargetArn(url);
  const Payload = Buffer.from(JSON.stringify(urlEvent(arrival)));
  // The policy has let the URL's caller in already.
  const as = { principal: "lambda.amazonaws.com", sourceArn: target, asRole: true, requestId };
  try {
    const input = { FunctionName: target, Payload };
    if (url.invokeMode === "RESPONSE_STREAM") {
      return await streamedAnswer(await at.call(Lambda.InvokeWithResponseStream, input, as));
    }
    return functionAnswer(await at.call(Lambda.Invoke, input, as));
  } catch (error) {
    if (error instanceof ServiceError) return refusedAnswer(error);
    throw error;
  }
}

type Ending = { readonly outcome: "ok" } | { readonly outcome: "denied" | "failed"; readonly reason: string };

function record({ url, requestId: subject }: UrlArrival, ending: Ending, at: AsyncScope): string {
  return at.record({ kind: "lambda.url", resource: urlTargetArn(url), subject, ...ending });
}

/** Header names compare without regard to case; the API shows them as they were given. */
function rulesOf({ AllowHeaders, ExposeHeaders, ...rest }: Cors): CorsRules {
  const { AllowCredentials, AllowMethods, AllowOrigins, MaxAge } = rest;
  return {
    ...(AllowCredentials === undefined ? {} : { AllowCredentials }),
    ...(AllowMethods === undefined ? {} : { AllowMethods }),
    ...(AllowOrigins === undefined ? {} : { AllowOrigins }),
    ...(MaxAge === undefined ? {} : { MaxAge }),
    ...(AllowHeaders === undefined ? {} : { AllowHeaders: AllowHeaders.map((name) => name.toLowerCase()) }),
    ...(ExposeHeaders === undefined ? {} : { ExposeHeaders: ExposeHeaders.map((name) => name.toLowerCase()) }),
  };
}
