/** Everything that can go wrong by the guide to faults, with the rule that stands there for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterEach, expect, it } from "vitest";
import { createCloud, type GivenFault, type Handler, type TestCloud } from "../../../src/testing/index.ts";

const GUIDE = join(import.meta.dirname, "..", "..", "..", "docs", "guides", "faults.md");
const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  News: {Type: "AWS::SNS::Topic", Properties: {TopicName: news}}
  Orders: {Type: "AWS::SQS::Queue", Properties: {QueueName: orders, VisibilityTimeout: 60}}
  Audit: {Type: "AWS::SQS::Queue", Properties: {QueueName: audit}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders, !Ref Audit]
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "*"}}
  ToOrders:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Orders.Arn, RawMessageDelivery: true}
  ToAudit:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Audit.Arn, RawMessageDelivery: true}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: work
      CodeUri: .
      Handler: work.handler
      Runtime: nodejs22.x
      Events: {FromOrders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 1}}}
`;

interface Scene {
  readonly cloud: TestCloud;
  /** What the function was handed, with the seconds since the scene began. */
  readonly handled: readonly string[];
  /** Seconds since the scene began. */
  seconds(): number;
  /** Lets the function fail until it is called off. */
  failing(isFailing: boolean): void;
}

/** What is done, and what is seen of it. */
type Act = (scene: Scene) => Promise<readonly unknown[]>;

const clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

async function begin(rule: GivenFault): Promise<Scene> {
  const cloud = await createCloud({ seed: 1 });
  clouds.push(cloud);
  const handled: string[] = [];
  let isFailing = false;
  const Work: Handler = (event) => {
    // Only the mapping of the queue invokes it.
    for (const { body } of (event as { Records: { body: string }[] }).Records) handled.push(`${body} at ${seconds()}`);
    if (isFailing) throw new Error("not now");
  };
  await cloud.deploy(TEMPLATE, { handlers: { Work } });
  const startedAt = cloud.clock.now().getTime();
  const seconds = (): number => (cloud.clock.now().getTime() - startedAt) / 1000;
  cloud.faults.add(rule);
  return { cloud, handled, seconds, failing: (is) => void (isFailing = is) };
}

/** Publishes a message to the topic, and lets three minutes pass. */
const publish: Act = async ({ cloud, handled }) => {
  await cloud.topic("News").publish("m");
  await cloud.clock.advance("3m");
  return handled;
};

const ACTS: Readonly<Record<string, readonly [Act, readonly unknown[]]>> = {
  "a message is delivered twice": [publish, ["m at 0", "m at 0"]],
  "messages change places": [
    async ({ cloud, handled }) => {
      for (const body of ["a", "b"]) await cloud.queue("Orders").send(body, { delaySeconds: 5 });
      await cloud.clock.advance("5s");
      return handled;
    },
    ["b at 5", "a at 5"],
  ],
  "a delivery comes a minute late": [publish, ["m at 60"]],
  "a deletion is lost": [publish, ["m at 0", "m at 60"]],
  "a function crashes after its side effect": [publish, ["m at 0", "m at 60"]],
  "a function times out": [publish, ["m at 60"]],
  "a function is throttled": [publish, ["m at 3"]],
  "one branch of a fan-out fails": [
    async ({ cloud, handled }) => {
      await cloud.topic("News").publish("m");
      await cloud.clock.advance("1m");
      const { visible: before } = await cloud.queue("Audit").depth();
      cloud.faults.clear();
      await cloud.clock.advance("1h");
      return [...handled, before, (await cloud.queue("Audit").depth()).visible];
    },
    ["m at 0", 0, 1],
  ],
  "a message fails when it comes the second time": [
    async ({ cloud, handled, failing }) => {
      failing(true);
      await cloud.topic("News").publish("m");
      await cloud.settle();
      failing(false);
      await cloud.clock.advance("3m");
      return handled;
    },
    ["m at 0", "m at 120"],
  ],
  "an endpoint is down": [
    async ({ cloud }) => {
      const sns = new SNSClient(cloud.clientConfig());
      const TopicArn = await cloud.topic("News").arn();
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: "http://127.0.0.1:9/hear" }));
      await cloud.clock.advance("1m");
      return cloud.lineage.find({ kind: "fault" }).map(({ resource }) => resource);
    },
    // Confirmations are tried again three times.
    Array.from({ length: 4 }, () => "http://127.0.0.1:9/hear"),
  ],
  "the clock jumps ahead": [
    async ({ cloud, handled, seconds }) => {
      await cloud.queue("Orders").send("m");
      await cloud.settle();
      return [...handled, seconds()];
    },
    ["m at 3600", 3600],
  ],
  "the disk is slow": [
    async ({ cloud, seconds }) => {
      const acknowledged = cloud.queue("Audit").send("m").then(seconds);
      await cloud.clock.advance("10s");
      return [await acknowledged];
    },
    [2],
  ],
};

/** The rows of the guide's table: what happens, and the rule for it. */
const rows = Array.from(
  readFileSync(GUIDE, "utf8").matchAll(/^\| (?<what>.+) \| `(?<rule>\{.+\})` \|$/gm),
  ({ groups: { what = "", rule = "" } = {} }) => ({ what, rule }),
);

it("the guide has a rule for each", () => {
  expect(rows.map(({ what }) => what)).toEqual(Object.keys(ACTS));
});

it.each(rows)("$what: $rule", async ({ what, rule }) => {
  const [act, expected] = ACTS[what] ?? [];
  // The cloud checks what it is.
  const scene = await begin(JSON.parse(rule) as GivenFault);
  expect(await act?.(scene)).toEqual(expected);
  expect(scene.cloud.lineage.find({ kind: "fault" }).length).toBeGreaterThan(0);
});
