/** The wire as hostile or mistaken clients meet it: AWS's errors, nothing changed, and no trace in the server's log. */
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

let cloud: WireCloud;
beforeAll(async () => {
  cloud = await startWireCloud();
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.errors).toEqual([]));

const JSON_TYPE = { "content-type": "application/x-amz-json-1.0" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const sqs = (operation: string, body: string | Uint8Array): Parameters<typeof ask>[1] => ({
  headers: { ...JSON_TYPE, "x-amz-target": `AmazonSQS.${operation}` },
  body,
});

it("an action in the query is carried out although its body comes in no chunks", async () => {
  const answer = await ask(cloud, {
    path: "/?Action=ListQueues&Version=2012-11-05",
    headers: { ...FORM_TYPE, "transfer-encoding": "chunked" },
  });
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining("ListQueuesResponse") });
});

describe("a request that cannot be carried out", () => {
  it.each([
    ["an operation that SQS does not have", sqs("MakeCoffee", "{}"), 400, "UnknownOperationException"],
    [
      "a service that is not here",
      { headers: { ...JSON_TYPE, "x-amz-target": "Kinesis_20131202.ListStreams" }, body: "{}" },
      501,
      "NotImplemented",
    ],
    [
      "a service of the query protocol that is not here",
      { headers: FORM_TYPE, body: "Action=RunInstances&Version=<2016>" },
      501,
      "<Code>NotImplemented</Code><Message>Sluice has no service &quot;&lt;2016&gt;&quot;",
    ],
    ["malformed JSON", sqs("CreateQueue", '{"QueueName": '), 400, "SerializationException"],
    ["JSON that is no object", sqs("CreateQueue", "[1]"), 400, "SerializationException"],
    ["a member of the wrong type", sqs("CreateQueue", '{"QueueName": {"a": 1}}'), 400, "SerializationException"],
    ["a required member that is missing", sqs("CreateQueue", "{}"), 400, "MissingRequiredParameterException"],
    [
      "an attribute out of range",
      sqs("CreateQueue", '{"QueueName":"q","Attributes":{"DelaySeconds":"901"}}'),
      400,
      "InvalidAttributeValue",
    ],
    ["JSON of great depth", sqs("CreateQueue", `{"QueueName":${"[".repeat(100_000)}`), 400, "SerializationException"],
    [
      "a query action that SQS does not have",
      { headers: FORM_TYPE, body: "Action=MakeCoffee&Version=2012-11-05" },
      400,
      "InvalidAction",
    ],
    [
      "a member that SNS needs, over the query protocol",
      { headers: FORM_TYPE, body: "Action=CreateTopic&Version=2010-03-31" },
      400,
      "ValidationError",
    ],
    [
      "malformed CBOR",
      {
        path: "/service/GraniteServiceVersion20100801/operation/PutMetricData",
        headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
        body: Buffer.from("bf6161ff00", "hex"),
      },
      400,
      "SerializationException",
    ],
    ["malformed XML", { method: "POST", path: "/bucket/?delete", body: "<Delete><Object>" }, 400, "MalformedXML"],
    [
      "a function that is not there",
      { method: "GET", path: "/2015-03-31/functions/nothing", body: "" },
      404,
      "ResourceNotFoundException",
    ],
    [
      "malformed JSON to Lambda",
      { method: "POST", path: "/2015-03-31/functions", body: "{" },
      400,
      "SerializationException",
    ],
    [
      "a body that declares itself too large",
      { headers: { ...JSON_TYPE, "x-amz-target": "AmazonSQS.SendMessage", "content-length": "99999999999" } },
      413,
      "RequestEntityTooLarge",
    ],
  ] as const)("%s", async (_, sent, status, code) => {
    const answer = await ask(cloud, sent);
    expect({ status: answer.status, body: answer.body, error: answer.headers["x-amzn-errortype"] }).toMatchObject({
      status,
    });
    expect(`${answer.body} ${String(answer.headers["x-amzn-errortype"])}`).toContain(code);
    const { QueueUrls } = await new SQSClient(cloud.clientConfig).send(new ListQueuesCommand({}));
    expect(QueueUrls).toBeUndefined();
  });
});

describe("the guard", () => {
  it.each([
    ["a name that DNS rebinding points here", { host: "evil.example" }],
    ["a page of another origin", { host: "127.0.0.1", origin: "https://evil.example" }],
    ["an image on a page of another site", { host: "127.0.0.1", "sec-fetch-site": "cross-site" }],
  ])("refuses %s, and nothing is changed", async (_, headers) => {
    const path = "/?Action=CreateQueue&QueueName=stolen&Version=2012-11-05";
    expect((await ask(cloud, { method: "GET", path, headers })).status).toBe(403);
    const { QueueUrls } = await new SQSClient(cloud.clientConfig).send(new ListQueuesCommand({}));
    expect(QueueUrls).toBeUndefined();
  });
});

it("gives queue URLs the host and port that the client used", async () => {
  const viaName = { ...cloud.clientConfig, endpoint: `http://localhost:${cloud.port}` };
  for (const config of [cloud.clientConfig, viaName]) {
    const { QueueUrl } = await new SQSClient(config).send(new CreateQueueCommand({ QueueName: "urls" }));
    expect(QueueUrl).toBe(`${config.endpoint}/000000000000/urls`);
  }
});
