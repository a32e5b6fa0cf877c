/** SQS on the wire: each of its errors in both protocols, and what only query requests can ask for. */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SQS } from "../../src/schema/generated/sqs.ts";
import { ask, type RawAnswer, startWireCloud, type WireCloud } from "../harness/wire.ts";

const QUEUE = "/000000000000/q";
const QueueUrl = `http://127.0.0.1:4566${QUEUE}`;

let cloud: WireCloud;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual" });
  for (const name of ["q", "purged", "deleted", "crowded"]) await query("CreateQueue", { QueueName: name });
  await query("PurgeQueue", { QueueUrl: "purged" });
  await query("DeleteQueue", { QueueUrl: "deleted" });
  for (let index = 0; index < 20; index++) {
    const statement = { Label: `l${index}`, "AWSAccountId.1": "111122223333", "ActionName.1": "SendMessage" };
    await query("AddPermission", { QueueUrl: "crowded", ...statement });
  }
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.errors).toEqual([]));

type Parameters = Readonly<Record<string, string>>;

function json(operation: string, input: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const type = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
  return ask(cloud, {
    headers: { ...type, ...headers },
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
}

function query(Action: string, parameters: Parameters, more: { path?: string; headers?: Record<string, string> } = {}) {
  return ask(cloud, {
    path: more.path ?? "/",
    headers: { "content-type": "application/x-www-form-urlencoded", ...more.headers },
    body: new URLSearchParams({ Action, Version: "2012-11-05", ...parameters }).toString(),
  });
}

/** Signed for SQS by a key that this cloud did not issue, so that nothing but its form is looked at. */
const SIGNED = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=test/20260115/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00",
  "x-amz-date": "20260115T120000Z",
};

interface WireError {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  /** The sentence in the query protocol, where it is another. */
  readonly queryMessage?: string | undefined;
}

function expectJson({ status, headers, body }: RawAnswer, error: WireError): void {
  expect({ status, body: JSON.parse(body) as unknown }).toEqual({
    status: error.status,
    body: error.message === "" ? { __type: error.type } : { __type: error.type, message: error.message },
  });
  expect(headers).toMatchObject({
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-query-error": `${error.code};Sender`,
    "x-amzn-requestid": expect.stringMatching(UUID),
  });
}

function expectXml({ status, headers, body }: RawAnswer, error: WireError): void {
  expect({ status, type: headers["content-type"], body }).toEqual({
    status: error.status,
    type: "text/xml",
    body:
      '<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>' +
      `<Code>${error.code}</Code><Message>${error.queryMessage ?? error.message}</Message><Detail/></Error>` +
      `<RequestId>${String(headers["x-amzn-requestid"])}</RequestId></ErrorResponse>`,
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Row = readonly [
  shape: string,
  status: number,
  code: string,
  operation: string,
  input: object,
  parameters: Parameters,
  message: string,
  queryMessage?: string,
];

const AWS = "AWS.SimpleQueueService";
const BATCH_ID =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
const GRANT = { QueueUrl: "crowded", Label: "more" };
const LONG = "x".repeat(1_048_577);
const many = Array.from({ length: 11 }, (_, index) => `e${index}`);
/** Deletions in a batch, as the query protocol names them. */
const deletions = (...ids: string[]): Parameters =>
  Object.fromEntries([
    ["QueueUrl", "q"],
    ...ids.flatMap((id, index) => [
      [`DeleteMessageBatchRequestEntry.${index + 1}.Id`, id],
      [`DeleteMessageBatchRequestEntry.${index + 1}.ReceiptHandle`, "h"],
    ]),
  ]);
const entries = (...ids: string[]) => ({ QueueUrl: "q", Entries: ids.map((Id) => ({ Id, ReceiptHandle: "h" })) });

/** The modelled errors that SQS gives here. */
const MODELLED: readonly Row[] = [
  [
    "QueueDoesNotExist",
    400,
    `${AWS}.NonExistentQueue`,
    "ListQueueTags",
    { QueueUrl: "p" },
    { QueueUrl: "p" },
    "The specified queue does not exist.",
    "The specified queue does not exist for this wsdl version.",
  ],
  [
    "QueueNameExists",
    400,
    "QueueAlreadyExists",
    "CreateQueue",
    { QueueName: "q", Attributes: { DelaySeconds: "1" } },
    { QueueName: "q", "Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "1" },
    "A queue already exists with the same name and a different value for attribute DelaySeconds",
  ],
  [
    "QueueDeletedRecently",
    400,
    `${AWS}.QueueDeletedRecently`,
    "CreateQueue",
    { QueueName: "deleted" },
    { QueueName: "deleted" },
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  ],
  [
    "PurgeQueueInProgress",
    403,
    `${AWS}.PurgeQueueInProgress`,
    "PurgeQueue",
    { QueueUrl: "purged" },
    { QueueUrl: "purged" },
    "Only one PurgeQueue operation on purged is allowed every 60 seconds.",
  ],
  [
    "ReceiptHandleIsInvalid",
    404,
    "ReceiptHandleIsInvalid",
    "DeleteMessage",
    { QueueUrl: "q", ReceiptHandle: "h" },
    { QueueUrl: "q", ReceiptHandle: "h" },
    'The input receipt handle "h" is not a valid receipt handle.',
    "The input receipt handle &quot;h&quot; is not a valid receipt handle.",
  ],
  [
    "OverLimit",
    403,
    "OverLimit",
    "AddPermission",
    { ...GRANT, AWSAccountIds: ["111122223333"], Actions: ["*"] },
    { ...GRANT, "AWSAccountId.1": "111122223333", "ActionName.1": "*" },
    "21 Statements were found, maximum allowed is 20.",
  ],
  [
    "InvalidAttributeName",
    400,
    "InvalidAttributeName",
    "GetQueueAttributes",
    { QueueUrl: "q", AttributeNames: ["Foobar"] },
    { QueueUrl: "q", "AttributeName.1": "Foobar" },
    "Unknown Attribute Foobar.",
  ],
  [
    "InvalidAttributeValue",
    400,
    "InvalidAttributeValue",
    "SetQueueAttributes",
    { QueueUrl: "q", Attributes: { DelaySeconds: "901" } },
    { QueueUrl: "q", "Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "901" },
    "Invalid value for the parameter DelaySeconds.",
  ],
  [
    "InvalidMessageContents",
    400,
    "InvalidMessageContents",
    "SendMessage",
    { QueueUrl: "q", MessageBody: "\u0000" },
    { QueueUrl: "q", MessageBody: "\u0000" },
    "Invalid characters were found in the message body. Valid unicode characters are " +
      "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  ],
  [
    "UnsupportedOperation",
    400,
    `${AWS}.UnsupportedOperation`,
    "SendMessage",
    { QueueUrl: "q", MessageBody: "b", MessageAttributes: { a: { DataType: "String", StringListValues: ["v"] } } },
    {
      QueueUrl: "q",
      MessageBody: "b",
      "MessageAttribute.1.Name": "a",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringListValue.1": "v",
    },
    "Message attribute list values in SendMessage operation are not supported.",
  ],
  [
    "EmptyBatchRequest",
    400,
    `${AWS}.EmptyBatchRequest`,
    "DeleteMessageBatch",
    entries(),
    { QueueUrl: "q", DeleteMessageBatchRequestEntry: "" },
    "There should be at least one DeleteMessageBatchRequestEntry in the request.",
  ],
  [
    "TooManyEntriesInBatchRequest",
    400,
    `${AWS}.TooManyEntriesInBatchRequest`,
    "DeleteMessageBatch",
    entries(...many),
    deletions(...many),
    "Maximum number of entries per request are 10. You have sent 11.",
  ],
  [
    "BatchEntryIdsNotDistinct",
    400,
    `${AWS}.BatchEntryIdsNotDistinct`,
    "DeleteMessageBatch",
    entries("a", "a"),
    deletions("a", "a"),
    "Id a repeated.",
  ],
  [
    "InvalidBatchEntryId",
    400,
    `${AWS}.InvalidBatchEntryId`,
    "DeleteMessageBatch",
    entries("a b"),
    deletions("a b"),
    BATCH_ID,
  ],
  [
    "BatchRequestTooLong",
    400,
    `${AWS}.BatchRequestTooLong`,
    "SendMessageBatch",
    { QueueUrl: "q", Entries: [{ Id: "a", MessageBody: LONG }] },
    { QueueUrl: "q", "SendMessageBatchRequestEntry.1.Id": "a", "SendMessageBatchRequestEntry.1.MessageBody": LONG },
    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  ],
  [
    "ResourceNotFoundException",
    404,
    "ResourceNotFoundException",
    "ListMessageMoveTasks",
    { SourceArn: "arn:aws:sqs:us-east-1:000000000000:p" },
    { SourceArn: "arn:aws:sqs:us-east-1:000000000000:p" },
    "The resource that you specified for the SourceArn parameter doesn't exist.",
    "The resource that you specified for the SourceArn parameter doesn&apos;t exist.",
  ],
];

/** The errors that no model lists. */
const FRAMEWORK: readonly Row[] = [
  [
    "InvalidParameterValueException",
    400,
    "InvalidParameterValue",
    "ReceiveMessage",
    { QueueUrl: "q", MaxNumberOfMessages: 11 },
    { QueueUrl: "q", MaxNumberOfMessages: "11" },
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  ],
  [
    "MissingRequiredParameterException",
    400,
    "MissingParameter",
    "SendMessage",
    { QueueUrl: "q" },
    { QueueUrl: "q" },
    "The request must contain the parameter MessageBody.",
  ],
  [
    "UnknownOperationException",
    400,
    "InvalidAction",
    "FooBar",
    {},
    {},
    "",
    "The action FooBar is not valid for this endpoint.",
  ],
];

/** What SQS has and never answers here: it was not observed on AWS, throttles, or needs KMS or the AWS network. */
const NEVER = /^(MessageNotInflight|InvalidIdFormat|RequestThrottled|InvalidAddress|InvalidSecurity|Kms\w+)$/;

describe("an error of SQS", () => {
  it.each([...MODELLED, ...FRAMEWORK].map((row) => [row[0], row] as const))("%s", async (shape, row) => {
    const [, status, code, operation, input, parameters, message, queryMessage] = row;
    const namespace = Object.hasOwn(SQS.model.shapes, shape) ? "com.amazonaws.sqs" : "com.amazon.coral.service";
    const error = { status, code, message, type: `${namespace}#${shape}`, queryMessage };
    expectJson(await json(operation, input), error);
    // SDKs that say that they knew the query protocol are answered the same.
    expectJson(await json(operation, input, { "x-amzn-query-mode": "true" }), error);
    expectXml(await query(operation, parameters), error);
  });

  it("is in the table, unless it never comes", () => {
    const modelled = Object.entries(SQS.model.shapes).flatMap(([name, shape]) =>
      shape.type === "structure" && shape.exception ? [name] : [],
    );
    const tried = new Set(MODELLED.map(([shape]) => shape));
    expect(modelled.filter((name) => !tried.has(name) && !NEVER.test(name))).toEqual([]);
  });

  it.each([
    ["JSON that breaks off", '{"QueueName": ', "Unable to parse the request body as JSON"],
    ["JSON that is no object", "[1]", "Start of list found where not expected"],
    ["a list for a text", '{"QueueName":["q"]}', "Unrecognized collection type class java.lang.String"],
    ["an object for a text", '{"QueueName":{}}', "Start of structure or map found where not expected."],
  ])("says that %s cannot be read", async (_, body, message) => {
    const type = "com.amazon.coral.service#SerializationException";
    expectJson(await json("CreateQueue", body), { status: 400, type, code: "MalformedInput", message });
  });

  it.each([
    ["IncompleteSignature", 400, "IncompleteSignatureException", { Signature: undefined }],
    ["InvalidClientTokenId", 403, "UnrecognizedClientException", { token: "another" }],
    ["SignatureDoesNotMatch", 403, "InvalidSignatureException", {}],
  ] as const)("%s of a request that is signed amiss", async (code, status, type, changed) => {
    const input = { RoleArn: "arn:aws:iam::000000000000:role/reader", RoleSessionName: "me" };
    const { Credentials } = await new STSClient(cloud.clientConfig).send(new AssumeRoleCommand(input));
    const signature = "Signature" in changed ? "" : ", Signature=00";
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${Credentials?.AccessKeyId}/20260115/us-east-1/sqs/aws4_request, SignedHeaders=host${signature}`,
      "x-amz-date": "20260115T120000Z",
      "x-amz-security-token": "token" in changed ? changed.token : (Credentials?.SessionToken ?? ""),
    };
    const answer = await json("ListQueues", {}, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers["x-amzn-query-error"]).toBe(`${code};Sender`);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: `com.amazon.coral.service#${type}` });
    const inXml = await query("ListQueues", {}, { headers });
    expect(inXml.status).toBe(status);
    expect(inXml.body).toContain(`<Error><Type>Sender</Type><Code>${code}</Code>`);
  });
});

describe("a query request", () => {
  it("adds and removes permissions", async () => {
    const grant = {
      Label: "l",
      "AWSAccountId.1": "111122223333",
      "AWSAccountId.2": "444455556666",
      "ActionName.1": "SendMessage",
    };
    const added = await query("AddPermission", grant, { path: QUEUE });
    expect(added).toMatchObject({ status: 200, body: expect.stringMatching(/^<AddPermissionResponse xmlns=/) });
    const policy = () => json("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
    expect(JSON.parse((JSON.parse((await policy()).body) as Policy).Attributes.Policy)).toMatchObject({
      Statement: [
        {
          Sid: "l",
          Principal: { AWS: ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"] },
          Action: "SQS:SendMessage",
        },
      ],
    });
    expect((await query("RemovePermission", { Label: "l" }, { path: QUEUE })).status).toBe(200);
    expect((await policy()).body).toBe("{}");
  });

  it.each(["CreateQueue", "ListQueues"])("to a queue's URL is no %s", async (action) => {
    const error = {
      status: 400,
      code: "InvalidAction",
      type: "",
      message: `The action ${action} is not valid for this endpoint.`,
    };
    expectXml(await query(action, { QueueName: "new" }, { path: QUEUE }), error);
    expect((await query("GetQueueUrl", { QueueName: "new" })).body).toContain("NonExistentQueue");
  });

  it("to a queue's URL may ask for another queue", async () => {
    const found = await query("GetQueueUrl", { QueueName: "purged" }, { path: QUEUE });
    expect(found.body).toContain("/000000000000/purged</QueueUrl>");
    const named = { QueueUrl: "purged", "AttributeName.1": "QueueArn" };
    expect((await query("GetQueueAttributes", named, { path: QUEUE })).body).toContain(":purged</Value>");
  });

  it.each([{}, { accept: "application/json" }])(
    "without an action is answered in XML with 404, given %j",
    async (headers) => {
      const answer = await ask(cloud, { method: "GET", path: QUEUE, headers: { ...SIGNED, ...headers } });
      expect(answer.status).toBe(404);
      expect(answer.body).toMatch(/^<UnknownOperationException/);
    },
  );

  it("to a queue's URL needs no version and no signature", async () => {
    const sent = await ask(cloud, { method: "GET", path: `${QUEUE}?Action=SendMessage&MessageBody=hello` });
    expect(sent).toMatchObject({ status: 200, body: expect.stringContaining("<SendMessageResponse") });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const received = await ask(cloud, { path: QUEUE, headers: form, body: "Action=ReceiveMessage" });
    expect(received.body).toContain("<Body>hello</Body>");
  });

  it("keeps the carriage returns of a body", async () => {
    const MessageBody = 'a\r\nb\rc\t<>&"';
    await query("SendMessage", { MessageBody }, { path: QUEUE });
    const { body } = await query("ReceiveMessage", {}, { path: QUEUE });
    expect(body).toContain("<Body>a&#xD;\nb&#xD;c\t&lt;&gt;&amp;&quot;</Body>");
  });
});

interface Policy {
  readonly Attributes: { readonly Policy: string };
}

describe("a query request that accepts JSON", () => {
  const asJson = async (action: string, parameters: Parameters = {}, path = QUEUE) => {
    const answer = await query(action, parameters, { path, headers: { accept: "text/plain, application/json;q=0.9" } });
    expect(answer.headers["content-type"]).toBe("application/json");
    return { status: answer.status, tree: JSON.parse(answer.body) as unknown };
  };
  const ResponseMetadata = { RequestId: expect.stringMatching(UUID) as unknown };

  it("gets the tree of the XML, with null for what is not there", async () => {
    await query("CreateQueue", { QueueName: "json" });
    const path = "/000000000000/json";
    expect(await asJson("ListQueues", { QueueNamePrefix: "json" }, "/")).toEqual({
      status: 200,
      tree: {
        ListQueuesResponse: {
          ListQueuesResult: { queueUrls: [`${cloud.endpoint}${path}`], NextToken: null },
          ResponseMetadata,
        },
      },
    });
    const message = {
      MessageBody: "b",
      "MessageAttribute.1.Name": "a",
      "MessageAttribute.1.Value.DataType": "Binary",
      "MessageAttribute.1.Value.BinaryValue": "AQI=",
    };
    expect((await asJson("SendMessage", message, path)).tree).toMatchObject({
      SendMessageResponse: { SendMessageResult: { SequenceNumber: null }, ResponseMetadata },
    });
    expect((await asJson("ReceiveMessage", { "MessageAttributeName.1": "All" }, path)).tree).toMatchObject({
      ReceiveMessageResponse: {
        ReceiveMessageResult: {
          messages: [
            { Body: "b", Attributes: null, MessageAttributes: [{ Name: "a", Value: { BinaryValue: "AQI=" } }] },
          ],
        },
      },
    });
    expect((await asJson("ReceiveMessage", {}, path)).tree).toEqual({
      ReceiveMessageResponse: { ReceiveMessageResult: { messages: null }, ResponseMetadata },
    });
    expect((await asJson("GetQueueAttributes", { "AttributeName.1": "DelaySeconds" }, path)).tree).toMatchObject({
      GetQueueAttributesResponse: { GetQueueAttributesResult: { Attributes: [{ Name: "DelaySeconds", Value: "0" }] } },
    });
    expect((await asJson("DeleteQueue", {}, path)).tree).toEqual({ DeleteQueueResponse: { ResponseMetadata } });
  });

  it("gets errors as JSON, too", async () => {
    expect(await asJson("DeleteMessage", { ReceiptHandle: "h" })).toEqual({
      status: 404,
      tree: {
        Error: {
          Code: "ReceiptHandleIsInvalid",
          Message: 'The input receipt handle "h" is not a valid receipt handle.',
          Type: "Sender",
        },
        RequestId: expect.stringMatching(UUID),
      },
    });
  });

  it("is one to SQS: SNS answers in XML", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const answer = await ask(cloud, { headers, body: "Action=ListTopics&Version=2010-03-31" });
    expect(answer.body).toMatch(/^<ListTopicsResponse/);
  });
});
