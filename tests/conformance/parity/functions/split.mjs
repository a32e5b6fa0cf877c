/** Writes a bill for each line of an uploaded file, `id,customer`, all of them at once. */
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";

export async function handler({ Records: [{ s3: told }] }) {
  const s3 = new S3Client({ forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: told.bucket.name, Key: told.object.key }));
  const lines = (await Body.transformToString()).trim().split("\n");
  const Entries = lines.map((line) => {
    const [id, customer] = line.split(",");
    const MessageBody = JSON.stringify({ id: Number(id), customer });
    return { Id: id, MessageBody, MessageGroupId: customer, MessageDeduplicationId: id };
  });
  await new SQSClient().send(new SendMessageBatchCommand({ QueueUrl: process.env.LEDGER_URL, Entries }));
  return lines.length;
}
