/** Keeps the price of each product: what comes last, or only what is newer than what it knows. */
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

export async function handler({ Records }) {
  const s3 = new S3Client({ forcePathStyle: true });
  for (const { body } of Records) {
    const { product, version, comparesVersions } = JSON.parse(body);
    const object = { Bucket: process.env.FILES_BUCKET, Key: `prices/${product}` };
    if (comparesVersions && (await known(s3, object)) >= version) continue;
    await s3.send(new PutObjectCommand({ ...object, Body: String(version) }));
  }
}

async function known(s3, object) {
  try {
    const { Body } = await s3.send(new GetObjectCommand(object));
    return Number(await Body.transformToString());
  } catch (error) {
    if (error.name === "NoSuchKey") return 0;
    throw error;
  }
}
