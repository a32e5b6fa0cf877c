/** Hands a request to the function behind its method, and reads what comes back. */
import { functionArnOf, withStageVariables } from "../../../platform/proxy/function-uri.ts";
import { invokeFunction, type ProxiedOutcome } from "../../../platform/proxy/invoke-function.ts";
import { readFormat1 } from "../../../platform/proxy/proxy-response.ts";
import { headerOf } from "../../../platform/proxy/request-parts.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { IntegrationRecord } from "../method/method-record.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import { functionAnswer, ownAnswer } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import { proxyEvent, type Routed } from "./event.ts";
import { isBinary } from "./binary.ts";

/** `at` is a scope in the API's own account and region, on behalf of the request's record. */
export async function integrate(
  integration: IntegrationRecord,
  { arrival, routed, sourceArn }: { readonly arrival: Arrival; readonly routed: Routed; readonly sourceArn: string },
  at: AsyncScope,
): Promise<Answer> {
  const { stage, deployment } = routed;
  const functionArn = functionArnOf(withStageVariables(integration.uri, stage.variables));
  if (functionArn === undefined) {
    return ownAnswer(
      "configurationError",
      `The integration's URI names no function with the variables of stage ${stage.stageName}.`,
    );
  }
  if (integration.integrationHttpMethod !== "POST") {
    const reason = `The integration's HTTP method is ${integration.integrationHttpMethod}; functions are invoked by POST.`;
    return ownAnswer("configurationError", reason);
  }
  const event = proxyEvent(arrival, routed);
  const startedAt = at.clock.now();
  const outcome = await invokeFunction(
    { functionArn, event, sourceArn, timeoutMilliseconds: integration.timeoutMilliseconds },
    at,
  );
  const integrationMilliseconds = at.clock.now() - startedAt;
  const wantsBinary = isBinary(deployment.binaryMediaTypes, headerOf(arrival.request, "accept"));
  return { ...answerTo(outcome, integration, wantsBinary), integrationMilliseconds };
}

function answerTo(outcome: ProxiedOutcome, integration: IntegrationRecord, wantsBinary: boolean): Answer {
  switch (outcome.kind) {
    case "returned": {
      const reading = readFormat1(outcome.payload);
      if (reading.kind === "response") return functionAnswer(reading.response, wantsBinary);
      return ownAnswer("malformedResponse", reading.reason);
    }
    case "failed":
      return ownAnswer("malformedResponse", `The function failed: ${outcome.reason}`);
    case "refused": {
      const reason = `Lambda answered ${outcome.error.code}: ${outcome.error.message}`;
      const isTooLarge = outcome.error.code === "RequestTooLargeException";
      return ownAnswer(isTooLarge ? "requestTooLarge" : "configurationError", reason);
    }
    case "timedOut":
      return ownAnswer("timeout", `The function took longer than ${integration.timeoutMilliseconds} ms.`);
  }
}
