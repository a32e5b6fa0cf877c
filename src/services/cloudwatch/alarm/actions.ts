/** Runs an alarm's actions: topics are published to, functions are invoked, and the alarm's history says how it went. */
import { parseArn } from "../../../kernel/arn.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { alarmArn } from "./alarm.ts";
import { addHistory } from "./history.ts";
import { printTime } from "./java-json.ts";

/** What an action needs, made when the state changed: what it tells is of that moment. */
export interface ActionPayload {
  readonly action: string;
  readonly alarmName: string;
  readonly cause: string;
  readonly message: string;
  readonly subject: string;
  readonly stateUpdatedAt: number;
}

/** The effect `cloudwatch.act`. What cannot succeed later is not tried again; everything else is, with back-off. */
export async function runAction(payload: ActionPayload, at: AsyncScope): Promise<void> {
  let error: string | null = null;
  try {
    await perform(payload, at);
  } catch (failure) {
    if (!(failure instanceof ServiceError) || failure.retryable) throw failure;
    error = failure.message;
    at.record({
      kind: "cloudwatch.action",
      resource: payload.action,
      outcome: failure.statusCode === 403 ? "denied" : "failed",
      reason: error,
      parent: payload.cause,
    });
  }
  await at.write((within) => {
    addHistory(within, {
      alarmName: payload.alarmName,
      type: "Action",
      summary: `${error === null ? "Successfully executed" : "Failed to execute"} action ${payload.action}`,
      data: JSON.stringify({
        actionState: error === null ? "Succeeded" : "Failed",
        stateUpdateTimestamp: printTime(payload.stateUpdatedAt),
        notificationResource: payload.action,
        publishedMessage: payload.message,
        error,
      }),
    });
  });
}

async function perform({ action, alarmName, message, subject, cause }: ActionPayload, at: AsyncScope): Promise<void> {
  const sourceArn = alarmArn(at, alarmName);
  const account = parseArn(action)?.account ?? at.account;
  if (parseArn(action)?.service === "lambda") {
    const Payload = Buffer.from(message, "utf8");
    const principal = "lambda.alarms.cloudwatch.amazonaws.com";
    const input = { FunctionName: action, InvocationType: "Event", Payload } as const;
    await at.call(Lambda.Invoke, input, { principal, sourceArn, account, cause });
    return;
  }
  const as = { principal: "cloudwatch.amazonaws.com", sourceArn, account, cause };
  await at.call(SNS.Publish, { TopicArn: action, Message: message, Subject: subject }, as);
}
