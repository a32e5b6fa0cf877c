/**
 * What a Node.js function writes: console methods in Lambda's format, each record framed so that it stays one log event,
 * and the marks that end an invocation's output. The server reads both; see output-reader.ts for the frames.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
"use strict";

const { writeSync } = require("node:fs");
const { format } = require("node:util");
const { errorRecord, isError, traceOf } = require("./nodejs-errors.cjs");

const STDOUT = 1;
const STDERR = 2;
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const METHODS = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" };

const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
/** Levels are filtered in the JSON format only, as on AWS. */
const lowestLevel = isJson ? Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? "")) : 0;

let frameToken = "";
let now = Date.now;
let requestId;
const streamsInUse = new Set();

/** Takes over the console. `clock` gives milliseconds since the epoch. */
function patchConsole(token, clock) {
  frameToken = token;
  now = clock;
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = (...values) => write(level, values);
  }
  noteUse("stdout");
  noteUse("stderr");
}

/** Which event the records belong to from now on. */
function setRequestId(id) {
  requestId = id;
}

/** Writes the record of an error that ends an invocation. */
function logError(title, error) {
  if (isJson) return write("ERROR", [isError(error) ? error : errorRecord(error)]);
  writeRecord(textRecord("ERROR", `${title} \t${JSON.stringify(errorRecord(error))}`));
}

/** Marks both pipes: what was written until now belongs to what ran until now. */
async function endOutput() {
  for (const stream of streamsInUse) {
    // Streams may hold back what the pipe did not take at once, while the marks are written past them.
    while (stream.writableLength > 0 && !stream.destroyed) await new Promise((resolve) => setImmediate(resolve));
  }
  writeFrame(STDOUT, "E", Buffer.alloc(0));
  writeFrame(STDERR, "E", Buffer.alloc(0));
}

function write(level, values) {
  if (LEVELS.indexOf(level) < lowestLevel) return;
  writeRecord(isJson ? jsonRecord(level, values) : textRecord(level, format(...values)));
}

function textRecord(level, message) {
  return `${new Date(now()).toISOString()}\t${requestId}\t${level}\t${message}`;
}

function jsonRecord(level, values) {
  const record = { timestamp: new Date(now()).toISOString(), level, requestId };
  const [only] = values;
  const error = values.find(isError);
  const isObject = values.length === 1 && typeof only === "object" && only !== null && error === undefined;
  if (isObject) return stringify({ ...record, message: only }) ?? stringify({ ...record, message: format(only) });
  Object.assign(record, { message: values.length === 1 && error ? error.message : format(...values) });
  if (error === undefined) return stringify(record);
  const { name, message } = error;
  return stringify({ ...record, errorType: name, errorMessage: message, stackTrace: traceOf(error).slice(1) });
}

function stringify(record) {
  try {
    return JSON.stringify(record);
  } catch {
    // The message has a BigInt or a circle in it: the caller writes it as text instead.
    return undefined;
  }
}

function writeRecord(text) {
  writeFrame(STDOUT, "L", Buffer.from(text));
}

function writeFrame(descriptor, letter, content) {
  const header = `\x1e${frameToken}${letter}${content.length.toString(16).padStart(8, "0")}`;
  writeAll(descriptor, Buffer.concat([Buffer.from(header, "latin1"), content]));
}

function writeAll(descriptor, data) {
  for (let offset = 0; offset < data.length;) {
    try {
      offset += writeSync(descriptor, data, offset);
    } catch (error) {
      // Once the function uses the stream of this pipe, a full pipe is an error: the server is about to empty it.
      if (error.code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      // The function has closed the pipe, or the server is gone. Either way nobody reads this.
      else return;
    }
  }
}

/** Notes when the function first uses a stream of its own accord, which is costly to open and not needed otherwise. */
function noteUse(name) {
  const descriptor = Object.getOwnPropertyDescriptor(process, name);
  if (descriptor?.get === undefined) return;
  Object.defineProperty(process, name, {
    ...descriptor,
    get() {
      const stream = descriptor.get.call(process);
      streamsInUse.add(stream);
      return stream;
    },
  });
}

module.exports = { patchConsole, setRequestId, logError, endOutput };
