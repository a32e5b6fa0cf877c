/** What each protocol does with requests that are not what they should be: AWS's codes, and never a hang or a crash. */
import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../src/protocol/cbor.ts";
import { FORM_PARAMETERS_MAX } from "../../src/protocol/limits.ts";
import { type Protocol, ProtocolError } from "../../src/protocol/protocol.ts";
import { PROTOCOLS } from "../../src/protocol/protocol-table.ts";
import { CloudWatch } from "../../src/schema/generated/cloudwatch.ts";
import { Lambda } from "../../src/schema/generated/lambda.ts";
import { S3 } from "../../src/schema/generated/s3.ts";
import { SQS } from "../../src/schema/generated/sqs.ts";
import type { Operation, ProtocolName } from "../../src/schema/model.ts";

interface Sent {
  readonly body?: string | Uint8Array;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

function read(protocolName: ProtocolName, { service, name }: Operation, sent: Sent): unknown {
  const protocol: Protocol = PROTOCOLS[protocolName];
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const body = typeof sent.body === "string" ? new TextEncoder().encode(sent.body) : (sent.body ?? new Uint8Array(0));
  const request = { method: "POST", path: "/", query: sent.query ?? "", headers: sent.headers ?? {}, body };
  return protocol.readRequest({ model: service, operation, labels: sent.labels ?? {} }, request);
}

function refusal(run: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof ProtocolError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const deep = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000);

describe("malformed JSON", () => {
  it.each<readonly [string, string | Uint8Array, string]>([
    ["no JSON", "{", "SerializationException: Unable to parse"],
    ["two values", "{} {}", "SerializationException: Unable to parse"],
    [
      "bytes that are no UTF-8",
      new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      "SerializationException: The request body is not valid UTF-8",
    ],
    ["a list for a structure", "[]", "SerializationException: Start of list found where not expected"],
    ["a string for a structure", '"a"', "SerializationException: Expected structure or null"],
    ["null for a structure", "null", "SerializationException: Expected structure or null"],
    [
      "a number for a string",
      '{"QueueUrl":1}',
      "SerializationException: NUMBER_VALUE can not be converted to a String",
    ],
    [
      "a boolean for a string",
      '{"QueueUrl":true}',
      "SerializationException: TRUE_VALUE can not be converted to a String",
    ],
    [
      "a structure for a string",
      '{"QueueUrl":{}}',
      "SerializationException: Start of structure or map found where not expected.",
    ],
    [
      "a list for a string",
      '{"QueueUrl":[]}',
      "SerializationException: Unrecognized collection type class java.lang.String",
    ],
    [
      "a string for a number",
      '{"DelaySeconds":"5"}',
      "SerializationException: STRING_VALUE can not be converted to an Integer",
    ],
    [
      "a number that is too large",
      '{"DelaySeconds":2147483648}',
      "SerializationException: NUMBER_VALUE can not be converted to an Integer",
    ],
    [
      "a huge number",
      '{"DelaySeconds":1e999}',
      "SerializationException: NUMBER_VALUE can not be converted to an Integer",
    ],
    ["a list for a map", '{"MessageAttributes":[]}', "SerializationException: Start of list found where not expected"],
    [
      "bad base64",
      '{"MessageAttributes":{"a":{"BinaryValue":"*"}}}',
      "SerializationException: STRING_VALUE can not be converted to a Blob",
    ],
    ["a depth bomb", deep("[", "]"), "SerializationException: Start of list found where not expected"],
    [
      "a depth bomb in a member",
      `{"MessageAttributes":${deep('{"a":', "1").slice(0, 400_000)}`,
      "SerializationException: Unable to parse",
    ],
  ])("is refused: %s", (_name, body, expected) => {
    expect(refusal(() => read("json", SQS.SendMessage, { body }))).toContain(expected);
  });

  it("is what it seems otherwise: unknown members are ignored, null is absent, __proto__ is a key", () => {
    const body =
      '{"QueueUrl":"q","Unknown":{"a":[1]},"MessageBody":null,"MessageAttributes":{"__proto__":{"DataType":"String"}}}';
    const input = read("json", SQS.SendMessage, { body }) as { readonly MessageAttributes: object };
    expect(Object.keys(input)).toEqual(["QueueUrl", "MessageAttributes"]);
    expect(Object.keys(input.MessageAttributes)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(input.MessageAttributes)).toBe(Object.prototype);
    expect(read("json", SQS.ListQueues, { body: "" })).toEqual({});
  });
});

describe("malformed XML", () => {
  const bombs = '<!DOCTYPE a [<!ENTITY b "cccc">]><Delete>&b;</Delete>';
  it.each([
    ["no XML", "hello"],
    ["nothing but a declaration", '<?xml version="1.0"?>'],
    ["an open element", "<Delete><Object>"],
    ["crossed elements", "<Delete><Object></Delete></Object>"],
    ["two roots", "<Delete/><Delete/>"],
    ["another root", "<Other/>"],
    ["a document type", bombs],
    ["an external entity", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Delete/>'],
    ["an entity of its own", "<Delete><Quiet>&b;</Quiet></Delete>"],
    ["a depth bomb", deep("<Delete>", "</Delete>")],
    ["a reference beyond Unicode", "<Delete><Quiet>&#x110000;</Quiet></Delete>"],
    ["a bad boolean", "<Delete><Quiet>maybe</Quiet></Delete>"],
    ["an attribute given twice", '<Delete a="1" a="2"/>'],
    ["an attribute without quotes", "<Delete a=1/>"],
    ["text around the root", "<Delete/>x"],
  ])("is refused: %s", (_name, body) => {
    expect(refusal(() => read("rest-xml", S3.DeleteObjects, { body, labels: { Bucket: "b" } }))).toMatch(
      /^MalformedXML: The XML you provided/,
    );
  });

  it("is what it seems otherwise: declaration, comments, CDATA, prefixes and references are read", () => {
    const body =
      '\ufeff<?xml version="1.0" encoding="UTF-8"?><!-- a --><s:Delete xmlns:s="http://s3.amazonaws.com/doc/2006-03-01/">\r\n' +
      "<s:Quiet> true </s:Quiet><Unknown>1</Unknown><Object><Key>a&amp;<![CDATA[<b>]]>&#xD;&#13;</Key></Object></s:Delete >\n";
    expect(read("rest-xml", S3.DeleteObjects, { body, labels: { Bucket: "b" } })).toMatchObject({
      Delete: { Quiet: true, Objects: [{ Key: "a&<b>\r\r" }] },
    });
  });
});

describe("malformed CBOR", () => {
  const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
  it.each<readonly [string, Uint8Array, string]>([
    ["an early end", bytes(0xa1, 0x61), "ends early"],
    ["a length beyond the body", bytes(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), "ends early"],
    ["a text beyond the body", bytes(0x7b, 0, 0, 0, 1, 0, 0, 0, 0), "ends early"],
    ["a reserved argument", bytes(0x1c), "not valid CBOR"],
    ["a break on its own", bytes(0xff), "not valid CBOR"],
    ["bytes after the value", bytes(0xa0, 0xa0), "bytes after"],
    ["a key that is a number", bytes(0xa1, 1, 1), "not a text string"],
    ["text that is no UTF-8", bytes(0x61, 0xff), "not valid UTF-8"],
    ["a depth bomb", new Uint8Array(100_000).fill(0x81), "levels deep"],
    ["a bomb of tags", new Uint8Array(100_000).fill(0xc1), "levels deep"],
    ["a list for a structure", bytes(0x80), "Start of list"],
    ["a number for a text", encodeCbor({ Namespace: 1 }), "not a text string"],
    ["a text for a timestamp", encodeCbor({ MetricData: [{ Timestamp: "now" }] }), "not a timestamp"],
  ])("is refused: %s", (_name, body, expected) => {
    const refused = refusal(() => read("smithy-rpc-v2-cbor", CloudWatch.PutMetricData, { body }));
    expect(refused).toMatch(/^SerializationException/);
    expect(refused).toContain(expected);
  });

  it("is what it seems otherwise: lengths may be indefinite, and bodies compressed where the model allows it", async () => {
    const body = bytes(0xbf, 0x69, ...Buffer.from("Namespace"), 0x7f, 0x61, 0x61, 0x61, 0x62, 0xff, 0xff);
    expect(read("smithy-rpc-v2-cbor", CloudWatch.PutMetricData, { body })).toEqual({ Namespace: "ab" });
    const { gzipSync } = await import("node:zlib");
    const sent = { body: gzipSync(body), headers: { "content-encoding": "gzip" } };
    expect(read("smithy-rpc-v2-cbor", CloudWatch.PutMetricData, sent)).toEqual({ Namespace: "ab" });
    const bomb = { body: gzipSync(Buffer.alloc(64 * 1024 * 1024)), headers: { "content-encoding": "gzip" } };
    expect(refusal(() => read("smithy-rpc-v2-cbor", CloudWatch.PutMetricData, bomb))).toContain(
      "not valid gzip, or larger",
    );
  });
});

describe("malformed forms", () => {
  it.each([
    ["a text for a number", "DelaySeconds=abc", 'SerializationException: For input string: "abc"'],
    ["a huge number", `DelaySeconds=${"9".repeat(400)}`, "SerializationException: For input string"],
    ["bad percent-encoding", "MessageBody=%zz", "MalformedQueryString"],
    ["bytes that are no UTF-8", "MessageBody=%ff", "MalformedQueryString"],
    ["an element without a number", "MessageAttribute.a.Name=b", 'SerializationException: "a" is not the number'],
    ["an entry without a key", "MessageAttribute.1.Value.DataType=b", "has no Name"],
    ["a depth bomb", `${"a.".repeat(10_000)}b=1`, "more than 64 parts"],
    ["too many parameters", "a=1&".repeat(FORM_PARAMETERS_MAX + 1), `more than ${FORM_PARAMETERS_MAX} parameters`],
  ])("are refused: %s", (_name, body, expected) => {
    expect(refusal(() => read("query", SQS.SendMessage, { body }))).toContain(expected);
  });

  it.each([SQS.SendMessageBatch, SQS.DeleteMessageBatch, SQS.ChangeMessageVisibilityBatch])(
    "without any entry are an empty batch (%#)",
    (operation) => {
      for (const body of ["", "Entries="]) expect(read("query", operation, { body })).toEqual({ Entries: [] });
    },
  );

  it("are what they seem otherwise: numbers may have gaps, and a URL stands for its queue", () => {
    const body =
      "MessageBody=a+b%2B&MessageAttribute.7.Name=x&MessageAttribute.7.Value.DataType=String&MessageAttribute.10.Name=y&MessageAttribute.10.Value.DataType=Number&__proto__.a=1";
    expect(read("query", SQS.SendMessage, { body })).toEqual({
      MessageBody: "a b+",
      MessageAttributes: { x: { DataType: "String" }, y: { DataType: "Number" } },
    });
  });
});

describe("malformed REST requests", () => {
  it.each<readonly [string, ProtocolName, Operation, Sent, string]>([
    [
      "a text for a number in the query",
      "rest-json",
      Lambda.ListFunctions,
      { query: "MaxItems=many" },
      "ValidationException: The value of MaxItems",
    ],
    ["a bad label", "rest-json", Lambda.GetFunction, { labels: { FunctionName: "%E0%A4%A" } }, "MalformedQueryString"],
    [
      "a bad header",
      "rest-xml",
      S3.GetObject,
      { headers: { "if-modified-since": "soon" } },
      "ValidationException: The value of If-Modified-Since",
    ],
    ["a bad body", "rest-json", Lambda.CreateFunction, { body: "[1]" }, "SerializationException: Start of list"],
  ])("are refused: %s", (_name, protocol, operation, sent, expected) => {
    expect(refusal(() => read(protocol, operation, sent))).toContain(expected);
  });
});
