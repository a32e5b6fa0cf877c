import { expect, it } from "vitest";
import { formatArn, parseArn } from "./arn.ts";

it.each([
  "arn:aws:sqs:us-east-1:000000000000:queue",
  "arn:aws:s3:::bucket/key:with:colons",
  "arn:aws:lambda:eu-west-1:123456789012:function:name:$LATEST",
  "arn:aws-cn:iam::123456789012:role/path/name",
])("%s is read and written back", (text) => {
  const arn = parseArn(text);
  expect(arn && formatArn(arn)).toBe(text);
});

it.each([
  "",
  "queue",
  "arn:aws:sqs",
  "arn:aws:sqs:us-east-1:000000000000:",
  "urn:aws:sqs:us-east-1:000000000000:queue",
])("%j is no ARN", (text) => expect(parseArn(text)).toBeUndefined());
