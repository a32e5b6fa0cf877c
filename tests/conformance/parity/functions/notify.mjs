/** Tells a service outside of an order, and then marks that it was told; a try after a lost mark has the same key. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

export async function handler({ Records: [{ body }] }) {
  const { id, url } = JSON.parse(body);
  const { status } = await fetch(url, { method: "POST", headers: { "idempotency-key": id } });
  if (status !== 204) throw new Error(`The service outside has answered ${status}.`);
  const mark = { Bucket: process.env.FILES_BUCKET, Key: `told/${id}`, Body: "told" };
  await new S3Client({ forcePathStyle: true }).send(new PutObjectCommand(mark));
}
