/** Objects as their users see them: written, read, conditioned, copied, tagged and deleted. */
import { describe, expect, it } from "vitest";
import { uncovered } from "../../platform/service.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { INLINE_BODY_MAXIMUM_BYTES } from "./limits.ts";
import { heldBlobs } from "./object/body-store.ts";
import { s3 } from "./service.ts";
import { BUCKET, body, bytesOf, cloudWithBucket, codeOf, fileCount, put, read } from "./test-cloud.fixture.ts";

const LARGE = Buffer.alloc(INLINE_BODY_MAXIMUM_BYTES * 3, "0123456789");

describe("the table of operations", () => {
  it("covers the model", () => expect(uncovered(s3)).toEqual([]));
});

describe("PutObject and GetObject", () => {
  it("give back what was put, with its metadata", async () => {
    const cloud = await cloudWithBucket();
    const stored = await cloud.call(S3.PutObject, {
      Bucket: BUCKET,
      Key: "../a b/",
      Body: body("hel", "lo"),
      Metadata: { Color: "blue" },
      ContentType: "text/plain",
      ContentEncoding: "aws-chunked,gzip",
      CacheControl: "no-cache",
      Tagging: "k=v&w=x%20y",
    });
    expect(stored).toMatchObject({
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      ServerSideEncryption: "AES256",
      ChecksumType: "FULL_OBJECT",
    });
    expect(stored.ChecksumCRC64NVME).toBeDefined();
    const found = await cloud.call(S3.GetObject, { Bucket: BUCKET, Key: "../a b/" });
    expect((await bytesOf(found.Body)).toString()).toBe("hello");
    expect(found).toMatchObject({
      Metadata: { color: "blue" },
      ContentType: "text/plain",
      ContentEncoding: "gzip",
      CacheControl: "no-cache",
      ContentLength: 5,
      TagCount: 2,
      AcceptRanges: "bytes",
    });
    expect(found.ChecksumCRC64NVME).toBeUndefined();
    expect(found.ContentRange).toBeUndefined();
    await cloud.stop();
  });

  it("reads ranges of small and large bodies alike", async () => {
    const cloud = await cloudWithBucket();
    for (const content of [LARGE.subarray(0, 100), LARGE]) {
      await put(cloud, "k", content);
      const found = await cloud.call(S3.GetObject, { Bucket: BUCKET, Key: "k", Range: "bytes=7-12" });
      expect((await bytesOf(found.Body)).toString()).toBe("789012");
      expect(found.ContentRange).toBe(`bytes 7-12/${content.length}`);
    }
    await cloud.stop();
  });

  it("keeps large bodies in files and small ones in rows, across a restart", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "small", LARGE.subarray(0, INLINE_BODY_MAXIMUM_BYTES));
    expect(await fileCount(cloud)).toBe(0);
    await put(cloud, "large", LARGE);
    await put(cloud, "empty", "");
    expect(await fileCount(cloud)).toBe(1);
    await cloud.restart();
    expect(await read(cloud, "large")).toBe(LARGE.toString());
    expect(await read(cloud, "small")).toBe(LARGE.subarray(0, INLINE_BODY_MAXIMUM_BYTES).toString());
    expect(await read(cloud, "empty")).toBe("");
    await cloud.stop();
  });

  it("deletes a replaced file only when its reader is done", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k", LARGE);
    const { Body } = await cloud.call(S3.GetObject, { Bucket: BUCKET, Key: "k" });
    await put(cloud, "k", "new");
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(1);
    expect((await bytesOf(Body)).equals(LARGE)).toBe(true);
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(0);
    expect(await read(cloud, "k")).toBe("new");
    await cloud.stop();
  });

  it("lets go of a file whose reader leaves without reading", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k", LARGE);
    const { Body } = await cloud.call(S3.GetObject, { Bucket: BUCKET, Key: "k" });
    await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "k" });
    await cloud.settle();
    await Body?.[Symbol.asyncIterator]().return?.();
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(0);
    await cloud.stop();
  });

  it("overrides headers of the answer", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k");
    const found = await cloud.call(S3.HeadObject, {
      Bucket: BUCKET,
      Key: "k",
      ResponseContentType: "text/html",
      ResponseExpires: Date.UTC(2026, 0, 1),
      ChecksumMode: "ENABLED",
    });
    expect(found).toMatchObject({
      ContentType: "text/html",
      Expires: "Thu, 01 Jan 2026 00:00:00 GMT",
      ChecksumType: "FULL_OBJECT",
    });
    await cloud.stop();
  });

  it("puts only one of two that both ask for an absent key", async () => {
    const cloud = await cloudWithBucket();
    const attempt = (content: string): Promise<string> =>
      codeOf(cloud.call(S3.PutObject, { Bucket: BUCKET, Key: "k", Body: body(content), IfNoneMatch: "*" }));
    expect((await Promise.all([attempt("a"), attempt("b")])).toSorted()).toEqual(["PreconditionFailed", "ok"]);
    await cloud.stop();
  });
});

describe("what a body is checked against", () => {
  const DIGEST = Buffer.from("5d41402abc4b2a76b9719d911017c592", "hex").toString("base64");
  it.each([
    [{ ContentMD5: DIGEST }, "ok"],
    [{ ContentMD5: Buffer.alloc(16).toString("base64") }, "BadDigest"],
    [{ ContentMD5: "x" }, "InvalidDigest"],
    [{ ChecksumCRC32: "NhCmhg==" }, "ok"],
    [{ ChecksumCRC32: "AAAAAA==" }, "BadDigest"],
    [{ ChecksumCRC32: "AAAA" }, "InvalidRequest"],
    [{ ChecksumCRC32: "NhCmhg==", ChecksumSHA1: "x" }, "InvalidRequest"],
  ])("%o: %s", async (claims, code) => {
    const cloud = await cloudWithBucket();
    expect(await codeOf(cloud.call(S3.PutObject, { Bucket: BUCKET, Key: "k", Body: body("hello"), ...claims }))).toBe(
      code,
    );
    await cloud.stop();
  });

  it("verifies and keeps a checksum that comes behind the body", async () => {
    const cloud = await cloudWithBucket();
    const trailing = (value: string): ReturnType<typeof body> =>
      Object.assign(body("hello"), {
        announcedTrailers: ["x-amz-checksum-crc32"],
        trailers: new Map([["x-amz-checksum-crc32", value]]),
      });
    const good = await cloud.call(S3.PutObject, { Bucket: BUCKET, Key: "k", Body: trailing("NhCmhg==") });
    expect(good.ChecksumCRC32).toBe("NhCmhg==");
    const bad = cloud.call(S3.PutObject, { Bucket: BUCKET, Key: "k", Body: trailing("AAAAAA==") });
    expect(await codeOf(bad)).toBe("BadDigest");
    await cloud.stop();
  });

  it("leaves no file behind when it is refused, or when the client leaves in the middle", async () => {
    const cloud = await cloudWithBucket();
    const refused = { Bucket: BUCKET, Key: "k", Body: body(LARGE), ChecksumCRC32: "AAAAAA==" };
    expect(await codeOf(cloud.call(S3.PutObject, refused))).toBe("BadDigest");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield LARGE;
      throw new Error("the connection was lost");
    }
    await expect(cloud.call(S3.PutObject, { Bucket: BUCKET, Key: "k", Body: broken() })).rejects.toThrow();
    expect(await fileCount(cloud)).toBe(0);
    await cloud.stop();
  });
});

describe("bad input", () => {
  it.each([
    [{ Bucket: "no-such", Key: "k" }, "NoSuchBucket"],
    [{ Bucket: "Bad_Name", Key: "k" }, "InvalidBucketName"],
    [{ Bucket: BUCKET, Key: "k".repeat(1025) }, "KeyTooLongError"],
    [{ Bucket: BUCKET, Key: "é".repeat(513) }, "KeyTooLongError"],
    [{ Bucket: BUCKET, Key: "k", ACL: "public-read" }, "AccessControlListNotSupported"],
    [{ Bucket: BUCKET, Key: "k", StorageClass: "GLACIER" }, "NotImplemented"],
    [{ Bucket: BUCKET, Key: "k", StorageClass: "NOPE" }, "InvalidStorageClass"],
    [{ Bucket: BUCKET, Key: "k", ServerSideEncryption: "aws:kms" }, "NotImplemented"],
    [{ Bucket: BUCKET, Key: "k", SSECustomerAlgorithm: "AES256" }, "NotImplemented"],
    [{ Bucket: BUCKET, Key: "k", WebsiteRedirectLocation: "/x" }, "NotImplemented"],
    [{ Bucket: BUCKET, Key: "k", Metadata: { a: "b".repeat(2048) } }, "MetadataTooLarge"],
    [{ Bucket: BUCKET, Key: "k", Tagging: "a=1&a=2" }, "InvalidArgument"],
    [{ Bucket: BUCKET, Key: "k", ExpectedBucketOwner: "111111111111" }, "AccessDenied"],
    [{ Bucket: BUCKET, Key: "k", ContentLength: 6 * 1024 ** 3 }, "EntityTooLarge"],
  ])("PutObject %o is refused as %s", async (input, code) => {
    const cloud = await cloudWithBucket();
    expect(await codeOf(cloud.callUnchecked(S3.PutObject, { ...input, Body: body("") }))).toBe(code);
    await cloud.stop();
  });
});

describe("CopyObject", () => {
  it("copies bytes, metadata and tags without a second file, and each copy outlives the other", async () => {
    const cloud = await cloudWithBucket();
    await cloud.call(S3.PutObject, {
      Bucket: BUCKET,
      Key: "a",
      Body: body(LARGE),
      Metadata: { m: "1" },
      Tagging: "t=1",
    });
    await cloud.call(S3.CopyObject, { Bucket: BUCKET, Key: "b", CopySource: `/${BUCKET}/a` });
    expect(await fileCount(cloud)).toBe(1);
    await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "a" });
    await cloud.settle();
    expect(await read(cloud, "b")).toBe(LARGE.toString());
    const head = await cloud.call(S3.HeadObject, { Bucket: BUCKET, Key: "b" });
    expect(head).toMatchObject({ Metadata: { m: "1" }, TagCount: 1 });
    await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "b" });
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(0);
    await cloud.stop();
  });

  it("replaces metadata when asked, onto itself too", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "é+1", "x");
    const CopySource = `${BUCKET}/${encodeURIComponent("é+1")}`;
    const itself = { Bucket: BUCKET, Key: "é+1", CopySource };
    expect(await codeOf(cloud.call(S3.CopyObject, itself))).toBe("InvalidRequest");
    await cloud.call(S3.CopyObject, { ...itself, MetadataDirective: "REPLACE", Metadata: { n: "2" } });
    expect(await read(cloud, "é+1")).toBe("x");
    expect((await cloud.call(S3.HeadObject, { Bucket: BUCKET, Key: "é+1" })).Metadata).toEqual({ n: "2" });
    await cloud.stop();
  });

  it.each([
    [{ CopySource: `${BUCKET}/none` }, "NoSuchKey"],
    [{ CopySource: "no-such/k" }, "NoSuchBucket"],
    [{ CopySource: BUCKET }, "InvalidArgument"],
    [{ CopySource: `${BUCKET}/%zz` }, "InvalidArgument"],
    [{ CopySource: `${BUCKET}/a?versionId=v1` }, "InvalidArgument"],
    [{ CopySource: `${BUCKET}/a`, CopySourceIfMatch: "x" }, "PreconditionFailed"],
    [{ CopySource: `${BUCKET}/a`, IfNoneMatch: "*", Key: "a2" }, "ok"],
    [{ CopySource: `${BUCKET}/a`, IfNoneMatch: "*", Key: "taken" }, "PreconditionFailed"],
  ])("%o: %s", async (input, code) => {
    const cloud = await cloudWithBucket();
    await put(cloud, "a");
    await put(cloud, "taken");
    expect(await codeOf(cloud.call(S3.CopyObject, { Bucket: BUCKET, Key: "to", ...input }))).toBe(code);
    await cloud.stop();
  });
});

describe("DeleteObject and DeleteObjects", () => {
  it("succeed for what is not there, and respect conditions", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "a");
    expect(await codeOf(cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "none" }))).toBe("ok");
    const mismatched = cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "a", IfMatch: "x" });
    expect(await codeOf(mismatched)).toBe("PreconditionFailed");
    const answer = await cloud.call(S3.DeleteObjects, {
      Bucket: BUCKET,
      Delete: { Objects: [{ Key: "a" }, { Key: "none" }, { Key: "v", VersionId: "bad" }] },
    });
    expect(answer.Deleted?.map((each) => each.Key)).toEqual(["a", "none"]);
    expect(answer.Errors).toMatchObject([{ Key: "v", Code: "InvalidArgument" }]);
    expect(await codeOf(cloud.call(S3.HeadObject, { Bucket: BUCKET, Key: "a" }))).toBe("NoSuchKey");
    await cloud.stop();
  });
});

describe("object tags", () => {
  it("are put, read, dropped with an overwrite, and bounded", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k");
    const place = { Bucket: BUCKET, Key: "k" };
    await cloud.call(S3.PutObjectTagging, { ...place, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
    expect((await cloud.call(S3.GetObjectTagging, place)).TagSet).toEqual([{ Key: "a", Value: "1" }]);
    await put(cloud, "k");
    expect((await cloud.call(S3.GetObjectTagging, place)).TagSet).toEqual([]);
    const TagSet = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    expect(await codeOf(cloud.call(S3.PutObjectTagging, { ...place, Tagging: { TagSet } }))).toBe("BadRequest");
    const reserved = { TagSet: [{ Key: "aws:x", Value: "" }] };
    expect(await codeOf(cloud.call(S3.PutObjectTagging, { ...place, Tagging: reserved }))).toBe("InvalidTag");
    await cloud.stop();
  });
});

describe("files that a crash left behind", () => {
  it("are those that S3 does not say it holds", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k", LARGE);
    await cloud.call(S3.CopyObject, { Bucket: BUCKET, Key: "copy", CopySource: `${BUCKET}/k` });
    // As a process leaves it that dies between the body and the commit.
    const { id: orphan } = await cloud.blobs.put(body(LARGE), LARGE.length);
    await cloud.restart();
    const held = new Set(cloud.scope().read(({ tx }) => [...heldBlobs(tx)]));
    const all: string[] = [];
    for await (const blob of cloud.blobs.list()) all.push(blob);
    expect(all.filter((blob) => !held.has(blob))).toEqual([orphan]);
    await cloud.stop();
  });
});
