/** Keys that the cloud issued: their signatures are checked, those of S3's chunked bodies included. */
import { GetObjectCommand, PutObjectCommand, S3Client, CreateBucketCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

let cloud: WireCloud;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual" });
});
afterAll(() => cloud.close());

async function assume(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> {
  const input = { RoleArn: "arn:aws:iam::000000000000:role/reader", RoleSessionName: "me" };
  const { Credentials } = await new STSClient(cloud.clientConfig).send(new AssumeRoleCommand(input));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

describe("issued keys", () => {
  it("are their session's identity", async () => {
    const client = new STSClient({ ...cloud.clientConfig, credentials: await assume() });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe("arn:aws:sts::000000000000:assumed-role/reader/me");
  });

  it.each([
    ["a wrong secret", { secretAccessKey: "wrong" }, "SignatureDoesNotMatch"],
    ["another session's token", { sessionToken: "other" }, "InvalidClientTokenId"],
  ])("are refused with %s", async (_, changed, code) => {
    const client = new STSClient({ ...cloud.clientConfig, credentials: { ...(await assume()), ...changed } });
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: code });
  });

  it("sign bodies in chunks, and a whole object comes back", async () => {
    const s3 = new S3Client({ ...cloud.clientConfig, credentials: await assume(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "signed" }));
    const body = "x".repeat(200_000);
    await s3.send(new PutObjectCommand({ Bucket: "signed", Key: "k", Body: body, ChecksumAlgorithm: "SHA256" }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "signed", Key: "k" }));
    expect(await Body?.transformToString()).toBe(body);
  });

  it("expire with the clock", async () => {
    const client = new STSClient({ ...cloud.clientConfig, credentials: await assume() });
    await cloud.advance(61 * 60_000);
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "ExpiredTokenException",
    });
  });
});

it("serves a presigned URL until it expires", async () => {
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "presigned" }));
  const signingDate = new Date(cloud.now());
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: "presigned", Key: "a/b" }), {
    expiresIn: 60,
    signingDate,
  });
  expect((await fetch(put, { method: "PUT", body: "hello" })).status).toBe(200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "presigned", Key: "a/b" }), {
    expiresIn: 60,
    signingDate,
  });
  expect(await (await fetch(get)).text()).toBe("hello");
  await cloud.advance(61_000);
  const late = await fetch(get);
  expect(late.status).toBe(403);
  expect(await late.text()).toContain("Request has expired");
});
