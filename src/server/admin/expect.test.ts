/** Expectations over HTTP: what holds, what does not and why, and what is refused. */
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";

const TEMPLATE = `
Resources:
  Failed: {Type: "AWS::SQS::Queue"}
  News: {Type: "AWS::SNS::Topic"}
  Work:
    Type: AWS::SQS::Queue
    Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 1}, VisibilityTimeout: 5}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
  Run:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          exports.handler = async (event) => {
            if (event.Records[0].body.includes("poison")) throw new Error("cannot " + event.Records[0].body);
          };
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !GetAtt Role.Arn
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Work.Arn, FunctionName: !Ref Run}
`;

let cloud: WireCloud;
let sqs: SQSClient;

interface Said {
  readonly status: number;
  readonly value: Readonly<Record<string, unknown>>;
}

async function call(line: string, body?: unknown, to: WireCloud = cloud): Promise<Said> {
  const [method = "", path = ""] = line.split(" ");
  const text = body === undefined ? "" : JSON.stringify(body);
  const answer = await ask(to, { method, path, body: text });
  // Every answer of the admin API is a JSON object.
  return { status: answer.status, value: JSON.parse(answer.body) as Record<string, unknown> };
}

async function deploy(stackName: string): Promise<void> {
  const client = new CloudFormationClient(cloud.clientConfig);
  await client.send(
    new CreateStackCommand({ StackName: stackName, TemplateBody: TEMPLATE, Capabilities: ["CAPABILITY_IAM"] }),
  );
  await cloud.settle();
}

async function send(queue: string, MessageBody: string): Promise<void> {
  const { value } = await call(`GET /_sluice/resource?name=${encodeURIComponent(queue)}`);
  await sqs.send(new SendMessageCommand({ QueueUrl: String(value["url"]), MessageBody }));
}

beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: Date.UTC(2026, 0, 1), seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
});
afterAll(() => cloud.close());
beforeEach(async () => {
  await call("POST /_sluice/reset");
  await deploy("shop");
});

it("holds for what was received and handled since, and shows it", async () => {
  await send("Work", '{"id":7,"total":12}');
  const held = await call("POST /_sluice/expect", { received: "Work", matching: { id: 7 }, times: 1 });
  expect(held).toMatchObject({
    status: 200,
    value: { held: true, count: 1, found: [{ body: '{"id":7,"total":12}', attributes: {} }] },
  });
  const invoked = await call("POST /_sluice/expect", { invoked: "Run", containing: "total", outcome: "returned" });
  expect(invoked).toMatchObject({ status: 200, value: { count: 1, found: [{ outcome: "returned" }] } });
});

it("tells the whole journey when it does not hold", async () => {
  await send("shop/Work", "poison (1)");
  await cloud.advance(10_000);
  expect(await call("POST /_sluice/expect", { deadLettered: "Work", containing: "(1)", times: 1 })).toMatchObject({
    status: 200,
  });
  const { status, value } = await call("POST /_sluice/expect", { received: "Failed", times: 0 });
  expect([status, value["held"], value["count"]]).toEqual([412, false, 1]);
  for (const part of [
    /^Expected no message in the queue Failed; there were 1\./,
    /What happened:\n.*sqs\.SendMessage/,
    /sqs\.redrive .*dead-lettered/,
    /Failed-\w+: 1 visible/,
    /Last errors of functions:\n.*cannot poison/,
  ]) {
    expect(value["message"]).toMatch(part);
  }
});

it("lets time pass until a queue is worked off, and no longer", async () => {
  await send("Work", "poison");
  const before = cloud.now();
  const held = await call("POST /_sluice/expect", { drains: "Work", within: "1m" });
  expect(held).toEqual({ status: 200, value: { held: true, count: 0, found: [] } });
  // One receive, and the visibility timeout after it.
  expect(cloud.now() - before).toBe(5_000);

  const { status, value } = await call("POST /_sluice/expect", { drains: "Failed", within: "10s" });
  expect([status, value["held"], value["count"]]).toEqual([412, false, 1]);
  expect(value["message"]).toMatch(/^Expected the queue Failed to drain within 10s; it still holds 1\./);
  expect(value["message"]).toMatch(/What there was:\n {2}poison/);
  expect(cloud.now() - before).toBe(15_000);
});

it("knows what everything would cost", async () => {
  await send("Work", "one");
  const held = await call("POST /_sluice/expect", { costsLessThan: 1 });
  expect(held).toEqual({ status: 200, value: { held: true, count: 1, found: [{ dollars: expect.any(Number) }] } });
  const dear = await call("POST /_sluice/expect", { costsLessThan: 0.000_000_1 });
  expect([dear.status, dear.value["held"]]).toEqual([412, false]);
  expect(dear.value["message"]).toMatch(
    /^Expected a cost of less than \$1e-7; it is \$0\.0000\d+ by the rate card of /,
  );
  expect(dear.value["message"]).toMatch(/\$0\.\d{9} {2}AWSLambda Request x 1/);
});

it("does not call free what has no price", async () => {
  await new SNSClient(cloud.clientConfig).send(new PublishCommand({ PhoneNumber: "+12065550100", Message: "hello" }));
  expect(await call("POST /_sluice/expect", { costsLessThan: 1 })).toMatchObject({
    status: 501,
    value: { message: expect.stringMatching(/has no price for AmazonSNS DeliveryAttempts-SMS/) },
  });
});

it("forgets what was before a reset", async () => {
  await send("Work", "one");
  expect((await call("POST /_sluice/expect", { received: "Work" })).status).toBe(200);
  await call("POST /_sluice/reset");
  await deploy("shop");
  expect((await call("POST /_sluice/expect", { received: "Work", times: 0 })).status).toBe(200);
  expect((await call("POST /_sluice/expect", { invoked: "Run", times: 0 })).status).toBe(200);
});

it("knows resources by logical id, name, ARN and URL", async () => {
  const { value } = await call("GET /_sluice/resource?name=Work");
  expect(value).toMatchObject({ kind: "queue", arn: expect.stringMatching(/:shop-Work-/) });
  for (const name of [value["url"], value["arn"], String(value["arn"]).split(":").at(-1), "shop/Work"]) {
    expect((await call(`GET /_sluice/resource?name=${encodeURIComponent(String(name))}`)).value).toEqual(value);
  }
  expect((await call("GET /_sluice/resource?name=News")).value["kind"]).toBe("topic");
  await deploy("other");
  expect(await call("GET /_sluice/resource?name=Work")).toMatchObject({
    status: 400,
    value: { message: "Several stacks have Work: say which, as in stack/Work." },
  });
});

describe("refuses", () => {
  it.each([
    [{}, 400, /one of received, deadLettered, published, invoked/],
    [{ received: "Work", invoked: "Run" }, 400, /one of/],
    [{ received: "" }, 400, /one of/],
    [{ received: "Nowhere" }, 404, /no queue.*"Nowhere"/],
    [{ received: "Run" }, 400, /is a function, and received is expected of a queue/],
    [{ received: "Work", matching: 7 }, 400, /matching is text/],
    [{ received: "Work", matching: "a", containing: "b" }, 400, /not both/],
    [{ received: "Work", containing: 1 }, 400, /containing is text/],
    [{ received: "Work", times: -1 }, 400, /times is a whole number/],
    [{ received: "Work", outcome: "failed" }, 400, /outcome goes with invoked/],
    [{ invoked: "Run", outcome: "fine" }, 400, /one of returned/],
    [{ received: "Work", within: "5m" }, 400, /within goes with drains/],
    [{ received: "Work", since: "5m" }, 400, /no member since/],
    [{ drains: "Work" }, 400, /A duration is/],
    [{ drains: "", within: "5m" }, 400, /drains names a queue/],
    [{ drains: "Run", within: "5m" }, 400, /is a function, and drains is expected of a queue/],
    [{ drains: "Work", within: "5m", times: 1 }, 400, /no member times/],
    [{ drains: "Work", within: "5m", received: "Work" }, 400, /one of/],
    [{ costsLessThan: "1" }, 400, /costsLessThan is a number of dollars/],
    [{ costsLessThan: 0 }, 400, /costsLessThan is a number of dollars/],
    [{ costsLessThan: 1, matching: "a" }, 400, /no member matching/],
  ])("%j", async (body, status, message) => {
    expect(await call("POST /_sluice/expect", body)).toMatchObject({
      status,
      value: { message: expect.stringMatching(message) },
    });
  });

  it("on a server that remembers nothing", async () => {
    const real = await startWireCloud();
    try {
      await new SQSClient(real.clientConfig).send(new CreateQueueCommand({ QueueName: "work" }));
      for (const body of [{ received: "work" }, { drains: "work", within: "1s" }, { costsLessThan: 1 }]) {
        expect(await call("POST /_sluice/expect", body, real)).toMatchObject({
          status: 409,
          value: { message: expect.stringContaining("--clock virtual") },
        });
      }
    } finally {
      await real.close();
    }
  });
});
