/** Where REST APIs answer: `{api}.execute-api.localhost/{stage}` and `/_aws/execute-api/{api}/{stage}`. */
import { formatArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import type { HttpRequest, HttpResponse } from "../../../platform/http.ts";
import { traceIdOf } from "../../../platform/lineage/trace-header.ts";
import { apiAddress } from "../../../platform/proxy/api-address.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { HttpRoute } from "../../../platform/service.ts";
import { matchResource } from "../resource/match-resource.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import { httpResponse, ownAnswer } from "./answer.ts";
import { type Arrival, arrivalOf } from "./arrival.ts";
import { findDeployed, type Found } from "./deployed-api.ts";
import type { Routed } from "./event.ts";
import { noteFigures } from "./figures.ts";
import { integrate } from "./integrate.ts";

export const executeApi: HttpRoute = {
  name: "execute-api.rest",
  answersAnyOrigin: true,
  claims: (host, path) => apiAddress("rest", host, path) !== undefined,
  async handle(request: HttpRequest, at: AsyncScope): Promise<HttpResponse> {
    const address = apiAddress("rest", request.host, request.path);
    invariant(address !== undefined, "a route handles what it claims");
    const arrival = arrivalOf(request, address, at);
    const found = at.read((read) => findDeployed(arrival, read));
    if (found === undefined) {
      const answer = ownAnswer("forbidden", `No REST API has the id ${arrival.apiId}.`);
      record(arrival, { owner: at, ...(answer.reason === undefined ? {} : { reason: answer.reason }) }, at);
      return httpResponse(answer, arrival);
    }
    const { account, region } = found.api;
    return httpResponse(await answerFound(arrival, found, at.within({ account, region })), arrival);
  },
};

async function answerFound(arrival: Arrival, found: Found, at: AsyncScope): Promise<Answer> {
  const routed = routedOf(arrival, found);
  let answer: Answer;
  if ("statusCode" in routed) {
    answer = routed;
    record(arrival, { owner: found.api, ...(answer.reason === undefined ? {} : { reason: answer.reason }) }, at);
  } else {
    answer = await answerRouted(arrival, routed, at);
  }
  noteFigures(arrival, { found, answer }, at);
  return answer;
}

async function answerRouted(arrival: Arrival, routed: Routed, at: AsyncScope): Promise<Answer> {
  const cause = record(arrival, { owner: routed.api }, at);
  const { integration } = routed.match.method;
  invariant(integration !== undefined, "a deployment was refused for a method without an integration");
  const sourceArn = requestArn(arrival, routed.api);
  const answer = await integrate(integration, { arrival, routed, sourceArn }, at.within({ cause }));
  if (answer.reason !== undefined) {
    // The request's own record was made before its outcome could be known: a second one below it tells what went wrong.
    at.record({
      kind: "apigateway.response",
      resource: sourceArn,
      outcome: "failed",
      reason: answer.reason,
      subject: arrival.requestId,
      parent: cause,
    });
  }
  return answer;
}

/** The way that the request takes, or the answer to one that has none. */
function routedOf(arrival: Arrival, { api, served }: Found): Routed | Answer {
  if (api.disableExecuteApiEndpoint) return ownAnswer("forbidden", "The API's default endpoint is disabled.");
  if (served === undefined) return ownAnswer("forbidden", `The API has no stage ${arrival.stageName}.`);
  const { stage, deployment } = served;
  const match = matchResource(deployment.resources, arrival.request.method, arrival.path);
  if (match !== undefined) return { api, stage, deployment, match };
  const reason = `No method of stage ${stage.stageName} takes ${arrival.request.method} ${arrival.path}.`;
  return ownAnswer("missingAuthenticationToken", reason);
}

interface Owner {
  readonly account: string;
  readonly region: string;
}

function record(
  arrival: Arrival,
  { owner, reason }: { readonly owner: Owner; readonly reason?: string },
  at: AsyncScope,
): string {
  return at.record({
    kind: "apigateway.request",
    resource: requestArn(arrival, owner),
    subject: arrival.requestId,
    parent: arrival.trace.cause,
    traceId: traceIdOf(arrival.trace.header),
    ...(reason === undefined ? { outcome: "ok" } : { outcome: "failed", reason }),
  });
}

/** What permissions of the function are checked against. */
function requestArn({ apiId, stageName, request, path }: Arrival, { account, region }: Owner): string {
  const resource = `${apiId}/${stageName}/${request.method}${path}`;
  return formatArn({ service: "execute-api", region, account, resource });
}
