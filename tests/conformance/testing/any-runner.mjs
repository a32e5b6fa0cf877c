/** The same tests for any runner: it is given the runner's own `test`, and asserts with Node's. */
import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Work: {Type: "AWS::SQS::Queue"}
  Grade:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: not-there/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: {Variables: {WORK_URL: !Ref Work}}
      Events: {FromQueue: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}
`;

/**
 * @param {(title: string, run: () => Promise<void>) => unknown} test
 * @param {typeof import("../../../src/testing/index.ts")} kit
 */
export function testKit(test, kit) {
  test("the kit deploys, delivers to a bound handler, and expects", async () => {
    const cloud = await kit.createCloud();
    const seen = [];
    await cloud.deploy(TEMPLATE, { handlers: { Grade: (event) => void seen.push(event.Records[0].body) } });
    const sqs = new SQSClient(cloud.clientConfig());
    await sqs.send(new SendMessageCommand({ QueueUrl: await cloud.queue("Work").url(), MessageBody: "one" }));
    await kit.expectReceived(cloud.queue("Work"), "one", { times: 1 });
    await kit.expectInvoked(cloud.fn("Grade"), /"body":"one"/, { times: 1 });
    assert.deepEqual(seen, ["one"]);
    await assert.rejects(kit.expectNone(cloud.queue("Work")), { name: "ExpectationFailed" });
    await cloud.close();
  });

  test("a handler with a client of its own, which knows only its environment, reaches the cloud", async () => {
    const cloud = await kit.createCloud();
    await cloud.deploy(TEMPLATE, {
      handlers: {
        Grade: async (event) => {
          if (event.again !== true) return;
          await new SQSClient({}).send(
            new SendMessageCommand({ QueueUrl: process.env.WORK_URL, MessageBody: "from the handler" }),
          );
        },
      },
    });
    await cloud.fn("Grade").invoke({ again: true });
    await kit.expectReceived(cloud.queue("Work"), "from the handler", { times: 1 });
    const [sent] = cloud.lineage.find({ kind: "sqs.message" });
    const kinds = cloud.lineage.trace(sent.id).map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(0, 2), ["lambda.Invoke", "lambda.invocation"]);
    await cloud.close();
  });

  test("a module that reads its environment when it is loaded is loaded with the function's", async () => {
    const cloud = await kit.createCloud();
    const code = "const url = process.env.WORK_URL; export const work = () => url;";
    const Grade = kit.fromModule(() => import(`data:text/javascript,${encodeURIComponent(code)}`), "work");
    await cloud.deploy(TEMPLATE, { handlers: { Grade } });
    const { result } = await cloud.fn("Grade").invoke();
    assert.equal(new URL(result).pathname, new URL(await cloud.queue("Work").url()).pathname);
    await cloud.close();
  });

  test("clouds side by side know nothing of each other", async () => {
    const clouds = await Promise.all(Array.from({ length: 5 }, () => kit.createCloud()));
    await Promise.all(
      clouds.map(async (cloud, index) => {
        await cloud.deploy("Resources:\n  Work: {Type: 'AWS::SQS::Queue'}\n");
        await cloud.queue("Work").send(`to ${index}`);
        await cloud.clock.advance(`${index}m`);
        await kit.expectReceived(cloud.queue("Work"), `to ${index}`, { times: 1 });
        await kit.expectReceived(cloud.queue("Work"), undefined, { times: 1 });
      }),
    );
    await Promise.all(clouds.map((cloud) => cloud.close()));
  });

  test("the same seed makes the same ids", async () => {
    const ids = [];
    for (let run = 0; run < 2; run++) {
      const cloud = await kit.createCloud({ seed: 7 });
      await cloud.deploy("Resources:\n  Work: {Type: 'AWS::SQS::Queue'}\n");
      ids.push(await cloud.queue("Work").send("x"));
      await cloud.close();
    }
    assert.equal(ids[0], ids[1]);
  });
}
