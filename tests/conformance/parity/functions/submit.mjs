/** POST /orders: an order is stored under its key once and billed; the same key with another order is refused. */
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

export async function handler({ headers, body }) {
  const key = headers["idempotency-key"];
  const stored = await storeOnce(`orders/${key}`, body);
  if (stored !== body && stored !== undefined) return { statusCode: 422 };
  // Again, too: whoever was here before may have died before this, and the ledger takes each bill once.
  const bill = { MessageBody: body, MessageGroupId: "orders", MessageDeduplicationId: key };
  await new SQSClient().send(new SendMessageCommand({ QueueUrl: process.env.LEDGER_URL, ...bill }));
  return { statusCode: 202, body: JSON.stringify({ id: key, duplicate: stored !== undefined }) };
}

/** What was there before, or undefined when nothing was. */
async function storeOnce(Key, Body) {
  const s3 = new S3Client({ forcePathStyle: true });
  const object = { Bucket: process.env.FILES_BUCKET, Key };
  try {
    await s3.send(new PutObjectCommand({ ...object, Body, IfNoneMatch: "*" }));
    return undefined;
  } catch (error) {
    if (error.name !== "PreconditionFailed") throw error;
    const { Body: stored } = await s3.send(new GetObjectCommand(object));
    return stored.transformToString();
  }
}
