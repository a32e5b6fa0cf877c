/** Errors of functions in the forms that Lambda gives them: documents for the caller and records for the log. */
"use strict";

/** An error under one of Lambda's own names. */
function lambdaError(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What an unhandled rejection is reported as. */
function unhandledRejection(reason) {
  const error = lambdaError("Runtime.UnhandledPromiseRejection", reason?.toString?.() ?? String(reason));
  const told = isError(reason) ? errorRecord(reason) : reason;
  return Object.assign(error, { reason: told, promise: {} });
}

/** What the caller gets, as JSON: `{errorType, errorMessage, trace}`; and the type by itself, for a header. */
function errorDocument(error) {
  const document = isError(error)
    ? { errorType: error.name, errorMessage: error.message, trace: traceOf(error) }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { text: JSON.stringify(document), errorType: headerText(document.errorType) };
}

/** What the log gets: name, message, the error's own members, and its stack as `stack`. */
function errorRecord(error) {
  if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), stack: [] };
  const { name, message, stack, ...own } = { ...error };
  return { errorType: error.name, errorMessage: error.message, ...own, stack: traceOf(error) };
}

/** Whether a value is an error, also one of another realm. */
function isError(value) {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

/** The stack as lines. Lambda's own errors are given their name in it, which they got after the stack was made. */
function traceOf(error) {
  const lines = String(error.stack ?? `${error.name}: ${error.message}`).split("\n");
  if (String(error.name).startsWith("Runtime.")) lines[0] = lines[0].replace(/^Error\b/, error.name);
  return lines;
}

function headerText(errorType) {
  return String(errorType).replaceAll(/[^\x20-\x7e]/g, "?");
}

module.exports = { lambdaError, unhandledRejection, errorDocument, errorRecord, isError, traceOf };
