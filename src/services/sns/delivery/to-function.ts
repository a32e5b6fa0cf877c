/** Deliveries to Lambda: asynchronous invocations. */
import { parseArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import { uuid } from "../../../kernel/random.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { type InvocationResponse, Lambda } from "../../../schema/generated/lambda.ts";
import { type AttemptOutcome, attemptCall } from "./attempt.ts";

export interface FunctionEvent {
  readonly functionArn: string;
  readonly topicArn: string;
  readonly document: string;
  /** The lineage record of the message. */
  readonly cause: string;
}

export async function sendToFunction(at: AsyncScope, event: FunctionEvent): Promise<AttemptOutcome> {
  const target = parseArn(event.functionArn);
  invariant(target !== undefined, "the ARN of a function was checked when it was subscribed");
  const as = {
    principal: "sns.amazonaws.com",
    sourceArn: event.topicArn,
    account: target.account,
    region: target.region,
    cause: event.cause,
    requestId: uuid(at.random),
  };
  const Payload = Buffer.from(event.document);
  const input = { FunctionName: event.functionArn, InvocationType: "Event" as const, Payload };
  const delivering = {
    model: Lambda.model,
    ids: { lambdaRequestId: as.requestId },
    success: ({ StatusCode = 202 }: InvocationResponse) => ({ statusCode: StatusCode }),
  };
  return attemptCall(delivering, () => at.call(Lambda.Invoke, input, as));
}
