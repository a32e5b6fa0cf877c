import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";
import { RuntimeApi } from "./runtime-api.ts";

const event = {
  requestId: "id",
  payload: Buffer.from("[1]"),
  deadlineMilliseconds: 5000,
  nowMilliseconds: 2000,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  traceHeader: "Root=1-a",
};

let api: RuntimeApi;
let address: string;
let heard: string[];
let whenWaiting: () => void;

beforeEach(async () => {
  heard = [];
  whenWaiting = () => {};
  api = new RuntimeApi({
    connected: () => {},
    ready: () => {},
    waiting: () => whenWaiting(),
    responded: (body) => heard.push(`response ${body.toString()}`),
    responseTooLarge: () => heard.push("too large"),
    failed: (body, errorType) => heard.push(`${errorType} ${body.toString()}`),
    initFailed: (body, errorType) => heard.push(`init ${errorType} ${body.toString()}`),
  });
  address = await api.listen();
});
afterEach(() => api.close());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

function call(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const port = Number(address.split(":")[1]);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers: options.headers ?? {} }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end(options.body);
  });
}

const NEXT = "/2018-06-01/runtime/invocation/next";
const RESPONSE = "/2018-06-01/runtime/invocation/id/response";

/** Asks for an event and is given one. */
async function takeEvent(): Promise<Answer> {
  const waits = new Promise<void>((resolve) => (whenWaiting = resolve));
  const answer = call("GET", NEXT);
  await waits;
  api.deliver(event);
  return answer;
}

describe("the Runtime API", () => {
  it("gives an event with AWS's headers, once it is there", async () => {
    const answer = await takeEvent();
    expect(answer).toMatchObject({ status: 200, body: "[1]" });
    expect(answer.headers).toMatchObject({
      "lambda-runtime-aws-request-id": "id",
      "lambda-runtime-deadline-ms": "5000",
      "lambda-runtime-invoked-function-arn": event.invokedFunctionArn,
      "lambda-runtime-trace-id": "Root=1-a",
    });
    expect(answer.headers).not.toHaveProperty("lambda-runtime-client-context");
  });

  it("takes one answer to an event", async () => {
    await takeEvent();
    expect(await call("POST", RESPONSE, { body: "2" })).toMatchObject({ status: 202, body: '{"status":"OK"}\n' });
    expect(await call("POST", RESPONSE, { body: "3" })).toMatchObject({ status: 400 });
    expect(heard).toEqual(["response 2"]);
  });

  it.each([
    ["Runtime.Special", "Runtime.Special"],
    ["TypeError", "Function.Unknown"],
  ])("files an error of type %s as %s", async (given, filed) => {
    await takeEvent();
    const headers = { "Lambda-Runtime-Function-Error-Type": given };
    await call("POST", "/2018-06-01/runtime/invocation/id/error", { headers, body: "{}" });
    expect(heard).toEqual([`${filed} {}`]);
  });

  it("takes an error of the init phase", async () => {
    expect(await call("POST", "/2018-06-01/runtime/init/error", { body: "{}" })).toMatchObject({ status: 202 });
    expect(heard).toEqual(["init Runtime.Unknown {}"]);
  });

  it("refuses a response that is too large", async () => {
    await takeEvent();
    const answer = await call("POST", RESPONSE, { body: "x".repeat(MAXIMUM_RESPONSE_BYTES + 1) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({
      errorMessage: "Exceeded maximum allowed payload size (6291556 bytes).",
    });
    expect(heard).toEqual(["too large"]);
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    [
      "an answer to another event",
      "POST",
      "/2018-06-01/runtime/invocation/other/response",
      {},
      400,
      "InvalidRequestID",
    ],
    [
      "a mode of response that there is not",
      "POST",
      RESPONSE,
      { "Lambda-Runtime-Function-Response-Mode": "buffered" },
      400,
      "InvalidFunctionResponseMode",
    ],
    ["the next event before an answer", "GET", NEXT, {}, 403, "InvalidStateTransition"],
    ["another path", "GET", "/2018-06-01/runtime/invocation/id/response", {}, 404, "NotFound"],
    ["a name that was made to resolve to loopback", "GET", NEXT, { Host: "evil.example" }, 403, "Forbidden"],
    ["a page in a browser", "POST", RESPONSE, { Origin: "https://evil.example" }, 403, "Forbidden"],
  ])("refuses %s", async (_, method, path, headers, status, errorType) => {
    await takeEvent();
    const answer = await call(method, path, { headers });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ errorType });
    expect(heard).toEqual([]);
  });
});
