import { describe, expect, it } from "vitest";
import { ApiGatewayV2 } from "../schema/generated/apigatewayv2.ts";
import { CloudWatch } from "../schema/generated/cloudwatch.ts";
import { Lambda } from "../schema/generated/lambda.ts";
import { S3 } from "../schema/generated/s3.ts";
import { SNS } from "../schema/generated/sns.ts";
import { SQS } from "../schema/generated/sqs.ts";
import type { Operation, ProtocolName } from "../schema/model.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { parseForm } from "./form.ts";
import { PROTOCOLS } from "./protocol-table.ts";
import { headerText } from "./rest-response.ts";
import { httpDate, isoText, parseTimestamp } from "./timestamps.ts";
import type { WireResponse } from "./wire.ts";
import { parseXml } from "./xml-document.ts";
import { escapeXml } from "./xml-escape.ts";

const ID = "2f0d7a2e-8c0b-4f5a-9d55-0d6c1f1a7b11";

function written(
  protocol: ProtocolName,
  { service, name }: Operation,
  output: Readonly<Record<string, unknown>>,
): WireResponse {
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return PROTOCOLS[protocol].writeResponse({ model: service, operation, labels: {} }, output, { requestId: ID });
}

describe("timestamps", () => {
  it.each([
    ["2026-01-12T10:00:00Z", 1_768_212_000_000],
    ["2026-01-12T10:00:00.123Z", 1_768_212_000_123],
    ["2026-01-12T10:00:00.123456Z", 1_768_212_000_123],
    ["2026-01-12T11:00:00+01:00", 1_768_212_000_000],
    ["2026-01-12T10:00:00", 1_768_212_000_000],
    ["2026-01-12", 1_768_176_000_000],
    ["1768212000", 1_768_212_000_000],
    ["1768212000.5", 1_768_212_000_500],
    ["1.768212E9", 1_768_212_000_000],
    ["Mon, 12 Jan 2026 10:00:00 GMT", 1_768_212_000_000],
    ["yesterday", undefined],
    ["12 January", undefined],
    ["2026-13-12T10:00:00Z", undefined],
    ["1e300", undefined],
    ["", undefined],
  ])("%s is read as %s", (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it("are written without milliseconds that are none", () => {
    expect(isoText(1_768_212_000_000)).toBe("2026-01-12T10:00:00Z");
    expect(isoText(1_768_212_000_123)).toBe("2026-01-12T10:00:00.123Z");
    expect(isoText(1_768_212_000_000, true)).toBe("2026-01-12T10:00:00.000Z");
    expect(httpDate(1_768_212_000_000)).toBe("Mon, 12 Jan 2026 10:00:00 GMT");
  });
});

describe("CBOR", () => {
  it.each([
    0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    -1,
    -25,
    -(2 ** 40),
    1.5,
    -0.25,
    Infinity,
  ])("keeps the number %s", (value) => {
    expect(decodeCbor(encodeCbor(value))).toBe(value);
  });

  it("keeps texts of every length class, and nested values", () => {
    const texts = [0, 23, 24, 255, 256, 70_000].map((length) => "é".repeat(length));
    expect(decodeCbor(encodeCbor(texts))).toEqual(texts);
    const value = { a: [true, false, null, { b: new Uint8Array([1, 2]) }], "": "🦉" };
    expect(decodeCbor(encodeCbor(value))).toEqual(value);
  });

  it("reads half and single floats", () => {
    expect(decodeCbor(new Uint8Array([0xf9, 0x3e, 0x00]))).toBe(1.5);
    expect(decodeCbor(new Uint8Array([0xf9, 0x7c, 0x00]))).toBe(Infinity);
    expect(decodeCbor(new Uint8Array([0xf9, 0x00, 0x01]))).toBe(2 ** -24);
    expect(decodeCbor(new Uint8Array([0xfa, 0x3f, 0xc0, 0, 0]))).toBe(1.5);
  });
});

describe("XML", () => {
  it("keeps any text that is escaped", () => {
    const text = "a<b>&\"'\r\n\t é🦉]]>\u2028";
    expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toBe(text);
    expect(parseXml(`<a b="${escapeXml("<\"'&\r")}"/>`).attributes).toEqual({ b: "<\"'&\r" });
  });

  it("writes carriage returns as references, as SQS does", () => {
    expect(escapeXml("a\r\nb")).toBe("a&#xD;\nb");
  });
});

describe("forms", () => {
  it("are decoded", () => {
    expect(parseForm("a=b+c%2B&d&=e&&f=%F0%9F%A6%89=")).toEqual([
      ["a", "b c+"],
      ["d", ""],
      ["", "e"],
      ["f", "🦉="],
    ]);
  });
});

describe("headers", () => {
  it.each([
    ["plain", "plain"],
    ["é", "é"],
    ["日本", "=?UTF-8?B?5pel5pys?="],
    ["a\r\nset-cookie: b", "=?UTF-8?B?YQ0Kc2V0LWNvb2tpZTogYg==?="],
  ])("hold %j as %j", (value, expected) => {
    expect(headerText(value)).toBe(expected);
  });
});

describe("a response", () => {
  it.each<readonly [Operation, Readonly<Record<string, unknown>>, unknown]>([
    [SQS.DeleteMessageBatch, { Successful: [{ Id: "a" }], Failed: [] }, { Successful: [{ Id: "a" }] }],
    [SQS.SendMessageBatch, { Successful: [], Failed: [] }, {}],
    [SQS.ChangeMessageVisibilityBatch, { Successful: [], Failed: [] }, {}],
    [SQS.ListDeadLetterSourceQueues, { queueUrls: [] }, {}],
  ])("of SQS leaves out a list that is empty, as AWS does (%#)", (operation, output, expected) => {
    expect(JSON.parse(String(written("json", operation, output).body))).toEqual(expected);
  });

  it("holds what the model has, and nothing else", () => {
    const response = written("json", SQS.SendMessage, {
      MessageId: "m",
      internal: "secret",
      SequenceNumber: undefined,
    });
    expect(response.body).toBe('{"MessageId":"m"}');
  });

  it("without output is empty in JSON, and metadata only in XML", () => {
    expect(written("json", SQS.DeleteMessage, {})).toMatchObject({ status: 200, body: "" });
    expect(written("query", SNS.DeleteTopic, {}).body).toBe(
      '<DeleteTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
        `<ResponseMetadata><RequestId>${ID}</RequestId></ResponseMetadata></DeleteTopicResponse>`,
    );
  });

  it("of SQS in XML repeats flattened elements", () => {
    const output = { Messages: [{ Body: "a\r", Attributes: { SentTimestamp: "1" } }, { Body: "b" }] };
    expect(written("query", SQS.ReceiveMessage, output).body).toContain(
      "<ReceiveMessageResult><Message><Body>a&#xD;</Body><Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>" +
        "</Message><Message><Body>b</Body></Message></ReceiveMessageResult>",
    );
    expect(written("query", SQS.ReceiveMessage, {}).body).toContain("<ReceiveMessageResult/>");
  });

  it("has fractions of seconds where there are any", () => {
    const output = { Label: "m", Datapoints: [{ Timestamp: 1_768_212_000_500, Average: Number.NaN, Sum: 2 }] };
    const timestamps = [1_768_212_000_500];
    expect(written("json", CloudWatch.GetMetricStatistics, output).body).toContain('"Timestamp":1768212000.5');
    expect(written("json", CloudWatch.GetMetricStatistics, output).body).toContain('"Average":"NaN"');
    expect(written("query", CloudWatch.GetMetricStatistics, output).body).toContain("2026-01-12T10:00:00.500Z");
    expect(written("rest-json", ApiGatewayV2.GetApi, { CreatedDate: timestamps[0] }).body).toBe(
      '{"createdDate":"2026-01-12T10:00:00.500Z"}',
    );
  });

  it("of S3 has AWS's root elements, namespace and status", () => {
    const buckets = written("rest-xml", S3.ListBuckets, { Buckets: [{ Name: "b", CreationDate: 1_768_212_000_000 }] });
    expect(buckets.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        "<Buckets><Bucket><Name>b</Name><CreationDate>2026-01-12T10:00:00.000Z</CreationDate></Bucket></Buckets>" +
        "</ListAllMyBucketsResult>",
    );
    expect(written("rest-xml", S3.GetBucketLocation, { LocationConstraint: "eu-west-1" }).body).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
    );
    expect(written("rest-xml", S3.GetBucketLocation, {}).body).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
    );
    expect(written("rest-xml", S3.PutBucketTagging, {}).status).toBe(204);
    expect(written("rest-xml", S3.GetObject, { ContentRange: "bytes 0-0/1" }).status).toBe(206);
    expect(written("rest-xml", S3.GetObject, {}).status).toBe(200);
  });

  it("of REST has its members in headers, status and body", () => {
    const bytes = new Uint8Array([123, 125]);
    const invoked = written("rest-json", Lambda.Invoke, {
      StatusCode: 202,
      FunctionError: "Unhandled",
      Payload: bytes,
    });
    expect(invoked.status).toBe(202);
    expect(invoked.headers["x-amz-function-error"]).toBe("Unhandled");
    expect(invoked.body).toBe(bytes);
    const head = written("rest-xml", S3.HeadObject, {
      LastModified: 1_768_212_000_000,
      Metadata: { Ab: "c" },
      ContentLength: 0,
    });
    expect(head.headers).toMatchObject({
      "last-modified": "Mon, 12 Jan 2026 10:00:00 GMT",
      "x-amz-meta-ab": "c",
      "content-length": "0",
    });
  });
});
