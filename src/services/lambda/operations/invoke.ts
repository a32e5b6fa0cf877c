/** Invoke: runs a function and waits for it, or accepts its event once that is on disk, or only says whether it would. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { acceptEvent } from "../asynchronous/event-queue.ts";
import { functionPending, functionNotFound, recursionDetected } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { chooseFunction } from "../function/find-function.ts";
import { LATEST, versionOf } from "../function/function-record.ts";
import { logTail } from "../invocation/log-writer.ts";
import { clientContextOf, eventPayload } from "../invocation/payload.ts";
import { chainOfRequest, isRecursive, RECURSION_SENTENCE, stopRecursion } from "../invocation/recursion.ts";
import { runFunction, throttledAnswer } from "../invocation/run-function.ts";
import { LOG_TAIL_BYTES } from "../limits.ts";

export const invoke = operation.stream(Lambda.Invoke, {
  honours: ["FunctionName", "InvocationType", "LogType", "ClientContext", "Payload", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const { name, arn, qualifier } = functionReference(input.FunctionName, at, input.Qualifier);
    const isAsynchronous = input.InvocationType === "Event";
    const record = at.read((read) => chooseFunction({ name, qualifier }, read));
    if (record === undefined) throw functionNotFound(`${arn}:${qualifier === "" ? LATEST : qualifier}`);
    const payload = eventPayload(input.Payload, isAsynchronous);
    const clientContext = clientContextOf(input.ClientContext);
    if (input.InvocationType === "DryRun") return { StatusCode: 204, ExecutedVersion: versionOf(record) };
    const chain = chainOfRequest(at);
    if (isAsynchronous) {
      await at.write((write) => acceptEvent({ name, qualifier, requestId: at.requestId, payload, chain }, write));
      return { StatusCode: 202 };
    }
    if (record.state === "Pending") throw functionPending(record.state);
    if (isRecursive(record, chain, at)) {
      stopRecursion({ record, qualifier, subject: at.requestId }, at);
      throw recursionDetected(RECURSION_SENTENCE);
    }
    const call = { record, qualifier, requestId: at.requestId, payload, chain };
    const result = await runFunction(clientContext === undefined ? call : { ...call, clientContext }, at);
    if (result.kind === "throttled") throw throttledAnswer(result);
    return {
      StatusCode: 200,
      ExecutedVersion: versionOf(record),
      Payload: result.payload,
      ...(result.failed ? { FunctionError: "Unhandled" } : {}),
      ...(input.LogType === "Tail"
        ? { LogResult: logTail(result.outcome.lines, LOG_TAIL_BYTES, record.applied.jsonLogging !== undefined) }
        : {}),
    };
  },
});
