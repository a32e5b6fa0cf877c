import { describe, expect, it } from "vitest";
import { ApiGateway } from "../schema/generated/apigateway.ts";
import { ApiGatewayV2 } from "../schema/generated/apigatewayv2.ts";
import { CloudWatch } from "../schema/generated/cloudwatch.ts";
import { IAM } from "../schema/generated/iam.ts";
import { Lambda } from "../schema/generated/lambda.ts";
import { S3 } from "../schema/generated/s3.ts";
import { SNS } from "../schema/generated/sns.ts";
import { SQS } from "../schema/generated/sqs.ts";
import { claimantOf, type Claim, needsBody, unknownOperationError } from "./claim.ts";
import type { WireRequest } from "./wire.ts";

const claimant = claimantOf(
  [SQS, SNS, Lambda, S3, ApiGateway, ApiGatewayV2, CloudWatch, IAM].map((each) => each.model),
);

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: string;
  /** The service that the request is signed for. */
  readonly signedFor?: string;
}

function request({ method = "GET", url = "/", headers = {}, form, signedFor }: Sent): WireRequest {
  const [path = "/", query = ""] = url.split("?");
  return {
    method,
    path,
    query,
    headers: {
      ...headers,
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }),
      ...(signedFor === undefined
        ? {}
        : {
            authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${signedFor}/aws4_request, SignedHeaders=host, Signature=0`,
          }),
    },
    body: new TextEncoder().encode(form ?? ""),
  };
}

function summary(claim: Claim): string {
  if (claim.kind === "unknown-service") return `no service ${claim.name} (${claim.protocol.name})`;
  const service = claim.model.metadata.name;
  if (claim.kind === "unknown-operation") return `${service} has no ${claim.name || "name"} (${claim.protocol.name})`;
  const labels = Object.entries(claim.labels).map(([name, value]) => `${name}=${value}`);
  return [`${service} ${claim.operation.name} (${claim.protocol.name})`, ...labels].join(" ");
}

const SQS_FORM = "Action=SendMessage&Version=2012-11-05&MessageBody=x";
const COPY = { "x-amz-copy-source": "a/b" };

const CASES: readonly (readonly [Sent, string])[] = [
  [{ method: "POST", headers: { "x-amz-target": "AmazonSQS.SendMessage" } }, "sqs SendMessage (json)"],
  [
    { method: "POST", url: "/000000000000/q", headers: { "x-amz-target": "AmazonSQS.SendMessage" } },
    "sqs SendMessage (json)",
  ],
  [{ method: "POST", headers: { "x-amz-target": "AmazonSQS.Nothing" } }, "sqs has no Nothing (json)"],
  [{ method: "POST", headers: { "x-amz-target": "AmazonSQS.constructor" } }, "sqs has no constructor (json)"],
  [{ method: "POST", headers: { "x-amz-target": "DynamoDB_20120810.GetItem" } }, "no service DynamoDB_20120810 (json)"],
  [{ method: "POST", headers: { "x-amz-target": "nonsense" } }, "no service  (json)"],
  [
    {
      method: "POST",
      url: "/service/GraniteServiceVersion20100801/operation/PutMetricData",
      headers: { "smithy-protocol": "rpc-v2-cbor" },
    },
    "cloudwatch PutMetricData (smithy-rpc-v2-cbor)",
  ],
  [
    { method: "POST", url: "/service/AmazonSQS/operation/SendMessage", headers: { "smithy-protocol": "rpc-v2-cbor" } },
    "sqs has no SendMessage (smithy-rpc-v2-cbor)",
  ],
  [{ method: "POST", form: SQS_FORM }, "sqs SendMessage (query)"],
  [{ method: "POST", url: "/000000000000/q", form: SQS_FORM, signedFor: "sqs" }, "sqs SendMessage (query)"],
  [{ url: `/000000000000/q?${SQS_FORM}` }, "sqs SendMessage (query)"],
  [
    { method: "POST", url: "/?Action=Publish&Version=2010-03-31", form: "Message=x", signedFor: "sns" },
    "sns Publish (query)",
  ],
  [{ url: "/?Action=ConfirmSubscription&TopicArn=t&Token=x" }, "sns ConfirmSubscription (query)"],
  [{ url: "/?Action=Nothing" }, "s3 ListBuckets (rest-xml)"],
  [{ method: "POST", form: "Action=FooBar&Version=2012-11-05" }, "sqs has no FooBar (query)"],
  [{ method: "POST", form: "Message=x", signedFor: "sns" }, "sns has no name (query)"],
  [{ method: "POST", form: "Action=RunInstances&Version=2016-11-15" }, "no service 2016-11-15 (query)"],
  [{ method: "POST", form: "Action=X&Version=1999-01-01", signedFor: "ec2" }, "no service ec2 (query)"],
  [
    { method: "POST", url: "/2015-03-31/functions/my%3Afn/invocations", signedFor: "lambda" },
    "lambda Invoke (rest-json) FunctionName=my%3Afn",
  ],
  [{ url: "/2015-03-31/functions/", signedFor: "lambda" }, "lambda ListFunctions (rest-json)"],
  [{ url: "/2015-03-31/functions", signedFor: "lambda" }, "lambda ListFunctions (rest-json)"],
  [{ method: "POST", url: "/2015-03-31/functions/f/invocations" }, "lambda Invoke (rest-json) FunctionName=f"],
  [{ url: "/nothing", signedFor: "lambda" }, "lambda has no GET /nothing (rest-json)"],
  [
    { url: "/restapis/abc/resources/def", signedFor: "apigateway" },
    "apigateway GetResource (rest-json) restapi_id=abc resource_id=def",
  ],
  [{ url: "/v2/apis/abc", signedFor: "apigateway" }, "apigatewayv2 GetApi (rest-json) apiId=abc"],
  [{ url: "/", signedFor: "s3" }, "s3 ListBuckets (rest-xml)"],
  [{ url: "/?x-id=ListBuckets", signedFor: "s3" }, "s3 ListBuckets (rest-xml)"],
  [{ url: "/b", signedFor: "s3" }, "s3 ListObjects (rest-xml) Bucket=b"],
  [{ url: "/b/", signedFor: "s3" }, "s3 ListObjects (rest-xml) Bucket=b"],
  [{ url: "/b?list-type=2", signedFor: "s3" }, "s3 ListObjectsV2 (rest-xml) Bucket=b"],
  [{ url: "/b?lifecycle", signedFor: "s3" }, "s3 GetBucketLifecycleConfiguration (rest-xml) Bucket=b"],
  [{ url: "/b?uploads", signedFor: "s3" }, "s3 ListMultipartUploads (rest-xml) Bucket=b"],
  [{ url: "/b/a/b//c/", signedFor: "s3" }, "s3 GetObject (rest-xml) Bucket=b Key=a/b//c/"],
  [{ url: "/b//a", signedFor: "s3" }, "s3 GetObject (rest-xml) Bucket=b Key=/a"],
  [{ method: "PUT", url: "/b/k", signedFor: "s3" }, "s3 PutObject (rest-xml) Bucket=b Key=k"],
  [{ method: "PUT", url: "/b/k", headers: COPY, signedFor: "s3" }, "s3 CopyObject (rest-xml) Bucket=b Key=k"],
  [{ method: "PUT", url: "/b/k?partNumber=1&uploadId=u", signedFor: "s3" }, "s3 UploadPart (rest-xml) Bucket=b Key=k"],
  [
    { method: "PUT", url: "/b/k?partNumber=1&uploadId=u", headers: COPY },
    "s3 UploadPartCopy (rest-xml) Bucket=b Key=k",
  ],
  [{ method: "POST", url: "/b/k?uploads" }, "s3 CreateMultipartUpload (rest-xml) Bucket=b Key=k"],
  [{ method: "POST", url: "/b/k?uploadId=u" }, "s3 CompleteMultipartUpload (rest-xml) Bucket=b Key=k"],
  [{ method: "DELETE", url: "/b/k?uploadId=u" }, "s3 AbortMultipartUpload (rest-xml) Bucket=b Key=k"],
  [{ url: "/b/k?attributes", signedFor: "s3" }, "s3 GetObjectAttributes (rest-xml) Bucket=b Key=k"],
  [{ method: "PATCH", url: "/b/k" }, "s3 has no PATCH /b/k (rest-xml)"],
  [
    { url: "/b/k?X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request" },
    "s3 GetObject (rest-xml) Bucket=b Key=k",
  ],
  [{ url: "/b/k?Action=SendMessage&Version=2012-11-05", signedFor: "s3" }, "s3 GetObject (rest-xml) Bucket=b Key=k"],
  [{ url: "/anything", signedFor: "dynamodb" }, "no service dynamodb (rest-json)"],
  [{ url: "/anything", signedFor: "sqs" }, "sqs has no name (query)"],
  [{ method: "POST", url: "/anything", signedFor: "sqs" }, "sqs has no name (json)"],
  [{ url: "/000000000000/q?Action=CreateQueue&Version=2012-11-05" }, "sqs has no CreateQueue (query)"],
  [{ url: "/000000000000/q?Action=GetQueueUrl&Version=2012-11-05" }, "sqs GetQueueUrl (query)"],
  [{ url: "/000000000000/q?Action=SendMessage&MessageBody=x" }, "sqs SendMessage (query)"],
  [{ method: "POST", url: "/000000000000/q", form: "Action=SendMessage&MessageBody=x" }, "sqs SendMessage (query)"],
  [{ url: "/000000000000/q?Action=CreateQueue" }, "sqs has no CreateQueue (query)"],
  [{ url: "/000000000000/q?Action=Nothing" }, "s3 GetObject (rest-xml) Bucket=000000000000 Key=q"],
  [{ url: "/000000000000/q?Action=SendMessage", signedFor: "s3" }, "s3 GetObject (rest-xml) Bucket=000000000000 Key=q"],
  [{ url: "/bucket/q?Action=SendMessage" }, "s3 GetObject (rest-xml) Bucket=bucket Key=q"],
];

describe("a request is claimed", () => {
  it.each(CASES)("%j: %s", (sent, expected) => {
    expect(summary(claimant.claim(request(sent)))).toBe(expected);
  });

  it.each([
    [{ method: "POST", form: "Action=FooBar&Version=2012-11-05" }, "The action FooBar is not valid for this endpoint."],
    [
      { method: "POST", form: "Action=FooBar&Version=2010-05-08" },
      "Could not find operation FooBar for version 2010-05-08",
    ],
    [{ method: "GET", url: "/000000000000/q", signedFor: "sqs" }, ""],
    [{ method: "PATCH", url: "/b" }, "The specified method is not allowed against this resource."],
  ])("and an unknown operation is answered as AWS does: %j", (sent, message) => {
    const claim = claimant.claim(request(sent));
    if (claim.kind !== "unknown-operation") throw new Error(claim.kind);
    expect(unknownOperationError(claim).message).toBe(message);
  });

  it.each<readonly [Sent, boolean]>([
    [{ method: "POST", form: "a=b" }, true],
    [{ method: "POST", form: "a=b", signedFor: "s3" }, false],
    [{ method: "PUT", form: "a=b" }, false],
    [{ method: "POST", headers: { "x-amz-target": "AmazonSQS.SendMessage" } }, false],
  ])("by its head unless it may be a query request: %j", (sent, expected) => {
    const { headers, method } = request(sent);
    expect(needsBody(headers, method)).toBe(expected);
  });
});
