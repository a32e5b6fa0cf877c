/** Sample events: their members are those of the real ones, and what a user may change about them. */
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { SAMPLE_NAMES, sampleEvent } from "./sample-event.ts";

const place = (body?: string) => ({
  now: Date.UTC(2026, 0, 15, 12),
  random: seededRandom(1),
  account: "111122223333",
  region: "eu-west-1",
  body,
});
const sample = (name: string, { body, set = [] }: { body?: string; set?: string[] } = {}) =>
  // Samples are JSON objects; what is in them is what the tests look at.
  sampleEvent(name, place(body), set) as never as Record<string, never>;

it.each<[name: string, expected: object]>([
  [
    "sqs",
    {
      Records: [
        {
          body: "Hello from SQS!",
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.any(String) },
          messageAttributes: {},
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:my-queue",
          awsRegion: "eu-west-1",
        },
      ],
    },
  ],
  ["sns", { Records: [{ EventSource: "aws:sns", Sns: { TopicArn: "arn:aws:sns:eu-west-1:111122223333:my-topic" } }] }],
  [
    "s3",
    {
      Records: [
        { eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3: { object: { key: "folder/my+file.csv" } } },
      ],
    },
  ],
  [
    "apigateway",
    { resource: "/items/{id}", path: "/items/42", pathParameters: { id: "42" }, body: '{"name":"value"}' },
  ],
  ["apigatewayv2", { version: "2.0", routeKey: "POST /items/{id}", rawPath: "/items/42", isBase64Encoded: false }],
  [
    "function-url",
    {
      version: "2.0",
      routeKey: "$default",
      requestContext: {
        accountId: "anonymous",
        domainName: expect.stringMatching(/\.lambda-url\.eu-west-1\.on\.aws$/),
      },
    },
  ],
  ["cloudwatch-alarm", { source: "aws.cloudwatch", alarmData: { alarmName: "my-alarm", state: { value: "ALARM" } } }],
  ["logs", { awslogs: { data: expect.any(String) } }],
])("%s", (name, expected) => {
  expect(sample(name)).toMatchObject(expected);
  expect(JSON.stringify(sample(name))).not.toMatch(/undefined|NaN/);
});

it("the document of logs is inside, packed", () => {
  const awslogs: { data: string } = sample("logs", { body: "WARN", set: ["logGroup=mine"] })["awslogs"] as never;
  const document: unknown = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString());
  expect(document).toMatchObject({ messageType: "DATA_MESSAGE", logGroup: "mine", logEvents: [{ message: "WARN" }] });
});

it("the same seed makes the same event", () => {
  for (const name of SAMPLE_NAMES) expect(sample(name)).toEqual(sample(name));
});

describe("--set", () => {
  it.each<[assignment: string, expected: object]>([
    ["Records[0].body=hello", { Records: [{ body: "hello" }] }],
    ["Records.0.body=a=b", { Records: [{ body: "a=b" }] }],
    [
      'Records[0].attributes.ApproximateReceiveCount="3"',
      { Records: [{ attributes: { ApproximateReceiveCount: "3" } }] },
    ],
    [
      "Records[0].messageAttributes.a.dataType=String",
      { Records: [{ messageAttributes: { a: { dataType: "String" } } }] },
    ],
    ['Records[1]={"body":"second"}', { Records: [{}, { body: "second" }] }],
    ["Records=[]", { Records: [] }],
    ["more=", { more: "" }],
  ])("%s", (assignment, expected) => {
    expect(sample("sqs", { set: [assignment] })).toMatchObject(expected);
  });

  it.each([
    ["Records", /--set takes path=value/],
    ["=x", /--set takes path=value/],
    ["Records[3].body=x", /leaves a gap: the list has 1 elements/],
    ["Records.first=x", /no place for "first"/],
    ["Records[0].body.x=1", /no place for "x"/],
    ["__proto__.x=1", /no place for "__proto__"/],
  ])("%s is refused", (assignment, sentence) => {
    expect(() => sample("sqs", { set: [assignment] })).toThrow(sentence);
  });
});

it.each([
  ["kinesis", undefined, /There is no sample "kinesis": sqs, sns, s3/],
  ["s3", "x", /The event of s3 has no body/],
])("%s with the body %s is refused", (name, body, sentence) => {
  expect(() => sampleEvent(name, place(body), [])).toThrow(sentence);
});
