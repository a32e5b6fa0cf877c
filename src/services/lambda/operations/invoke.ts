/** Invoke: runs a function and waits for it, or accepts its event once that is on disk, or only says whether it would. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { acceptEvent } from "../asynchronous/event-queue.ts";
import { functionPending, functionNotFound } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { LATEST } from "../function/function-record.ts";
import { logTail } from "../invocation/log-writer.ts";
import { clientContextOf, eventPayload } from "../invocation/payload.ts";
import { runFunction, throttledAnswer } from "../invocation/run-function.ts";
import { functions } from "../keyspaces.ts";
import { LOG_TAIL_BYTES } from "../limits.ts";

export const invoke = operation.stream(Lambda.Invoke, {
  honours: ["FunctionName", "InvocationType", "LogType", "ClientContext", "Payload", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const { name, arn, qualifier } = runnableReference(input.FunctionName, at, input.Qualifier);
    const isAsynchronous = input.InvocationType === "Event";
    const record = at.read((read) => functions.get(read.tx, [at.account, at.region, name]));
    if (record === undefined) throw functionNotFound(`${arn}:${qualifier === "" ? LATEST : qualifier}`);
    const payload = eventPayload(input.Payload, isAsynchronous);
    const clientContext = clientContextOf(input.ClientContext);
    if (input.InvocationType === "DryRun") return { StatusCode: 204, ExecutedVersion: LATEST };
    if (isAsynchronous) {
      await at.write((write) => acceptEvent({ name, qualifier, requestId: at.requestId, payload }, write));
      return { StatusCode: 202 };
    }
    if (record.state === "Pending") throw functionPending(record.state);
    const call = { record, qualifier, requestId: at.requestId, payload };
    const result = await runFunction(clientContext === undefined ? call : { ...call, clientContext }, at);
    if (result.kind === "throttled") throw throttledAnswer(result);
    return {
      StatusCode: 200,
      ExecutedVersion: LATEST,
      Payload: result.payload,
      ...(result.failed ? { FunctionError: "Unhandled" } : {}),
      ...(input.LogType === "Tail"
        ? { LogResult: logTail(result.outcome.lines, LOG_TAIL_BYTES, record.applied.jsonLogging !== undefined) }
        : {}),
    };
  },
});
