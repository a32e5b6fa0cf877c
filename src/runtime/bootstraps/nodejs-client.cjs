/**
 * The bootstrap's side of the Runtime API: HTTP over one connection, without the cost of loading Node's HTTP client.
 * It reads what our own server writes: a status line, headers, and a body whose length is told.
 */
"use strict";

const { connect } = require("node:net");

const HEADERS_END = Buffer.from("\r\n\r\n");

/** Asks for events and answers them, on one connection. */
class RuntimeClient {
  #socket;
  #onLost;
  #address;
  /** What has arrived and is not yet a whole response. */
  #chunks = [];
  #receivedBytes = 0;
  #neededBytes = 0;
  /** Who waits for a response, in the order of the requests. */
  #waiting = [];

  /** @param onLost called when the connection has ended, whoever ended it */
  constructor(address, onLost) {
    const separator = address.lastIndexOf(":");
    this.#address = address;
    this.#onLost = onLost;
    this.#socket = connect({
      host: address.slice(0, separator),
      port: Number(address.slice(separator + 1)),
      noDelay: true,
    });
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("error", onLost);
    this.#socket.on("close", onLost);
    this.connected = new Promise((resolve) => this.#socket.once("connect", resolve));
  }

  ref() {
    this.#socket.ref();
  }

  unref() {
    this.#socket.unref();
  }

  /** Waits to be told which function this process is of. */
  ready(done) {
    this.#send({ method: "GET", path: "sluice/ready" }, (response) => {
      if (response.status === 200) done(response);
      else this.#onLost();
    });
  }

  /** Ends the connection, which is then not lost. */
  close() {
    this.#socket.off("close", this.#onLost);
    this.#socket.destroy();
  }

  /** Asks for the next event: `{ headers, body }`. */
  next(done) {
    this.#send({ method: "GET", path: "invocation/next" }, (response) => {
      if (response.status === 200) done(response);
      else this.#onLost();
    });
  }

  /** Answers an event: `kind` is `response` or `error`. */
  answer(requestId, { kind, document }, done = () => {}) {
    this.#send({ method: "POST", path: `invocation/${requestId}/${kind}`, document }, done);
  }

  /** What `ask` asks for goes out in one write, which wakes the server up once. */
  together(ask) {
    this.#socket.cork();
    ask();
    this.#socket.uncork();
  }

  /** Begins an answer that comes in pieces. */
  beginStream(requestId, contentType) {
    this.#waiting.push(() => {});
    const head = [
      `POST /2018-06-01/runtime/invocation/${requestId}/response HTTP/1.1`,
      `Host: ${this.#address}`,
      `Content-Type: ${contentType.replaceAll(/[\r\n]/g, " ")}`,
      "Lambda-Runtime-Function-Response-Mode: streaming",
      "Transfer-Encoding: chunked",
      "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
    ];
    this.#socket.write(`${head.join("\r\n")}\r\n\r\n`);
  }

  /** The next piece; `done` is called when there is room for another. */
  streamPiece(piece, done) {
    // An empty chunk would end the body.
    if (piece.length === 0) return void done();
    this.#socket.cork();
    this.#socket.write(`${piece.length.toString(16)}\r\n`);
    this.#socket.write(piece);
    this.#socket.write("\r\n", done);
    this.#socket.uncork();
  }

  /** The end of the answer, or the error that cuts it short. */
  endStream(document, done = () => {}) {
    const trailers = document === undefined ? "" : errorTrailers(document);
    this.#socket.write(`0\r\n${trailers}\r\n`, done);
  }

  /** Says that the function could not be loaded. */
  failInit(document, done) {
    this.#send({ method: "POST", path: "init/error", document }, done);
  }

  #send({ method, path, document }, done) {
    this.#waiting.push(done);
    const head = [`${method} /2018-06-01/runtime/${path} HTTP/1.1`, `Host: ${this.#address}`];
    if (document === undefined) return void this.#socket.write(`${head.join("\r\n")}\r\n\r\n`);
    head.push("Content-Type: application/json", `Content-Length: ${Buffer.byteLength(document.text)}`);
    if (document.errorType !== undefined) head.push(`Lambda-Runtime-Function-Error-Type: ${document.errorType}`);
    this.#socket.write(`${head.join("\r\n")}\r\n\r\n${document.text}`);
  }

  #receive(chunk) {
    this.#chunks.push(chunk);
    this.#receivedBytes += chunk.length;
    while (this.#receivedBytes >= this.#neededBytes && this.#receivedBytes > 0) {
      const data = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      const response = readResponse(data);
      this.#chunks = [response.rest];
      this.#receivedBytes = response.rest.length;
      this.#neededBytes = response.neededBytes;
      if (response.body === undefined) return;
      this.#waiting.shift()?.(response);
    }
  }
}

function errorTrailers({ text, errorType }) {
  const body = Buffer.from(text).toString("base64");
  return `Lambda-Runtime-Function-Error-Type: ${errorType}\r\nLambda-Runtime-Function-Error-Body: ${body}\r\n`;
}

/** The first response in `data` and what follows it, or how many bytes there must be before it is worth another look. */
function readResponse(data) {
  const end = data.indexOf(HEADERS_END);
  if (end < 0) return { rest: data, neededBytes: data.length + 1 };
  const headers = {};
  // Header values are UTF-8 text here, although HTTP speaks of bytes: the client context may hold any character.
  const [statusLine, ...lines] = data.toString("utf8", 0, end).split("\r\n");
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const start = end + HEADERS_END.length;
  const finish = start + Number(headers["content-length"] ?? 0);
  if (data.length < finish) return { rest: data, neededBytes: finish };
  return {
    status: Number(statusLine.split(" ")[1]),
    headers,
    body: data.subarray(start, finish),
    rest: data.subarray(finish),
    neededBytes: 0,
  };
}

module.exports = { RuntimeClient };
