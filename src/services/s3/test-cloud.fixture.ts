/** What the tests of S3 share: a cloud with a bucket, bodies out of text, and the neighbours that take notifications. */
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { operation } from "../../platform/operation.ts";
import type { ServiceDefinition } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { s3 } from "./service.ts";

export const BUCKET = "bucket-1";

/** A cloud with one empty bucket. */
export async function cloudWithBucket(others: readonly ServiceDefinition[] = []): Promise<TestPlatform> {
  const cloud = await startTestPlatform({ services: [s3, ...others] });
  await cloud.call(S3.CreateBucket, { Bucket: BUCKET });
  return cloud;
}

/** A body that comes in these pieces. */
export async function* body(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

export async function bytesOf(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function put(cloud: TestPlatform, key: string, content: string | Uint8Array = key): Promise<void> {
  await cloud.call(S3.PutObject, { Bucket: BUCKET, Key: key, Body: body(content) });
}

export async function read(cloud: TestPlatform, key: string): Promise<string> {
  const { Body } = await cloud.call(S3.GetObject, { Bucket: BUCKET, Key: key });
  return (await bytesOf(Body)).toString();
}

/** How a call was refused: its code, or `ok`. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
}

export async function fileCount(cloud: TestPlatform): Promise<number> {
  let count = 0;
  for await (const _ of cloud.blobs.list()) count++;
  return count;
}

/** What the neighbours were given, in order. */
export interface Received {
  readonly to: string;
  readonly document: string;
  readonly caller: unknown;
}

/** A queue, a topic and a function service that keep what they get, and refuse what is called `gone`. */
export function neighbours(received: Received[], throttles: { left: number } = { left: 0 }): ServiceDefinition[] {
  const refuse = (): ServiceError => new ServiceError("ValidationException", "bad input");
  const take = (to: string, document: string, caller: unknown): void => {
    if (to.includes("gone")) throw new ServiceError("QueueDoesNotExist", "gone");
    if (throttles.left > 0) {
      throttles.left--;
      throw new ServiceError("Throttling", "slow down", { retryable: true });
    }
    received.push({ to, document, caller });
  };
  const send = operation.stream(SQS.SendMessage, {
    honours: ["QueueUrl", "MessageBody"],
    on: (input) => input.QueueUrl,
    run: async (input, at) => {
      take(input.QueueUrl.split("/").at(-1) ?? "", input.MessageBody, at.caller);
      return {};
    },
  });
  const publish = operation.stream(SNS.Publish, {
    honours: ["TopicArn", "Subject", "Message"],
    on: (input) => input.TopicArn ?? "",
    run: async (input, at) => {
      take(`${input.TopicArn} ${input.Subject}`, input.Message, at.caller);
      return {};
    },
  });
  const invoke = operation.stream(Lambda.Invoke, {
    honours: ["FunctionName", "InvocationType", "Payload"],
    on: (input) => input.FunctionName,
    run: async (input, at) => {
      if (input.InvocationType === "DryRun" && !input.FunctionName.includes("gone")) return { StatusCode: 204 };
      take(`${input.FunctionName} ${input.InvocationType}`, Buffer.from(input.Payload ?? []).toString(), at.caller);
      return { StatusCode: 202 };
    },
  });
  return [
    { model: SQS.model, operations: [send], unsupported: [], refuse },
    { model: SNS.model, operations: [publish], unsupported: [], refuse },
    { model: Lambda.model, operations: [invoke], unsupported: [], refuse },
  ];
}
