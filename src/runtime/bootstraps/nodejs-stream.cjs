/**
 * Handlers that answer piece by piece. `awslambda` is what such a function is written against; the stream itself is
 * loaded only for functions that use it, since its loading would be part of every cold start.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
"use strict";

/** The mark that a streaming handler carries; libraries look for it under this name. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/** What a response to HTTP begins with: JSON of status and headers, and after it this many zero bytes. */
const PRELUDE_CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";
const PRELUDE_END = Buffer.alloc(8);

/** Gives functions the global `awslambda`. */
function provideStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler, options) {
      handler[STREAMING] = "response";
      if (options?.highWaterMark !== undefined) handler[HIGH_WATER_MARK] = options.highWaterMark;
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType(PRELUDE_CONTENT_TYPE);
        stream.setPrelude(Buffer.concat([Buffer.from(JSON.stringify(prelude ?? {})), PRELUDE_END]));
        return stream;
      },
    },
  };
}

/** Whether a handler was made by `streamifyResponse`. */
function isStreaming(handler) {
  return handler[STREAMING] === "response";
}

/** What makes the stream of an event for a streaming handler: `newStream(client, requestId)`. */
async function responseStreams(handler) {
  const { Writable } = require("node:stream");
  const highWaterMark = handler[HIGH_WATER_MARK];
  const options = { decodeStrings: true, ...(highWaterMark === undefined ? {} : { highWaterMark }) };

  class ResponseStream extends Writable {
    #client;
    #requestId;
    #contentType = "application/octet-stream";
    #prelude;
    #failure;
    hasBegun = false;

    constructor(client, requestId) {
      super(options);
      this.#client = client;
      this.#requestId = requestId;
    }

    setContentType(contentType) {
      if (this.hasBegun) throw new Error("Cannot set content-type, too late.");
      this.#contentType = String(contentType);
    }

    setPrelude(prelude) {
      this.#prelude = prelude;
    }

    write(chunk, ...rest) {
      return super.write(asContent(chunk), ...rest);
    }

    end(chunk, ...rest) {
      if (chunk === undefined || chunk === null || typeof chunk === "function") return super.end(chunk, ...rest);
      return super.end(asContent(chunk), ...rest);
    }

    _write(chunk, _encoding, done) {
      this.#begin();
      this.#client.streamPiece(chunk, done);
    }

    _final(done) {
      this.#begin();
      this.#client.endStream(this.#failure);
      done();
    }

    /** Ends what has begun with an error, after all that was written before it. */
    failWith(document, done) {
      if (this.writableFinished) return done();
      if (this.destroyed) return this.#client.endStream(document, done);
      this.#failure = document;
      if (!this.writableEnded) super.end();
      this.once("close", done);
    }

    #begin() {
      if (this.hasBegun) return;
      this.hasBegun = true;
      this.#client.beginStream(this.#requestId, this.#contentType);
      if (this.#prelude !== undefined) this.#client.streamPiece(this.#prelude, () => {});
    }
  }
  return (client, requestId) => new ResponseStream(client, requestId);
}

/** Whatever is no text and no bytes goes out as its JSON. */
function asContent(chunk) {
  return typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
}

module.exports = { provideStreaming, isStreaming, responseStreams };
