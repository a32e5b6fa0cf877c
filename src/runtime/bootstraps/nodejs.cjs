/**
 * The Node.js side of an execution environment: loads the function, takes events from the Runtime API and answers them.
 * Plain JavaScript, because it runs as it is in whichever Node.js runs the server, with few imports, because its loading is
 * part of every cold start, and CommonJS, because Node.js loads that in half the time.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
"use strict";

const { RuntimeClient } = require("./nodejs-client.cjs");
const { errorDocument, lambdaError, unhandledRejection } = require("./nodejs-errors.cjs");
const { loadHandler } = require("./nodejs-handler.cjs");
const { endOutput, logError, patchConsole, setRequestId } = require("./nodejs-output.cjs");
const { isStreaming, provideStreaming, responseStreams } = require("./nodejs-stream.cjs");

const environment = process.env;
/** The command line is the server's; the function finds nothing of it. A wrapper script's end of it is not ours. */
const [token = "", cloudNow = "0", shownClock = "machine", ...moduleFolders] = (
  environment._SLUICE_PARAMETERS ?? process.argv.splice(2).join(" ")
).split(" ");
delete environment._SLUICE_PARAMETERS;
const nodejsMajor = Number(/^AWS_Lambda_nodejs(\d+)/.exec(environment.AWS_EXECUTION_ENV ?? "")?.[1] ?? 0);

/** From Node.js 24 on Lambda has no callbacks, and waits for nothing but what the handler returns. */
const hasCallbacks = nodejsMajor < 24;
/** Before Node.js 20 a promise that never settles ended the invocation with null. */
const reportsUnsettledPromise = nodejsMajor >= 20;

/** The exit codes of AWS's own runtime. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const UNCAUGHT = "Uncaught Exception";

/** Less than this between the cloud's clock and the machine's is the time that it took to tell, not another clock. */
const SAME_CLOCK_MILLISECONDS = 1_000;

const machineNow = Date.now;
let clockOffsetMilliseconds = offsetTo(Number(cloudNow));
/** The event that is being handled. */
let current;
let isInitialised = false;
/** Makes the stream that a streaming handler answers on; undefined for all others. */
let newStream;
let isEnding = false;

// On Lambda what starts is an ES module, so that functions find no main module.
process.mainModule = undefined;
if (shownClock === "cloud") require("./nodejs-date.cjs").showTime(now);
patchConsole(token, now);
provideStreaming();
// Without the Runtime API there is nothing to live for: the server is gone.
const client = new RuntimeClient(environment.AWS_LAMBDA_RUNTIME_API ?? "", () => process.exit(1));
process.on("uncaughtException", (error) => crash(error, UNCAUGHT, EXIT_UNCAUGHT_EXCEPTION));
process.on("unhandledRejection", (reason) => {
  crash(unhandledRejection(reason), "Unhandled Promise Rejection", EXIT_UNHANDLED_REJECTION);
});
process.on("beforeExit", () => current?.whenIdle());
void main();

async function main() {
  try {
    await client.connected;
    const root = environment.LAMBDA_TASK_ROOT ?? process.cwd();
    const handler = await loadHandler(root, environment._HANDLER ?? "", moduleFolders.filter(Boolean));
    if (isStreaming(handler)) newStream = await responseStreams(handler);
    else if (!hasCallbacks && handler.length >= 3) throw callbackHandlerError();
    await endOutput();
    if (isEnding) return;
    isInitialised = true;
    client.next((event) => handle(handler, event));
  } catch (error) {
    crash(error, UNCAUGHT, EXIT_UNCAUGHT_EXCEPTION);
  }
}

/** Runs the handler for one event. */
function handle(handler, { headers, body }) {
  clockOffsetMilliseconds = offsetTo(Number(headers["lambda-runtime-sluice-now-ms"]));
  const requestId = headers["lambda-runtime-aws-request-id"];
  setRequestId(requestId);
  environment._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
  const invocation = newInvocation(handler, requestId);
  current = invocation;
  // While the handler runs the connection does not count as work, so that Node.js tells us when none is left.
  client.unref();
  const context = newContext(headers, invocation);
  invocation.context = context;
  try {
    const event = JSON.parse(body.toString("utf8"));
    if (newStream !== undefined) return handleStreaming(handler, { event, context, invocation });
    const result = hasCallbacks ? handler(event, context, invocation.callback) : handler(event, context);
    if (typeof result?.then === "function") {
      invocation.isPromised = true;
      result.then(invocation.succeed, invocation.fail);
    } else if (!hasCallbacks) {
      invocation.succeed(result);
    }
  } catch (error) {
    invocation.fail(error);
  }
}

/** Runs a handler that answers on a stream: the promise says when it is done, the stream what the answer is. */
function handleStreaming(handler, { event, context, invocation }) {
  const stream = newStream(client, invocation.requestId);
  invocation.stream = stream;
  stream.on("error", invocation.fail);
  const result = handler(event, stream, context);
  if (typeof result?.then !== "function") throw new Error("Streaming does not support non-async handlers.");
  invocation.isPromised = true;
  result.then(() => {
    if (!stream.writableEnded) invocation.fail(new Error("Response stream is not finished."));
    else if (stream.closed) invocation.streamed();
    else stream.once("close", invocation.streamed);
  }, invocation.fail);
}

/** One event and the ways in which it can be answered, of which the first counts. */
function newInvocation(handler, requestId) {
  let isAnswered = false;
  let held;
  const answer = async (kind, document) => {
    isAnswered = true;
    client.ref();
    await endOutput();
    if (isEnding) return;
    current = undefined;
    client.together(() => {
      post(invocation, { kind, document });
      client.next((event) => handle(handler, event));
    });
  };
  const invocation = {
    requestId,
    context: undefined,
    stream: undefined,
    isPromised: false,
    succeed(result) {
      if (isAnswered) return;
      const text = stringify(result);
      if (text === undefined) invocation.fail(new Error("Unable to stringify response body"));
      else void answer("response", { text });
    },
    /** The stream has carried the whole answer. */
    streamed() {
      if (isAnswered) return;
      if (invocation.stream.writableFinished) void answer("streamed");
      else invocation.fail(new Error("Response stream is not finished."));
    },
    fail(error) {
      if (isAnswered) return;
      logError("Invoke Error", error);
      void answer("error", errorDocument(error));
    },
    callback(error, result) {
      if (isAnswered || held !== undefined) return;
      if (error !== undefined && error !== null) return invocation.fail(error);
      held = { result };
      if (!invocation.context.callbackWaitsForEmptyEventLoop) setImmediate(() => invocation.succeed(result));
    },
    /** Nothing is left to run. */
    whenIdle() {
      if (isAnswered) return;
      const isUnsettled = invocation.isPromised && held === undefined;
      if (isUnsettled && reportsUnsettledPromise) crash(unsettledError(), UNCAUGHT, EXIT_UNCAUGHT_EXCEPTION);
      else invocation.succeed(held?.result);
    },
  };
  return invocation;
}

/** Sends an answer: on its own, or as the end of the stream that has begun to be it. */
function post({ requestId, stream }, { kind, document }, done = () => {}) {
  if (kind === "streamed") return done();
  if (!stream?.hasBegun) return client.answer(requestId, { kind, document }, done);
  // What fails after a stream has ended is in the log alone: the answer was complete.
  stream.failWith(document, done);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function newContext(headers, invocation) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const clientContext = headers["lambda-runtime-client-context"];
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext ? JSON.parse(clientContext) : undefined,
    identity: undefined,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: invocation.requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => deadline - now(),
  };
  if (!hasCallbacks) return context;
  const atOnce = (error, result) => {
    context.callbackWaitsForEmptyEventLoop = false;
    invocation.callback(error, result);
  };
  return Object.assign(context, {
    done: atOnce,
    succeed: (result) => atOnce(null, result),
    fail: (error) => atOnce(error ?? "handled"),
  });
}

/** JSON of a result, or undefined when there is no JSON of it. */
function stringify(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    // A BigInt or a circle: the caller makes AWS's error of it.
    return undefined;
  }
}

/** Answers whatever runs with an error that nobody caught, and ends the process. */
function crash(error, title, exitCode) {
  if (isEnding) return;
  isEnding = true;
  const invocation = current;
  current = undefined;
  client.ref();
  logError(title, error);
  const exit = () => process.exit(exitCode);
  void endOutput().then(() => {
    const document = errorDocument(error);
    if (invocation !== undefined) post(invocation, { kind: "error", document }, exit);
    else if (isInitialised) exit();
    else client.failInit(document, exit);
  });
}

function unsettledError() {
  return lambdaError(
    "Runtime.NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that " +
      "was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );
}

function callbackHandlerError() {
  return lambdaError(
    "Runtime.CallbackHandlerDeprecated",
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to " +
      "modify this function to use a supported handler signature to use Node.js 24 or later. For more information see " +
      "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  );
}

/** The time on the cloud's clock. */
function now() {
  return machineNow() + clockOffsetMilliseconds;
}

function offsetTo(cloudMilliseconds) {
  const offset = cloudMilliseconds - machineNow();
  return Math.abs(offset) < SAME_CLOCK_MILLISECONDS ? 0 : offset;
}
