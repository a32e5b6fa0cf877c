/**
 * The floor: a do-nothing node:http server that parses a JSON body and answers what the operation's answer looks like,
 * with as many bytes.
 */
import { createServer } from "node:http";

const ID = "5fea7756-0ea4-451a-a703-a558b933e274";
const MD5 = "fafb00f5732ab283681e124bf8747ed1";
const HANDLE = "AUJgAAAAAAAAQGAAAAAAAABCeKwq4UAAAEAQAAAAAAAAdR7pgS1YWVo=";

const ANSWERS = {
  SendMessage: ({ MessageBody }) => ({ MessageId: ID, MD5OfMessageBody: MD5.slice(0, MessageBody.length) }),
  SendMessageBatch: ({ Entries }) => ({
    Successful: Entries.map(({ Id }) => ({ Id, MessageId: ID, MD5OfMessageBody: MD5 })),
  }),
  ReceiveMessage: ({ MaxNumberOfMessages: count = 1 }) => ({
    Messages: Array.from({ length: count }, () => ({
      MessageId: ID,
      ReceiptHandle: HANDLE,
      MD5OfBody: MD5,
      Body: BODY,
    })),
  }),
  DeleteMessageBatch: ({ Entries }) => ({ Successful: Entries.map(({ Id }) => ({ Id })) }),
  CreateQueue: ({ QueueName }) => ({ QueueUrl: `http://127.0.0.1/000000000000/${QueueName}` }),
};
const BODY = "x".repeat(1024);

const server = createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const input = JSON.parse(Buffer.concat(pieces).toString("utf8"));
    const operation = request.headers["x-amz-target"].slice("AmazonSQS.".length);
    const body = JSON.stringify(ANSWERS[operation](input));
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      "x-amzn-requestid": ID,
    });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => console.log(`Baseline listens on http://127.0.0.1:${server.address().port}`));
