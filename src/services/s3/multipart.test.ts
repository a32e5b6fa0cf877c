/** Multipart uploads: parts, completion, conditions, listings, and nothing left behind. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { S3 } from "../../schema/generated/s3.ts";
import type { CompletedPart, CreateMultipartUploadRequest } from "../../schema/generated/s3.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { checksumHasher } from "./checksum/checksum.ts";
import type { ChecksumAlgorithmName } from "./checksum/checksum.ts";
import { PART_MINIMUM_BYTES } from "./limits.ts";
import { BUCKET, body, bytesOf, cloudWithBucket, codeOf, fileCount, put, read } from "./test-cloud.fixture.ts";

const FIRST = Buffer.alloc(PART_MINIMUM_BYTES, "first part ");
const LAST = Buffer.from("the end");
const KEY = { Bucket: BUCKET, Key: "k" };

async function begin(cloud: TestPlatform, input: Partial<CreateMultipartUploadRequest> = {}): Promise<string> {
  const { UploadId = "" } = await cloud.call(S3.CreateMultipartUpload, { ...KEY, ...input });
  return UploadId;
}

/** Uploads one part: `at` is the upload and the number of the part in it. */
async function upload(cloud: TestPlatform, at: readonly [string, number], content: Buffer): Promise<CompletedPart> {
  const [UploadId, PartNumber] = at;
  const answer = await cloud.call(S3.UploadPart, { ...KEY, UploadId, PartNumber, Body: body(content) });
  const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 } = answer;
  return { PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 };
}

/** Completes an upload with `Parts` and, where given, conditions and checksums. */
function complete(
  cloud: TestPlatform,
  UploadId: string,
  { Parts, ...more }: { readonly Parts: CompletedPart[] } & object,
): Promise<unknown> {
  return cloud.call(S3.CompleteMultipartUpload, { ...KEY, UploadId, MultipartUpload: { Parts }, ...more });
}

function md5(data: Uint8Array): Buffer {
  return createHash("md5").update(data).digest();
}

describe("a multipart upload", () => {
  it("becomes an object whose tag is made of its parts' tags, and survives a restart on the way", async () => {
    const cloud = await cloudWithBucket();
    const id = await begin(cloud, { Metadata: { a: "b" }, ContentType: "text/plain" });
    const first = await upload(cloud, [id, 1], FIRST);
    await upload(cloud, [id, 2], Buffer.from("replaced"));
    const last = await upload(cloud, [id, 2], LAST);
    await cloud.restart();
    const answer = await complete(cloud, id, { Parts: [first, last] });
    const tag = md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString("hex");
    expect(answer).toMatchObject({ ETag: `"${tag}-2"`, ChecksumType: "FULL_OBJECT" });
    expect(await read(cloud, "k")).toBe(FIRST.toString() + LAST.toString());
    const part = await cloud.call(S3.GetObject, { ...KEY, PartNumber: 2 });
    expect((await bytesOf(part.Body)).toString()).toBe(LAST.toString());
    expect(part).toMatchObject({ PartsCount: 2, ContentType: "text/plain", Metadata: { a: "b" } });
    const across = await cloud.call(S3.GetObject, {
      ...KEY,
      Range: `bytes=${FIRST.length - 2}-${FIRST.length + 2}`,
    });
    expect((await bytesOf(across.Body)).toString()).toBe(`${FIRST.subarray(-2).toString()}the`);
    expect(await codeOf(cloud.call(S3.ListParts, { ...KEY, UploadId: id }))).toBe("NoSuchUpload");
    await cloud.call(S3.DeleteObject, KEY);
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(0);
    await cloud.stop();
  });

  it.each([
    [undefined, undefined, "FULL_OBJECT"],
    ["CRC64NVME", undefined, "FULL_OBJECT"],
    ["CRC32", "FULL_OBJECT", "FULL_OBJECT"],
    ["CRC32C", undefined, "COMPOSITE"],
    ["SHA256", undefined, "COMPOSITE"],
  ] as const)("with the algorithm %s and type %s has a %s checksum", async (algorithm, type, expected) => {
    const cloud = await cloudWithBucket();
    const id = await begin(cloud, { ChecksumAlgorithm: algorithm, ChecksumType: type });
    await complete(cloud, id, { Parts: [await upload(cloud, [id, 1], FIRST), await upload(cloud, [id, 2], LAST)] });
    const name: ChecksumAlgorithmName = algorithm ?? "CRC64NVME";
    const digest = (...pieces: Uint8Array[]): Buffer => {
      const hasher = checksumHasher(name);
      for (const piece of pieces) hasher.update(piece);
      return hasher.digest();
    };
    const whole =
      expected === "FULL_OBJECT"
        ? digest(FIRST, LAST).toString("base64")
        : `${digest(digest(FIRST), digest(LAST)).toString("base64")}-2`;
    const head = await cloud.call(S3.HeadObject, { ...KEY, ChecksumMode: "ENABLED" });
    expect(head).toMatchObject({ [`Checksum${name}`]: whole, ChecksumType: expected });
    await cloud.stop();
  });

  it.each([
    [{ ChecksumAlgorithm: "SHA1", ChecksumType: "FULL_OBJECT" }, "InvalidRequest"],
    [{ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" }, "InvalidRequest"],
    [{ ChecksumType: "COMPOSITE" }, "InvalidRequest"],
    [{ ACL: "public-read" }, "AccessControlListNotSupported"],
    [{ StorageClass: "GLACIER" }, "NotImplemented"],
  ])("is not begun with %o: %s", async (input, code) => {
    const cloud = await cloudWithBucket();
    expect(await codeOf(cloud.callUnchecked(S3.CreateMultipartUpload, { ...KEY, ...input }))).toBe(code);
    await cloud.stop();
  });
});

describe("completion", () => {
  it("refuses lists that are not what was uploaded", async () => {
    const cloud = await cloudWithBucket();
    const id = await begin(cloud);
    const small = await upload(cloud, [id, 1], LAST);
    const other = await upload(cloud, [id, 2], LAST);
    const cases: readonly (readonly [CompletedPart[], object, string])[] = [
      [[], {}, "InvalidRequest"],
      [[other, small], {}, "InvalidPartOrder"],
      [[small, small], {}, "InvalidPartOrder"],
      [[{ PartNumber: 3, ETag: "x" }], {}, "InvalidPart"],
      [[{ PartNumber: 1, ETag: "x" }], {}, "InvalidPart"],
      [[small, other], {}, "EntityTooSmall"],
      [[small], { MpuObjectSize: 1 }, "InvalidRequest"],
      [[small], { ChecksumCRC64NVME: "AAAAAAAAAAA=" }, "BadDigest"],
      [[small], { UploadId: "none" }, "NoSuchUpload"],
      [[small], { Key: "other" }, "NoSuchUpload"],
      [[small], {}, "ok"],
    ];
    for (const [parts, more, code] of cases) {
      expect([code, await codeOf(complete(cloud, id, { Parts: parts, ...more }))]).toEqual([code, code]);
    }
    await cloud.stop();
  });

  it("asks for each part's checksum when the upload is composite", async () => {
    const cloud = await cloudWithBucket();
    const id = await begin(cloud, { ChecksumAlgorithm: "CRC32" });
    const part = await upload(cloud, [id, 1], LAST);
    const bare = { PartNumber: 1, ETag: part.ETag };
    expect(await codeOf(complete(cloud, id, { Parts: [bare] }))).toBe("InvalidRequest");
    expect(await codeOf(complete(cloud, id, { Parts: [{ ...bare, ChecksumCRC32: "AAAAAA==" }] }))).toBe("InvalidPart");
    const wrongKind = { ...KEY, UploadId: id, PartNumber: 2, Body: body(LAST), ChecksumSHA1: `${"A".repeat(27)}=` };
    expect(await codeOf(cloud.call(S3.UploadPart, wrongKind))).toBe("InvalidRequest");
    expect(await codeOf(complete(cloud, id, { Parts: [part] }))).toBe("ok");
    await cloud.stop();
  });

  it("is conditional on the key, also on what happened to it meanwhile", async () => {
    const cloud = await cloudWithBucket();
    const attempt = async (before: () => Promise<unknown>, condition: object): Promise<string> => {
      const id = await begin(cloud);
      const part = await upload(cloud, [id, 1], LAST);
      await before();
      return codeOf(complete(cloud, id, { Parts: [part], ...condition }));
    };
    const nothing = async (): Promise<void> => {};
    const remove = (): Promise<unknown> => cloud.call(S3.DeleteObject, KEY);
    expect(await attempt(nothing, { IfNoneMatch: "*" })).toBe("ok");
    expect(await attempt(nothing, { IfNoneMatch: "*" })).toBe("PreconditionFailed");
    expect(await attempt(remove, { IfNoneMatch: "*" })).toBe("ConditionalRequestConflict");
    const etag = md5(Buffer.from("new")).toString("hex");
    expect(await attempt(() => put(cloud, "k", "new"), { IfMatch: etag })).toBe("ConditionalRequestConflict");
    expect(await attempt(nothing, { IfMatch: "x" })).toBe("PreconditionFailed");
    expect(await attempt(nothing, { IfMatch: etag })).toBe("ok");
    await cloud.stop();
  });
});

describe("parts", () => {
  it("are copied from objects, whole or in ranges", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "source", "0123456789");
    const id = await begin(cloud);
    const CopySource = `${BUCKET}/source`;
    const part = { ...KEY, UploadId: id, PartNumber: 1, CopySource };
    const outside = cloud.call(S3.UploadPartCopy, { ...part, CopySourceRange: "bytes=5-10" });
    expect(await codeOf(outside)).toBe("InvalidArgument");
    expect(await codeOf(cloud.call(S3.UploadPartCopy, { ...part, CopySourceRange: "bytes=5-" }))).toBe(
      "InvalidArgument",
    );
    const copied = await cloud.call(S3.UploadPartCopy, { ...part, CopySourceRange: "bytes=2-4" });
    await complete(cloud, id, { Parts: [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }] });
    expect(await read(cloud, "k")).toBe("234");
    await cloud.stop();
  });

  it("are listed in pages", async () => {
    const cloud = await cloudWithBucket();
    const id = await begin(cloud);
    for (const number of [1, 2, 5]) await upload(cloud, [id, number], LAST);
    const first = await cloud.call(S3.ListParts, { ...KEY, UploadId: id, MaxParts: 2 });
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: 2 });
    const rest = await cloud.call(S3.ListParts, { ...KEY, UploadId: id, PartNumberMarker: 2 });
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 5, Size: LAST.length }] });
    await cloud.stop();
  });

  it.each([0, 10_001])("cannot have the number %i", async (PartNumber) => {
    const cloud = await cloudWithBucket();
    const UploadId = await begin(cloud);
    const refused = cloud.call(S3.UploadPart, { ...KEY, UploadId, PartNumber, Body: body("x") });
    expect(await codeOf(refused)).toBe("InvalidArgument");
    await cloud.stop();
  });

  it("go with an aborted upload, files and all", async () => {
    const cloud = await cloudWithBucket();
    const UploadId = await begin(cloud);
    await upload(cloud, [UploadId, 1], FIRST);
    expect(await fileCount(cloud)).toBe(1);
    await cloud.call(S3.AbortMultipartUpload, { ...KEY, UploadId });
    await cloud.settle();
    expect(await fileCount(cloud)).toBe(0);
    expect(await codeOf(cloud.call(S3.AbortMultipartUpload, { ...KEY, UploadId }))).toBe("NoSuchUpload");
    await cloud.stop();
  });
});

describe("ListMultipartUploads", () => {
  it("lists by key and then by initiation, in pages, with common prefixes", async () => {
    const cloud = await cloudWithBucket();
    const later = await begin(cloud, { Key: "b" });
    await cloud.advance(1000);
    const latest = await begin(cloud, { Key: "b" });
    const first = await begin(cloud, { Key: "a" });
    await begin(cloud, { Key: "c/1" });
    await begin(cloud, { Key: "c/2" });
    const whole = await cloud.call(S3.ListMultipartUploads, { Bucket: BUCKET, Delimiter: "/" });
    expect(whole.Uploads?.map((each) => each.UploadId)).toEqual([first, later, latest]);
    expect(whole).toMatchObject({ CommonPrefixes: [{ Prefix: "c/" }], IsTruncated: false, NextKeyMarker: "b" });
    const page = await cloud.call(S3.ListMultipartUploads, { Bucket: BUCKET, MaxUploads: 2 });
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: "b", NextUploadIdMarker: later });
    const rest = await cloud.call(S3.ListMultipartUploads, {
      Bucket: BUCKET,
      KeyMarker: "b",
      UploadIdMarker: later,
    });
    expect(rest.Uploads?.map((each) => each.Key)).toEqual(["b", "c/1", "c/2"]);
    const wrong = { Bucket: BUCKET, KeyMarker: "b", UploadIdMarker: "none" };
    expect(await codeOf(cloud.call(S3.ListMultipartUploads, wrong))).toBe("InvalidArgument");
    await cloud.stop();
  });

  it("goes on behind the last of a page in the order of UTF-8 bytes, in which an emoji follows all other characters", async () => {
    const cloud = await cloudWithBucket();
    for (const Key of ["\uFF5E", "\u{1F600}/1", "\u{1F600}/2", "\u{1F601}"]) await begin(cloud, { Key });
    const place = { Bucket: BUCKET, Delimiter: "/", MaxUploads: 2 };
    const page = await cloud.call(S3.ListMultipartUploads, place);
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: "\u{1F600}/", NextUploadIdMarker: "" });
    const rest = await cloud.call(S3.ListMultipartUploads, { ...place, KeyMarker: page.NextKeyMarker });
    expect(rest).toMatchObject({ IsTruncated: false, CommonPrefixes: [] });
    expect(rest.Uploads?.map((each) => each.Key)).toEqual(["\u{1F601}"]);
    await cloud.stop();
  });
});
