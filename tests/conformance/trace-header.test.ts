/** The X-Ray header of a request, from the wire to what AWS passes it on to. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

const HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

let cloud: WireCloud;
beforeAll(async () => {
  cloud = await startWireCloud();
});
afterAll(() => cloud.close());

it("leads from a Publish over SNS, and from a SendMessage, to the message in the queue", async () => {
  const call = async (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => {
    const body = new URLSearchParams(form).toString();
    const answer = await ask(cloud, {
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body,
    });
    expect(answer.status, answer.body).toBe(200);
    return answer.body;
  };
  const sns = { Version: "2010-03-31" };
  const sqs = { Version: "2012-11-05" };
  await call({ ...sqs, Action: "CreateQueue", QueueName: "q" });
  await call({ ...sns, Action: "CreateTopic", Name: "t" });
  const TopicArn = "arn:aws:sns:us-east-1:000000000000:t";
  const Endpoint = "arn:aws:sqs:us-east-1:000000000000:q";
  await call({ ...sns, Action: "Subscribe", TopicArn, Protocol: "sqs", Endpoint });
  await call({ ...sns, Action: "Publish", TopicArn, Message: "m" }, { "x-amzn-trace-id": HEADER });
  await cloud.settle();
  const QueueUrl = `${cloud.endpoint}/000000000000/q`;
  const receive = { ...sqs, Action: "ReceiveMessage", QueueUrl, "AttributeName.1": "AWSTraceHeader" };
  const received = `<Name>AWSTraceHeader</Name><Value>${HEADER}</Value>`;
  expect(await call(receive)).toContain(received);
  await call({ ...sqs, Action: "SendMessage", QueueUrl, MessageBody: "m" }, { "x-amzn-trace-id": HEADER });
  expect(await call(receive)).toContain(received);
});
