import { describe, expect, it } from "vitest";
import { ApiGateway } from "../schema/generated/apigateway.ts";
import { CloudWatch } from "../schema/generated/cloudwatch.ts";
import { Lambda } from "../schema/generated/lambda.ts";
import { Logs } from "../schema/generated/logs.ts";
import { S3 } from "../schema/generated/s3.ts";
import { SNS } from "../schema/generated/sns.ts";
import { SQS } from "../schema/generated/sqs.ts";
import type { ProtocolName, ServiceModel } from "../schema/model.ts";
import { decodeCbor } from "./cbor.ts";
import { PROTOCOLS } from "./protocol-table.ts";
import type { WireError } from "./wire-error.ts";

const ID = "2f0d7a2e-8c0b-4f5a-9d55-0d6c1f1a7b11";

function written(model: ServiceModel, protocol: ProtocolName, error: WireError) {
  const { status, headers, body } = PROTOCOLS[protocol].writeError(model, error, { requestId: ID });
  return { status, headers, body: body as string };
}

const NO_QUEUE = { code: "QueueDoesNotExist", message: "The specified queue does not exist." };

describe("an error", () => {
  it("of SQS in JSON has a namespace and the query code beside it", () => {
    const { status, headers, body } = written(SQS.model, "json", NO_QUEUE);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: NO_QUEUE.message });
    expect(headers).toEqual({
      "x-amzn-requestid": ID,
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
    });
  });

  it("of SQS in the query protocol is XML with a Detail", () => {
    const { status, headers, body } = written(SQS.model, "query", { code: "OverLimit", message: "a < b" });
    expect({ status, type: headers["content-type"] }).toEqual({ status: 403, type: "text/xml" });
    expect(body).toBe(
      '<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>' +
        "<Code>OverLimit</Code><Message>a &lt; b</Message><Detail/></Error>" +
        `<RequestId>${ID}</RequestId></ErrorResponse>`,
    );
  });

  it("of SQS in the query protocol has the sentence that was recorded there", () => {
    expect(written(SQS.model, "query", NO_QUEUE).body).toContain(
      "<Message>The specified queue does not exist for this wsdl version.</Message>",
    );
    expect(written(SQS.model, "query", { code: "UnknownOperationException", message: "" })).toMatchObject({
      status: 404,
      body: "<UnknownOperationException/>",
    });
  });

  it.each<readonly [string, ServiceModel, ProtocolName, string, number, string, string | undefined]>([
    [
      "sqs",
      SQS.model,
      "json",
      "InvalidParameterValueException",
      400,
      "com.amazon.coral.service#InvalidParameterValueException",
      "InvalidParameterValue;Sender",
    ],
    [
      "sqs",
      SQS.model,
      "json",
      "SerializationException",
      400,
      "com.amazon.coral.service#SerializationException",
      "MalformedInput;Sender",
    ],
    [
      "sqs",
      SQS.model,
      "json",
      "UnrecognizedClientException",
      403,
      "com.amazon.coral.service#UnrecognizedClientException",
      "InvalidClientTokenId;Sender",
    ],
    [
      "sqs",
      SQS.model,
      "json",
      "InternalFailure",
      500,
      "com.amazon.coral.service#InternalFailure",
      "InternalFailure;Receiver",
    ],
    ["sqs", SQS.model, "json", "OverLimit", 403, "com.amazonaws.sqs#OverLimit", "OverLimit;Sender"],
    [
      "cloudwatch",
      CloudWatch.model,
      "json",
      "ResourceNotFound",
      404,
      "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound",
      "ResourceNotFound;Sender",
    ],
    ["logs", Logs.model, "json", "ResourceNotFoundException", 400, "ResourceNotFoundException", undefined],
    ["logs", Logs.model, "json", "UnrecognizedClientException", 400, "UnrecognizedClientException", undefined],
  ])("of %s has its type and status (%#)", (_service, model, protocol, code, status, type, queryError) => {
    const answer = written(model, protocol, { code, message: "m" });
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.body) as { readonly __type: string }).__type).toBe(type);
    expect(answer.headers["x-amzn-query-error"]).toBe(queryError);
  });

  it("of CloudWatch in CBOR has the same members as in JSON", () => {
    const error = { code: "ValidationException", message: "m" };
    const answer = PROTOCOLS["smithy-rpc-v2-cbor"].writeError(CloudWatch.model, error, { requestId: ID });
    expect(answer.headers["smithy-protocol"]).toBe("rpc-v2-cbor");
    expect(decodeCbor(answer.body as Uint8Array)).toEqual(JSON.parse(written(CloudWatch.model, "json", error).body));
  });

  it("of access denied has its sentence under Message in JSON", () => {
    const { status, body } = written(SQS.model, "json", { code: "AccessDeniedException", message: "no" });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toEqual({ __type: "com.amazon.coral.service#AccessDeniedException", Message: "no" });
  });

  it.each([
    [SNS.model, "query", "AuthorizationError"],
    [S3.model, "rest-xml", "AccessDenied"],
  ] as const)("of access denied has the service's own code (%#)", (model, protocol, code) => {
    const { status, body } = written(model, protocol, { code: "AccessDeniedException", message: "no" });
    expect(status).toBe(403);
    expect(body).toContain(`<Code>${code}</Code>`);
  });

  it("of Lambda says whose fault it is, and names the message as its shape does", () => {
    const missing = written(Lambda.model, "rest-json", {
      code: "ResourceNotFoundException",
      message: "Function not found: f",
    });
    expect(missing.status).toBe(404);
    expect(missing.headers["x-amzn-errortype"]).toBe("ResourceNotFoundException");
    expect(missing.body).toBe('{"Type":"User","Message":"Function not found: f"}');
    const invalid = written(Lambda.model, "rest-json", { code: "InvalidParameterValueException", message: "m" });
    expect(invalid.body).toBe('{"Type":"User","message":"m"}');
    const validation = written(Lambda.model, "rest-json", { code: "ValidationException", message: "m" });
    expect({ status: validation.status, body: validation.body }).toEqual({ status: 400, body: '{"message":"m"}' });
    const large = written(Lambda.model, "rest-json", { code: "RequestTooLargeException", message: "m" });
    expect(large.headers["x-amzn-errortype"]).toBe("RequestEntityTooLargeException");
  });

  it("carries the members of its shape, in headers where the model says so", () => {
    const members = { retryAfterSeconds: "7" };
    const answer = written(ApiGateway.model, "rest-json", {
      code: "TooManyRequestsException",
      message: "slow",
      members,
    });
    expect(answer.status).toBe(429);
    expect(answer.headers["retry-after"]).toBe("7");
    expect(answer.body).toBe('{"message":"slow"}');
  });

  it("of S3 has no wrapper, its details beside the code, and both ids", () => {
    const { status, headers, body } = written(S3.model, "rest-xml", {
      code: "NoSuchKey",
      message: "m",
      members: { Key: "a&b" },
    });
    expect(status).toBe(404);
    expect(headers["x-amz-request-id"]).toBe("2F0D7A2E8C0B4F5A");
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>m</Message><Key>a&amp;b</Key>' +
        `<RequestId>2F0D7A2E8C0B4F5A</RequestId><HostId>${headers["x-amz-id-2"]}</HostId></Error>`,
    );
  });

  it("of S3 that is a status only has no body", () => {
    expect(written(S3.model, "rest-xml", { code: "NotModified", message: "", statusCode: 304 }).body).toBe("");
  });
});
