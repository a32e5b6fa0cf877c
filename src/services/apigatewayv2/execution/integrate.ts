/** Hands a request to the function behind its route, and reads what comes back. */
import { functionArnOf, withStageVariables } from "../../../platform/proxy/function-uri.ts";
import { invokeFunction, type ProxiedOutcome } from "../../../platform/proxy/invoke-function.ts";
import { readFormat1, readFormat2 } from "../../../platform/proxy/proxy-response.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { IntegrationRecord } from "../integration/integration-record.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import { functionAnswer, ownAnswer } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import { event1 } from "./event-1.ts";
import { event2, type Routed } from "./event-2.ts";

/** `at` is a scope in the API's own account and region, on behalf of the request's record. */
export async function integrate(
  integration: IntegrationRecord,
  { arrival, routed, sourceArn }: { readonly arrival: Arrival; readonly routed: Routed; readonly sourceArn: string },
  at: AsyncScope,
): Promise<Answer> {
  const functionArn = functionArnOf(withStageVariables(integration.uri, routed.stage.variables));
  if (functionArn === undefined) {
    return ownAnswer(
      500,
      `The integration's URI names no function with the variables of stage ${routed.stage.stageName}.`,
    );
  }
  const isFormat1 = integration.payloadFormatVersion === "1.0";
  const event = isFormat1 ? event1(arrival, routed) : event2(arrival, routed);
  const startedAt = at.clock.now();
  const outcome = await invokeFunction(
    { functionArn, event, sourceArn, timeoutMilliseconds: integration.timeoutMilliseconds },
    at,
  );
  const integrationMilliseconds = at.clock.now() - startedAt;
  return { ...answerTo(outcome, integration, isFormat1), integrationMilliseconds };
}

function answerTo(outcome: ProxiedOutcome, integration: IntegrationRecord, isFormat1: boolean): Answer {
  switch (outcome.kind) {
    case "returned": {
      const reading = isFormat1 ? readFormat1(outcome.payload) : readFormat2(outcome.payload);
      return reading.kind === "response" ? functionAnswer(reading.response) : ownAnswer(500, reading.reason);
    }
    case "failed":
      return ownAnswer(500, `The function failed: ${outcome.reason}`);
    case "refused": {
      const reason = `Lambda answered ${outcome.error.code}: ${outcome.error.message}`;
      return ownAnswer(outcome.error.code === "RequestTooLargeException" ? 413 : 500, reason);
    }
    case "timedOut":
      return ownAnswer(503, `The function took longer than ${integration.timeoutMilliseconds} ms.`);
  }
}
