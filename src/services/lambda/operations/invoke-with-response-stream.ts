/** InvokeWithResponseStream: runs a function and hands on what it answers while it still does. */
import { operation } from "../../../platform/operation.ts";
import { Lambda, type InvokeWithResponseStreamResponseEvent } from "../../../schema/generated/lambda.ts";
import { functionNotFound, functionPending, recursionDetected } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { LATEST } from "../function/function-record.ts";
import { logTail } from "../invocation/log-writer.ts";
import { clientContextOf, eventPayload } from "../invocation/payload.ts";
import { chainOfRequest, isRecursive, RECURSION_SENTENCE, stopRecursion } from "../invocation/recursion.ts";
import { ResponseStream } from "../invocation/response-stream.ts";
import { type FunctionResult, runFunction, throttledAnswer } from "../invocation/run-function.ts";
import { functions } from "../keyspaces.ts";
import { LOG_TAIL_BYTES } from "../limits.ts";

export const invokeWithResponseStream = operation.stream(Lambda.InvokeWithResponseStream, {
  honours: ["FunctionName", "InvocationType", "LogType", "ClientContext", "Payload", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const { name, arn, qualifier } = runnableReference(input.FunctionName, at, input.Qualifier);
    const record = at.read((read) => functions.get(read.tx, [at.account, at.region, name]));
    if (record === undefined) throw functionNotFound(`${arn}:${qualifier === "" ? LATEST : qualifier}`);
    const payload = eventPayload(input.Payload, false);
    const clientContext = clientContextOf(input.ClientContext);
    if (record.state === "Pending") throw functionPending(record.state);
    const chain = chainOfRequest(at);
    if (isRecursive(record, chain)) {
      stopRecursion({ record, qualifier, subject: at.requestId }, at);
      throw recursionDetected(RECURSION_SENTENCE);
    }
    // DryRun runs the function here: measured, although the documentation says otherwise.
    const response = new ResponseStream(at.signal);
    const call = { record, qualifier, requestId: at.requestId, payload, response, chain };
    const running = runFunction(clientContext === undefined ? call : { ...call, clientContext }, at).finally(() =>
      response.end(),
    );
    const first = await Promise.race([response.begun, running]);
    if (typeof first !== "string" && first.kind === "throttled") throw throttledAnswer(first);
    // What goes wrong from here on is told by whoever reads the events; nobody need be left to read them.
    running.catch(() => {});
    return {
      StatusCode: 200,
      ExecutedVersion: LATEST,
      // A response that came whole, or did not come at all, has the content type of what Invoke answers.
      ResponseStreamContentType: typeof first === "string" ? first : "application/json",
      EventStream: eventsOf(response, running, input.LogType === "Tail"),
    };
  },
});

async function* eventsOf(
  response: ResponseStream,
  running: Promise<FunctionResult>,
  tellsLog: boolean,
): AsyncIterable<InvokeWithResponseStreamResponseEvent> {
  for await (const piece of response) yield { PayloadChunk: { Payload: piece } };
  const result = await running;
  if (result.kind === "throttled") throw throttledAnswer(result);
  if (!result.failed && result.payload.byteLength > 0) yield { PayloadChunk: { Payload: result.payload } };
  yield {
    InvokeComplete: {
      // Measured: a failure in the middle of a stream is not told here. It is in the log and in the metrics.
      ...(result.failed && !response.hasBegun ? errorOf(result.payload) : {}),
      ...(tellsLog ? { LogResult: logTail(result.outcome.lines, LOG_TAIL_BYTES) } : {}),
    },
  };
}

/** The code is the error's type and the details are its document, as Invoke answers it. */
function errorOf(payload: Uint8Array): { readonly ErrorCode: string; readonly ErrorDetails: string } {
  const ErrorDetails = Buffer.from(payload).toString("utf8");
  const type = /"errorType"\s*:\s*"([^"\\]+)"/.exec(ErrorDetails)?.[1];
  return { ErrorCode: type ?? "Unhandled", ErrorDetails };
}
