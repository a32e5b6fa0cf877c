/** What a function of any language is to make of words that come to it from everywhere. */
import { expect } from "vitest";
import type { Stage } from "./stage.ts";

/**
 * Sends a word by the queue `jobs`, a topic, the bucket `inbox` and an HTTP API, and expects each in the queue `results`.
 * @param outputs of the stack: the topic's ARN and the API's id
 */
export async function expectWordsHeard(stage: Stage, outputs: Readonly<Record<string, string>>): Promise<void> {
  const { cloud, sqs, sns, s3, take } = stage;
  const { Topic = "", Api = "" } = outputs;
  const QueueUrl = `${cloud.endpoint}/000000000000/jobs`;
  await sqs.sendMessage({ QueueUrl, MessageBody: "grüße" });
  await cloud.settle();
  expect(await take("results")).toEqual(["sqs grüße"]);
  await sns.publish({ TopicArn: Topic, Message: "extra" });
  await cloud.settle();
  expect(await take("results")).toEqual(["sns extra"]);
  await s3.putObject({ Bucket: "inbox", Key: "a b/ü.txt", Body: "x" });
  await cloud.settle();
  expect(await take("results")).toEqual(["s3 a b/ü.txt"]);
  const answer = await fetch(`${cloud.endpoint}/_aws/execute-api/${Api}/words`, {
    method: "POST",
    body: JSON.stringify({ word: "hello" }),
  });
  expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 201, body: "http hello" });
  expect(await take("results")).toEqual(["http hello"]);
}
