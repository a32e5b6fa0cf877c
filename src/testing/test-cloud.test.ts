/** The cloud of a test: SDK clients without a socket, templates with bound handlers, time, silence, handles. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { createCloud as createServer } from "../server/create-cloud.ts";
import {
  createCloud,
  fromModule,
  type HandlerContext,
  NotSettled,
  Snapshot,
  spend,
  type CloudOptions,
  type TestCloud,
} from "./index.ts";

const clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

async function cloudOf(options: CloudOptions = {}): Promise<TestCloud> {
  const cloud = await createCloud(options);
  clouds.push(cloud);
  return cloud;
}

const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters: {Greeting: {Type: String, Default: hello}}
Resources:
  Data: {Type: "AWS::S3::Bucket"}
  Events: {Type: "AWS::SNS::Topic"}
  DeadLetters: {Type: "AWS::SQS::Queue"}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn, maxReceiveCount: 2}
  WorkPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: !GetAtt Work.Arn}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Events, Protocol: sqs, Endpoint: !GetAtt Work.Arn, RawMessageDelivery: true}
  Grade:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: not-there/
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 10
      Environment: {Variables: {GREETING: !Ref Greeting, WORK_URL: !Ref Work, BUCKET: !Ref Data}}
      Events: {FromQueue: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}
  Api:
    Type: AWS::Serverless::HttpApi
  Front:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: not-there/
      Handler: index.handler
      Runtime: nodejs22.x
      Events: {Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: "/hello/{name}"}}}
Outputs: {WorkUrl: {Value: !Ref Work}}
`;

describe("a client of the SDK without a socket", () => {
  it("sends, receives and is refused as over the wire", async () => {
    const cloud = await cloudOf();
    const sqs = new SQSClient(cloud.clientConfig());
    const queue = cloud.queue("work");
    await cloud.inside.clients.sqs.createQueue({ QueueName: "work" });
    await queue.send({ n: 1 }, { attributes: { kind: "test", size: 3 } });
    const QueueUrl = await queue.url();
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }));
    expect(Messages[0]).toMatchObject({ Body: '{"n":1}', MessageAttributes: { size: { StringValue: "3" } } });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
    expect(await queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: `${QueueUrl}-not` }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  it("streams bodies both ways, and knows heads from bodies", async () => {
    const cloud = await cloudOf();
    const s3 = new S3Client(cloud.clientConfig());
    await cloud.inside.clients.s3.createBucket({ Bucket: "files" });
    const piece = Buffer.alloc(64 * 1024, "a");
    const Body = Readable.from(
      (function* () {
        for (let index = 0; index < 32; index++) yield piece;
      })(),
    );
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "a b/ü.txt", Body, ContentLength: 32 * piece.length }));
    const answer = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "a b/ü.txt" }));
    expect((await answer.Body?.transformToByteArray())?.length).toBe(32 * piece.length);
    const head = await cloud.inside.clients.s3.headObject({ Bucket: "files", Key: "a b/ü.txt" });
    expect(head.ContentLength).toBe(32 * piece.length);
    expect(await cloud.bucket("files").list()).toEqual(["a b/ü.txt"]);
    expect(await cloud.bucket("files").get("nothing")).toBeUndefined();
  });

  it("gives up a long poll when it is told to, and is refused by a cloud that is closed", async () => {
    const cloud = await cloudOf();
    const sqs = new SQSClient(cloud.clientConfig());
    await cloud.inside.clients.sqs.createQueue({ QueueName: "work" });
    const QueueUrl = await cloud.queue("work").url();
    const leave = new AbortController();
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), { abortSignal: leave.signal });
    setImmediate(() => leave.abort());
    await expect(poll).rejects.toMatchObject({ name: "AbortError" });
    await cloud.close();
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow("This cloud is closed.");
  });
});

describe("a template with bound handlers", () => {
  it("runs them in this process, with their environment, their context and their log", async () => {
    const cloud = await cloudOf();
    const seen: unknown[] = [];
    const { outputs } = await cloud.deploy(TEMPLATE, {
      stackName: "app",
      parameters: { Greeting: "hi" },
      handlers: {
        Grade: async (event, context) => {
          globalThis.console.info("grading %d", event.Records.length);
          seen.push([
            process.env["GREETING"],
            event.Records[0].body,
            context.functionName,
            context.getRemainingTimeInMillis(),
          ]);
          await new S3Client(cloud.clientConfig()).send(
            new PutObjectCommand({ Bucket: process.env["BUCKET"], Key: "graded", Body: event.Records[0].body }),
          );
        },
        // As the usual type packages declare them: with more in the context than is promised here.
        Front: (event: { pathParameters: { name: string } }, _: HandlerContext & { done(): void }) => ({
          statusCode: 200,
          body: `hello ${event.pathParameters.name}`,
        }),
      },
    });
    expect(outputs["WorkUrl"]).toBe(await cloud.queue("Work").url());
    await cloud.topic("Events").publish({ quiz: 7 });
    await cloud.settle();
    expect(seen).toEqual([["hi", '{"quiz":7}', expect.stringContaining("app-Grade-"), 10_000]]);
    expect(process.env["GREETING"]).toBeUndefined();
    expect((await cloud.bucket("Data").get("graded"))?.json()).toEqual({ quiz: 7 });
    expect(await cloud.queue("Work").depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [invocation] = await cloud.fn("Grade").invocations();
    expect(invocation?.log.join("\n")).toMatch(
      /^START .*\n2026-01-01T00:00:00.000Z\t.*\tINFO\tgrading 1\nEND .*\nREPORT /,
    );
    expect(await cloud.api("Api").request("GET", "/hello/ada")).toMatchObject({ status: 200, body: "hello ada" });
    const story = cloud.lineage.find({ kind: "s3.PutObject" }).at(-1);
    expect(cloud.lineage.trace(story?.id ?? "").map(({ kind }) => kind)).toContain("sns.published");
  });

  it("tells how handlers fail: thrown, timed out, by callback, and dead-letters what they leave", async () => {
    const cloud = await cloudOf();
    await cloud.deploy(TEMPLATE, {
      handlers: {
        Grade: () => {
          throw new TypeError("no such quiz");
        },
        Front: async () => spend("4s"),
      },
    });
    await cloud.queue("Work").send("poison");
    await cloud.settle();
    expect((await cloud.fn("Grade").invocations())[0]).toMatchObject({
      outcome: "failed",
      result: { errorType: "TypeError", errorMessage: "no such quiz" },
    });
    await cloud.clock.advance("3m");
    expect((await cloud.queue("DeadLetters").peek()).map(({ body }) => body)).toEqual(["poison"]);
    expect(await cloud.fn("Front").invoke()).toMatchObject({
      functionError: "Unhandled",
      result: { errorType: "Sandbox.Timedout", errorMessage: expect.stringContaining("timed out after 3.00 seconds") },
    });
    await cloud.fn("Front").bind((_event, _context, callback) => callback(undefined, "called back"));
    expect(await cloud.fn("Front").invoke()).toEqual({ result: "called back", functionError: undefined });
  });

  it("leaves the others to processes of their own, which reach the cloud by its port", async () => {
    const cloud = await cloudOf();
    await cloud.deploy(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Work: {Type: "AWS::SQS::Queue"}
  Send:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
        exports.handler = async () => {
          await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.WORK_URL, MessageBody: "sent" }));
        };
      Handler: index.handler
      Runtime: nodejs20.x
      Timeout: 60
      Environment: {Variables: {WORK_URL: !Ref Work}}
`);
    expect(await cloud.fn("Send").invoke()).toMatchObject({ functionError: undefined });
    expect((await cloud.queue("Work").peek()).map(({ body }) => body)).toEqual(["sent"]);
    expect(await cloud.fn("Send").invocations()).toMatchObject([{ outcome: "returned", event: {} }]);
  });

  it("takes no call of the test for the doing of a function whose module is being loaded", async () => {
    const cloud = await cloudOf();
    let begun = (): void => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    let goOn = (): void => {};
    const Grade = fromModule(async () => {
      begun();
      await new Promise<void>((resolve) => (goOn = resolve));
      return { handler: () => process.env["_X_AMZN_TRACE_ID"] };
    });
    await cloud.deploy(TEMPLATE, { handlers: { Grade, Front: () => 1 } });
    const invoked = cloud.fn("Grade").invoke();
    await hasBegun;
    await cloud.queue("DeadLetters").send("from the test");
    goOn();
    expect((await invoked).result).toMatch(/^Root=1-/);
    expect(cloud.lineage.find({ kind: "sqs.SendMessage" }).map(({ parent }) => parent)).toEqual([""]);
  });

  it("says what is not there: a template, a handler's export, a handler", async () => {
    const cloud = await cloudOf();
    await expect(cloud.deploy("nowhere.yaml")).rejects.toThrow("There is no template");
    await expect(cloud.deploy("src/testing")).rejects.toThrow("There is none of template.yaml");
    await expect(cloud.deploy(TEMPLATE, { handlers: { Grad: () => 1 } })).rejects.toThrow(
      "The template has no function Grad, which a handler is given for. Its functions are: Grade, Front.",
    );
    await expect(cloud.queue("Nowhere").depth()).rejects.toThrow("No queue has the logical id, name or ARN Nowhere.");
    await expect(cloud.bucket("Nowhere").get("key")).rejects.toThrow("There is no bucket with the logical id Nowhere.");
    await expect(cloud.clock.set("soon")).rejects.toThrow(
      "soon is no moment: give a Date, milliseconds, or text such as",
    );
    await cloud.deploy(TEMPLATE, { handlers: { Grade: fromModule(async () => ({ other: 1 })), Front: () => 1 } });
    expect((await cloud.fn("Grade").invoke()).result).toMatchObject({
      errorMessage: "The module exports no function handler.",
    });
    const fork = await cloudOf({ from: await loadedAgain(await cloud.snapshot()) });
    expect((await fork.fn("Front").invoke()).result).toMatchObject({
      errorMessage: expect.stringContaining("bound to none"),
    });
  });
});

describe("what breaks on purpose", () => {
  it("breaks from the beginning or later, is counted, and is not part of a snapshot", async () => {
    const cloud = await cloudOf({ faults: [{ id: "early", fault: "lambda-error", target: "*:function:*", count: 1 }] });
    await cloud.deploy(TEMPLATE, { handlers: { Grade: () => 1, Front: () => 2 } });
    const front = cloud.fn("Front");
    expect((await front.invoke()).functionError).toBe("Unhandled");
    expect(await front.invoke()).toMatchObject({ result: 2 });
    const { id } = cloud.faults.add({ fault: "lambda-response", parameters: { payload: 3 } });
    expect(await front.invoke()).toMatchObject({ result: 3 });
    expect(cloud.faults.list()).toMatchObject([
      { id: "early", hits: 1 },
      { id, hits: 1 },
    ]);
    const fork = await cloudOf({ from: await cloud.snapshot() });
    expect(fork.faults.list()).toEqual([]);
    await expect(createCloud({ faults: [{ fault: "throttle", operation: "SendMesage" }] })).rejects.toThrow(
      "No service has an operation SendMesage.",
    );
  });
});

describe("a queue", () => {
  it("takes messages together, refuses one by name, and sends dead letters back", async () => {
    const cloud = await cloudOf();
    let isBroken = true;
    const Grade = () => {
      if (isBroken) throw new Error("not yet");
    };
    await cloud.deploy(TEMPLATE, { handlers: { Grade, Front: () => 1 } });
    const messages = Array.from({ length: 12 }, (_, index) => ({ body: { index }, attributes: { index } }));
    await cloud.queue("Work").sendBatch(messages);
    await cloud.clock.advance("3m");
    const letters = cloud.queue("DeadLetters");
    expect((await letters.depth()).visible).toBe(12);
    isBroken = false;
    await letters.redrive();
    await cloud.clock.advance("1m");
    expect([await letters.depth(), await cloud.queue("Work").depth()]).toEqual([EMPTY, EMPTY]);
    await expect(letters.sendBatch([{ body: "a" }, { body: "b", delaySeconds: 901 }])).rejects.toThrow(
      /^InvalidParameterValue: .*901/,
    );
  });
});

describe("time and silence", () => {
  it("moves in order, by duration, to a moment, and until something holds", async () => {
    const cloud = await cloudOf({ startAt: "2026-03-01T00:00:00Z" });
    await cloud.inside.clients.sqs.createQueue({ QueueName: "work" });
    const queue = cloud.queue("work");
    await queue.send("late", { delaySeconds: 300 });
    await cloud.clock.advance("4m59s");
    expect((await queue.depth()).delayed).toBe(1);
    await cloud.clock.advance(1_000);
    expect(await queue.receive()).toMatchObject([{ body: "late" }]);
    await cloud.clock.runUntil(async () => (await queue.depth()).visible === 1, { within: "1m" });
    await cloud.clock.set("2026-03-02T00:00:00Z");
    expect(cloud.clock.now()).toEqual(new Date("2026-03-02T00:00:00Z"));
    await expect(cloud.clock.set("2026-03-01T00:00:00Z")).rejects.toThrow("Time only moves forward");
    await expect(cloud.clock.runUntil(() => false, { within: "1m" })).rejects.toThrow("within 1m of the cloud's time");
  });

  it("flows with the machine's clock until it is frozen", async () => {
    const cloud = await cloudOf();
    const before = cloud.clock.now().getTime();
    cloud.clock.flow();
    while (cloud.clock.now().getTime() === before) await new Promise((resolve) => setImmediate(resolve));
    await cloud.clock.freeze();
    expect(cloud.clock.now().getTime()).toBeGreaterThan(before);
  });

  it("says what it waited for when silence does not come", async () => {
    const cloud = await cloudOf();
    let release: () => void = () => {};
    await cloud.deploy(TEMPLATE, {
      handlers: { Grade: () => new Promise<void>((resolve) => (release = resolve)), Front: () => 1 },
    });
    await cloud.queue("Work").send("slow");
    const refusal = await cloud.settle({ timeoutMilliseconds: 200 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NotSettled);
    expect(String(refusal)).toMatch(/within 200 ms. Under way: .*lambda.invocation \(1\)/);
    release();
    await cloud.settle();
  });
});

it("is in the account and region that it is told, and on the machine's clock where it is to be", async () => {
  const cloud = await cloudOf({ account: "111122223333", region: "eu-west-1", clock: "real" });
  await cloud.deploy(TEMPLATE, { handlers: { Grade: (event) => event.Records.length, Front: () => 1 } });
  expect(await cloud.queue("Work").arn()).toMatch(/^arn:aws:sqs:eu-west-1:111122223333:test-Work-/);
  await cloud.topic("Events").publish("now");
  await cloud.settle();
  expect(await cloud.fn("Grade").invocations()).toMatchObject([{ outcome: "returned", result: 1 }]);
  await expect(cloud.clock.advance(1)).rejects.toThrow('clock: "real"');
});

it("tells the story of an event as a tree, from its cause to its last effect", async () => {
  const cloud = await cloudOf();
  await cloud.deploy(`
Resources:
  Failed: {Type: "AWS::SQS::Queue"}
  Work: {Type: "AWS::SQS::Queue", Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 1}}}`);
  const messageId = await cloud.queue("Work").send("once");
  await cloud.queue("Work").receive();
  await cloud.clock.advance("31s");
  await cloud.queue("Work").receive();
  const story = cloud.trace(messageId);
  expect(String(story).split("\n")[0]).toMatch(/^ *\+0 ms {2}sqs\.SendMessage .*Work.* ok$/);
  expect(inspect(story)).toBe(story.toString());
  expect(story.toString()).toMatch(/^\+31\.000 s {2} +└─ sqs\.message .*Failed/m);
  expect(story.records.map(({ kind }) => kind)).toContain("sqs.message");
  expect(cloud.trace("nothing").records).toEqual([]);
});

describe("a snapshot", () => {
  it("begins any number of clouds, which go their own ways", async () => {
    const cloud = await cloudOf();
    const graded: string[] = [];
    await cloud.deploy(TEMPLATE, {
      handlers: { Grade: (event) => void graded.push(event.Records[0].body), Front: () => 1 },
    });
    await cloud.bucket("Data").put("a", "body");
    const snapshot = await cloud.snapshot();
    const [one, two] = [
      await cloudOf({ from: snapshot }),
      await cloudOf({ from: await loadedAgain(snapshot), handlers: { Grade: () => 2 } }),
    ];
    expect(one.clock.now()).toEqual(cloud.clock.now());
    // What was metered comes along. Queues are left out: the pollers of a mapping ask anew in each cloud.
    const stored = (each: TestCloud) => each.inside.usage().filter(({ service }) => service === "AmazonS3");
    expect(stored(one)).toEqual(stored(cloud));
    expect(stored(one).length).toBeGreaterThan(0);
    await one.queue("Work").send("to one");
    await one.settle();
    expect(graded).toEqual(["to one"]);
    expect((await two.bucket("Data").get("a"))?.text()).toBe("body");
    expect((await two.fn("Grade").invoke()).result).toBe(2);
    await two.bucket("Data").put("a", "changed");
    expect((await one.bucket("Data").get("a"))?.text()).toBe("body");
    const ids = await Promise.all([cloud, one].map((each) => each.queue("DeadLetters").send("x")));
    expect(new Set(ids).size).toBe(2);
  });

  it("can be taken of a cloud that keeps its data in a folder, and so can be closed and gone on with", async () => {
    const data = await mkdtemp(join(tmpdir(), "sluice-data-"));
    onTestFinished(() => rm(data, { recursive: true }));
    const handlers = { Grade: () => 1, Front: () => 2 };
    const first = await cloudOf({ data });
    await first.deploy(TEMPLATE, { handlers });
    await first.queue("DeadLetters").send("kept");
    const snapshot = await first.snapshot();
    await first.clock.advance("1h");
    const startAt = first.clock.now();
    await first.close();

    const second = await cloudOf({ data, startAt, handlers });
    expect((await second.queue("DeadLetters").peek()).map(({ body }) => body)).toEqual(["kept"]);
    expect((await second.fn("Front").invoke()).result).toBe(2);
    expect((await (await cloudOf({ from: snapshot })).queue("DeadLetters").depth()).visible).toBe(1);
    await expect(createCloud({ data, from: snapshot })).rejects.toThrow("give it from or data, not both");
  });

  it("is not made with an option that there is not, by its own door or by the server's", async () => {
    // A caller in JavaScript has no types that would refuse it.
    const colour = { colour: "red" } as object;
    await expect(createCloud(colour)).rejects.toThrow(
      /^There is no option colour\. There are: account, .*from, .*throttle\.$/,
    );
    await expect(createServer(colour)).rejects.toThrow(
      /^There is no option colour\. There are: account, .*port, .*throttle\.$/,
    );
  });

  it("is not read from a file that is none", async () => {
    await expect(Snapshot.load("package.json")).rejects.toThrow("is no snapshot");
  });
});

async function loadedAgain(snapshot: Snapshot): Promise<Snapshot> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-snapshot-"));
  await snapshot.save(join(folder, "state"));
  const loaded = await Snapshot.load(join(folder, "state"));
  await rm(folder, { recursive: true });
  return loaded;
}
