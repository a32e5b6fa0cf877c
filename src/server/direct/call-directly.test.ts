/** Direct calls beside those of AWS's SDK: what they answer, how they refuse, and what they try again. */
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { ResourceNotFoundException } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { QueueDoesNotExist, SQS } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCloud, type TestCloud } from "../../testing/index.ts";

const TEMPLATE = `
Resources:
  Work: {Type: "AWS::SQS::Queue", Properties: {QueueName: work}}
  Files: {Type: "AWS::S3::Bucket", Properties: {BucketName: files}}
  News: {Type: "AWS::SNS::Topic", Properties: {TopicName: news}}
`;

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await createCloud();
  await cloud.deploy(TEMPLATE);
});
afterEach(() => cloud.close());

type Asked = (input: object) => Promise<object>;
type Sdk = new (configuration: object) => Readonly<Record<string, Asked>>;

/** A client of the SDK, the kit's of the same service, and what to ask both of them. */
type Question = readonly [
  Client: unknown,
  service: keyof TestCloud["inside"]["clients"],
  method: string,
  input: object,
];

/** How a call ends by both ways, without the ids that each call has of its own. */
async function bothWays([Client, service, method, input]: Question) {
  // The table names methods that the clients have.
  const sdk = new (Client as Sdk)(cloud.clientConfig());
  const direct = cloud.inside.clients[service] as unknown as Readonly<Record<string, Asked>>;
  return Promise.all([ended(() => sdk[method]?.(input)), ended(() => direct[method]?.(input))]);
}

async function ended(ask: () => Promise<object> | undefined): Promise<object> {
  try {
    const { $metadata: _, ...output } = (await ask()) as { $metadata: { httpStatusCode: number } };
    return output;
  } catch (error) {
    const { name, message, $fault, $metadata } = error as Error & {
      $fault: string;
      $metadata: { httpStatusCode: number };
    };
    return { name, message, $fault, status: $metadata.httpStatusCode };
  }
}

describe("a direct call", () => {
  it.each([
    [SQS, "sqs", "getQueueUrl", { QueueName: "work" }],
    [
      SQS,
      "sqs",
      "getQueueAttributes",
      { QueueUrl: "http://sluice.localhost/000000000000/work", AttributeNames: ["All"] },
    ],
    [SQS, "sqs", "getQueueUrl", { QueueName: "nothing" }],
    [
      SQS,
      "sqs",
      "receiveMessage",
      { QueueUrl: "http://sluice.localhost/000000000000/work", WaitTimeSeconds: undefined },
    ],
    [SQS, "sqs", "sendMessage", { QueueUrl: "http://sluice.localhost/000000000000/work", MessageBody: "" }],
    [SNS, "sns", "listTopics", {}],
    [SNS, "sns", "publish", { TopicArn: "arn:aws:sns:us-east-1:000000000000:nothing", Message: "m" }],
    [CloudFormation, "cloudFormation", "describeStacks", { StackName: "test" }],
    [CloudFormation, "cloudFormation", "describeStacks", { StackName: "nothing" }],
    [CloudFormation, "cloudFormation", "listStackResources", { StackName: "test" }],
    [CloudFormation, "cloudFormation", "describeStackEvents", { StackName: "test" }],
    [S3, "s3", "listBuckets", {}],
    [S3, "s3", "getObject", { Bucket: "files", Key: "nothing" }],
    [S3, "s3", "createBucket", { Bucket: "A" }],
  ] as const)("%o %s %s %o ends as with the SDK", async (...question) => {
    const [bySdk, directly] = await bothWays(question);
    expect(directly).toEqual(bySdk);
  });

  it("takes texts, bytes and streams for bodies, and gives them back", async () => {
    const { s3 } = cloud.inside.clients;
    const streamed = (async function* () {
      yield Buffer.from("pieces, ");
      yield Buffer.from("and pieces");
    })();
    // The SDK's type names its own streams; anything that gives bytes is one here.
    const bodies = ["text", new Uint8Array([1, 2]), "", streamed as never];
    for (const [index, Body] of bodies.entries()) await s3.putObject({ Bucket: "files", Key: String(index), Body });
    const read = bodies.map(async (_, index) => {
      const { Body, LastModified } = await s3.getObject({ Bucket: "files", Key: String(index) });
      return [await Body?.transformToString("latin1"), LastModified?.getTime()];
    });
    const now = cloud.clock.now().getTime();
    expect(await Promise.all(read)).toEqual(
      ["text", "\u0001\u0002", "", "pieces, and pieces"].map((text) => [text, now]),
    );
  });

  it("is refused with errors that are the SDK's own by name and by class", async () => {
    const { lambda, sqs } = cloud.inside.clients;
    await expect(sqs.getQueueUrl({ QueueName: "nothing" })).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(lambda.getFunctionConfiguration({ FunctionName: "nothing" })).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(cloud.inside.clients.sqs.listMessageMoveTasks({ SourceArn: "x" })).rejects.toThrow();
  });
});

describe("trying again", () => {
  it.each([
    ["throttle", 2, ["throttled", "throttled", "ok"]],
    ["throttle", 9, ["throttled", "throttled", "throttled"]],
    ["lose-answer", 1, ["failed", "ok"]],
  ] as const)("%s, %i times", async (fault, count, outcomes) => {
    const { sqs } = cloud.inside.clients;
    cloud.faults.add({ fault, operation: "SendMessage", count });
    const sent = sqs.sendMessage({ QueueUrl: await cloud.queue("Work").url(), MessageBody: "m" });
    if (outcomes.at(-1) === "ok") await sent;
    else await expect(sent).rejects.toMatchObject({ name: "RequestThrottled" });
    expect(cloud.lineage.find({ kind: "sqs.SendMessage" }).map(({ outcome }) => outcome)).toEqual(outcomes);
    const isTwice = fault === "lose-answer";
    expect((await cloud.queue("Work").depth()).visible).toBe(isTwice ? 2 : outcomes.at(-1) === "ok" ? 1 : 0);
  });

  it("leaves a body alone that has been read", async () => {
    cloud.faults.add({ fault: "throttle", operation: "PutObject", count: 1 });
    const Body = (async function* () {
      yield Buffer.from("once");
    })();
    await expect(
      cloud.inside.clients.s3.putObject({ Bucket: "files", Key: "k", Body: Body as never }),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });

  it("knows a call of a handler for its doing", async () => {
    await cloud.deploy(
      `
Transform: AWS::Serverless-2016-10-31
Resources:
  Run: {Type: "AWS::Serverless::Function", Properties: {CodeUri: ., Handler: run.handler, Runtime: nodejs22.x}}
`,
      { stackName: "other", handlers: { Run: async () => cloud.queue("Work").send("m") } },
    );
    await cloud.fn("Run").invoke();
    const [send] = cloud.lineage.find({ kind: "sqs.SendMessage" });
    expect(cloud.lineage.trace(send?.id ?? "").map(({ kind }) => kind)).toContain("lambda.Invoke");
  });
});
