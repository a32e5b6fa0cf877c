/** Expectations: they hold when they should, and say everything that explains it when they do not. */
import { afterEach, describe, expect, it } from "vitest";
import {
  createCloud,
  expectCostLessThan,
  expectDeadLettered,
  expectDrainsWithin,
  expectInvoked,
  expectNone,
  expectPublished,
  expectReceived,
  receivedBy,
  type Handler,
  type TestCloud,
} from "../index.ts";
import { type Matcher, matches } from "../../server/expectations/matcher.ts";
import { priceDollars } from "../../server/expectations/rate-card.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Events: {Type: "AWS::SNS::Topic", Properties: {TopicName: events}}
  DeadLetters: {Type: "AWS::SQS::Queue", Properties: {QueueName: dead-letters}}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: work
      VisibilityTimeout: 30
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn, maxReceiveCount: 2}
  WorkPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: !GetAtt Work.Arn}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Events
      Protocol: sqs
      Endpoint: !GetAtt Work.Arn
      RawMessageDelivery: true
      FilterPolicy: {kind: [submission]}
  Grade:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: grade
      CodeUri: not-there/
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 10
      Events: {FromQueue: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn, BatchSize: 1}}}
`;

const clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

async function cloudWith(Grade: Handler): Promise<TestCloud> {
  const cloud = await createCloud();
  clouds.push(cloud);
  await cloud.deploy(TEMPLATE, { handlers: { Grade } });
  return cloud;
}

/** What a promise is rejected with, as text. */
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it held",
    (error: unknown) => String(error),
  );

const fails: Handler = () => {
  throw new Error("no rubric");
};

describe("expectations that hold", () => {
  it("of messages that were handled, of invocations, of what never came, and of the cost", async () => {
    const cloud = await cloudWith(() => 1);
    await cloud.topic("Events").publish({ quiz: 7, n: 1 }, { attributes: { kind: "submission" } });
    await cloud.topic("Events").publish({ quiz: 8, n: 2 }, { attributes: { kind: "other" } });
    await expectPublished(cloud.topic("Events"), undefined, { times: 2 });
    await expectReceived(cloud.queue("Work"), { quiz: 7 }, { times: 1 });
    await expectNone(cloud.queue("Work"), { quiz: 8 });
    await expectNone(cloud.queue("DeadLetters"));
    await expectInvoked(cloud.fn("Grade"), { Records: [{ body: /"n":1/ }] }, { times: 1, outcome: "returned" });
    await expectDrainsWithin(cloud.queue("Work"), "1s");
    await expectCostLessThan(cloud, 0.01);
    expect(await receivedBy(cloud.queue("Work"))).toMatchObject([
      {
        body: '{"quiz":7,"n":1}',
        attributes: { kind: "submission" },
        at: cloud.clock.now(),
        deletedAt: cloud.clock.now(),
      },
    ]);
  });

  it("of dead letters, from either queue", async () => {
    const cloud = await cloudWith(fails);
    await cloud.queue("Work").send("poison");
    await expectDrainsWithin(cloud.queue("Work"), "5m");
    await expectDeadLettered(cloud.queue("Work"), "poison", { times: 1 });
    await expectReceived(cloud.queue("DeadLetters"), /^poi/, { times: 1 });
    await expectInvoked(cloud.fn("Grade"), undefined, { times: 2, outcome: "failed" });
  });
});

describe("an invocation that a fault ends", () => {
  it.each([
    ["lambda-crash", { times: 1, outcome: "exited" }],
    ["lambda-time-out", { times: 1, outcome: "timedOut" }],
    ["lambda-error", { times: 1, outcome: "failed" }],
  ] as const)("is one, with the end that %s gave it", async (fault, expected) => {
    let runs = 0;
    const cloud = await cloudWith(() => ++runs);
    cloud.faults.add({ fault, count: 1 });
    await cloud.queue("Work").send("once");
    await expectDrainsWithin(cloud.queue("Work"), "5m");
    await expectInvoked(cloud.fn("Grade"), undefined, expected);
    await expectInvoked(cloud.fn("Grade"), undefined, { times: 1, outcome: "returned" });
    expect(runs).toBe(fault === "lambda-crash" ? 2 : 1);
  });
});

describe("expectations that do not hold", () => {
  it("tell the journey of an event that was filtered out", async () => {
    const cloud = await cloudWith(() => 1);
    await cloud.topic("Events").publish("lost", { attributes: { kind: "other" } });
    const report = await refusal(expectReceived(cloud.queue("Work"), "lost"));
    expect(report).toMatch(
      /^ExpectationFailed: Expected at least one message that matches "lost" in the queue Work; there were 0./,
    );
    expect(report).toMatch(
      /The last events:\n(?:.*\n)*.*sns\.published events \(.*\) ok\n.*sns\.delivery .* filtered-out: /,
    );
  });

  it("tell what came instead, the depths of queues and the errors of functions", async () => {
    const cloud = await cloudWith(fails);
    await cloud.queue("Work").send({ quiz: 7 });
    const report = await refusal(expectDeadLettered(cloud.queue("Work"), { quiz: 7 }));
    expect(report).toContain('Expected at least one message that matches {"quiz":7} dead-lettered from the queue Work');
    expect(report).toMatch(/What happened:\n(?:.*\n)*\+0 ms .*lambda\.result .*failed: Error: no rubric/);
    expect(report).toContain("  work: 0 visible, 1 in flight, 0 delayed");
    expect(report).toMatch(
      /Last errors of functions:\n {2}2026-01-01T00:00:00.000Z grade failed: {"errorType":"Error"/,
    );
    expect(await refusal(expectDrainsWithin(cloud.queue("Work"), "10s"))).toContain(
      "Expected the queue Work to drain within 10s; it still holds 1.",
    );
    expect(await refusal(expectNone(cloud.queue("Work")))).toContain(
      "Expected no message in the queue Work; there were 1.",
    );
    expect(await refusal(expectInvoked(cloud.fn("Grade"), { Records: [] }))).toContain(
      'Expected at least one invocation of Grade with an event that matches {"Records":[]}; there were 0.',
    );
  });

  it("tell the bill", async () => {
    const cloud = await cloudWith(() => 1);
    await cloud.queue("Work").send("x");
    const report = await refusal(expectCostLessThan(cloud, 0.000_000_1));
    expect(report).toMatch(/Expected a cost of less than \$1e-7; it is \$0\.0000\d+ by the rate card of 2026-09\./);
    expect(report).toMatch(/\$0\.\d{9} {2}AWSLambda Request x 1/);
  });
});

it.each<[Matcher | undefined, string, boolean]>([
  [undefined, "", true],
  ["a", "a", true],
  ["a", "ab", false],
  [/a/g, "ba", true],
  [{ a: { b: 1 } }, '{"a":{"b":1,"c":2},"d":3}', true],
  [{ a: { b: 2 } }, '{"a":{"b":1}}', false],
  [{ a: 1 }, "no json", false],
  [{ a: [1, { b: /x/ }] }, '{"a":[1,{"b":"xy"}]}', true],
  [{ a: [1] }, '{"a":[1,2]}', false],
  [[1, 2], "[1,2]", true],
  [{ a: null }, '{"a":null}', true],
  [{ a: undefined }, "{}", true],
  [(value: { n: number }) => value.n > 1, '{"n":2}', true],
  [(value: string) => value === "text", "text", true],
])("%o on %s is %s", (matcher, text, expected) => expect(matches(matcher, text)).toBe(expected));

it("refuses to call free what has no price", () => {
  const usage = { service: "AmazonSNS", usageType: "DeliveryAttempts-SMS", quantity: 1, resource: "" };
  expect(() => priceDollars({ ...usage, account: "", region: "", hour: 0 })).toThrow("has no price for AmazonSNS");
});
