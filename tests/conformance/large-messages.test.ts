/** Messages of a mebibyte over the wire, where a form can write each of their bytes as three. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

const ACCOUNT = "us-east-1:000000000000";

let cloud: WireCloud;
beforeAll(async () => {
  cloud = await startWireCloud();
});
afterAll(() => cloud.close());

async function call(
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return ask(cloud, { headers, body: new URLSearchParams(form).toString() });
}

it("go from a publisher over SNS into a queue, and not a byte more", async () => {
  const sns = { Version: "2010-03-31" };
  const sqs = { Version: "2012-11-05" };
  const TopicArn = `arn:aws:sns:${ACCOUNT}:t`;
  const size = { "Attributes.entry.1.key": "MaximumMessageSize", "Attributes.entry.1.value": "1048576" };
  const raw = { "Attributes.entry.1.key": "RawMessageDelivery", "Attributes.entry.1.value": "true" };
  await call({ ...sqs, Action: "CreateQueue", QueueName: "q" });
  await call({ ...sns, Action: "CreateTopic", Name: "t", ...size });
  await call({ ...sns, Action: "Subscribe", TopicArn, Protocol: "sqs", Endpoint: `arn:aws:sqs:${ACCOUNT}:q`, ...raw });
  const publish = (Message: string) => call({ ...sns, Action: "Publish", TopicArn, Message });
  const message = "%".repeat(1_048_576);
  expect(await publish(`${message}%`)).toMatchObject({
    status: 400,
    body: expect.stringContaining("<Message>Invalid parameter: Message too long</Message>"),
  });
  expect((await publish(message)).status).toBe(200);
  await cloud.settle();
  const QueueUrl = `${cloud.endpoint}/000000000000/q`;
  const { body } = await call({ ...sqs, Action: "ReceiveMessage", QueueUrl });
  expect(body.includes(`<Body>${message}</Body>`)).toBe(true);
});
