/** Listings: pages, prefixes, delimiters, markers and tokens, against a plain model of what AWS lists. */
import { describe, expect, it } from "vitest";
import { S3 } from "../../schema/generated/s3.ts";
import type { ListObjectsV2Output } from "../../schema/generated/s3.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { BUCKET, cloudWithBucket, codeOf, put } from "./test-cloud.fixture.ts";

const KEYS = ["a", "a/", "a/1", "a/2", "a//3", "b/x/1", "b/x/2", "b/y", "c+d e", "z", "é", "\u{1f600}", "\uffee"];

async function cloudWithKeys(keys: readonly string[] = KEYS): Promise<TestPlatform> {
  const cloud = await cloudWithBucket();
  for (const key of keys) await put(cloud, key);
  return cloud;
}

/** Key and common prefixes of every page, until the last. */
async function allPages(
  cloud: TestPlatform,
  query: { readonly Prefix?: string; readonly Delimiter?: string; readonly MaxKeys?: number },
): Promise<string[][]> {
  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2Output = await cloud.call(S3.ListObjectsV2, {
      Bucket: BUCKET,
      ...query,
      ContinuationToken: token,
    });
    const keys = (page.Contents ?? []).map((each) => each.Key ?? "");
    const prefixes = (page.CommonPrefixes ?? []).map((each) => `${each.Prefix}*`);
    expect(page.KeyCount).toBe(keys.length + prefixes.length);
    pages.push([...keys, ...prefixes]);
    token = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(token !== undefined);
  } while (token !== undefined);
  return pages;
}

function expected(prefix: string, delimiter: string): string[] {
  const order = KEYS.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const shown = order
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? key : `${key.slice(0, end + delimiter.length)}*`;
    });
  return [...new Set(shown)];
}

describe("ListObjectsV2", () => {
  const queries = ["", "a", "a/", "b/", "b/x", "none", "é"].flatMap((prefix) =>
    ["", "/", "x/"].map((delimiter) => [prefix, delimiter] as const),
  );
  it.each(queries)("prefix %j and delimiter %j list the same at every page size", async (prefix, delimiter) => {
    const cloud = await cloudWithKeys();
    const given = {
      ...(prefix === "" ? {} : { Prefix: prefix }),
      ...(delimiter === "" ? {} : { Delimiter: delimiter }),
    };
    const whole = expected(prefix, delimiter);
    for (const MaxKeys of [1, 2, 3, 1000]) {
      const pages = await allPages(cloud, { ...given, MaxKeys });
      expect(pages.flat().toSorted()).toEqual(whole.toSorted());
      expect(pages.length).toBe(Math.max(Math.ceil(whole.length / MaxKeys), 1));
    }
    await cloud.stop();
  });

  it("lists in the order of UTF-8 bytes", async () => {
    const cloud = await cloudWithKeys();
    expect((await allPages(cloud, {})).flat()).toEqual(expected("", ""));
    await cloud.stop();
  });

  it("looks at no more keys than it shows, however many a common prefix stands for", async () => {
    const cloud = await cloudWithKeys([...Array.from({ length: 300 }, (_, index) => `big/${index}`), "z"]);
    let visited = 0;
    const scope = cloud.scope();
    const { listKeys } = await import("./listing/list-keys.ts");
    const { objects } = await import("./keyspaces.ts");
    const page = scope.read(({ tx }) => {
      const counted: typeof objects = {
        ...objects,
        *range(...given) {
          for (const entry of objects.range(...given)) {
            visited++;
            yield entry;
          }
        },
      };
      return listKeys(tx, counted, { bucket: BUCKET, prefix: "", delimiter: "/", maximum: 1000 });
    });
    expect(page.commonPrefixes).toEqual(["big/"]);
    expect(visited).toBe(2);
    await cloud.stop();
  });

  it("refuses a store that does not go on behind a common prefix", async () => {
    const cloud = await cloudWithKeys(["a/1", "a/2"]);
    const { listKeys } = await import("./listing/list-keys.ts");
    const { objects } = await import("./keyspaces.ts");
    // Begins anew each time, whatever it is told.
    const stuck: typeof objects = { ...objects, range: (tx, prefix) => objects.range(tx, prefix) };
    const list = () =>
      cloud
        .scope()
        .read(({ tx }) => listKeys(tx, stuck, { bucket: BUCKET, prefix: "", delimiter: "/", maximum: 1000 }));
    expect(list).toThrow("a listing goes on behind the common prefix that it found");
    await cloud.stop();
  });

  it("starts behind StartAfter, and the token overrides it", async () => {
    const cloud = await cloudWithKeys();
    const first = await cloud.call(S3.ListObjectsV2, { Bucket: BUCKET, StartAfter: "a/2", MaxKeys: 1 });
    expect(first.Contents?.map((each) => each.Key)).toEqual(["b/x/1"]);
    const inGroup = await cloud.call(S3.ListObjectsV2, { Bucket: BUCKET, StartAfter: "a/1", Delimiter: "/" });
    expect(inGroup.CommonPrefixes?.[0]).toEqual({ Prefix: "a/" });
    await cloud.stop();
  });

  it("encodes names on demand, and shows owners on demand", async () => {
    const cloud = await cloudWithKeys(["c+d e/f=g"]);
    const page = await cloud.call(S3.ListObjectsV2, { Bucket: BUCKET, EncodingType: "url", FetchOwner: true });
    expect(page.Contents?.[0]).toMatchObject({ Key: "c%2Bd+e/f%3Dg", StorageClass: "STANDARD", Size: 9 });
    expect(page.Contents?.[0]?.Owner?.ID).toHaveLength(64);
    const plain = await cloud.call(S3.ListObjectsV2, { Bucket: BUCKET });
    expect(plain.Contents?.[0]?.Owner).toBeUndefined();
    await cloud.stop();
  });

  it.each([
    [{ ContinuationToken: "nonsense" }, "InvalidArgument"],
    [{ EncodingType: "base64" }, "InvalidArgument"],
    [{ MaxKeys: -1 }, "InvalidArgument"],
    [{ MaxKeys: 0 }, "ok"],
    [{ MaxKeys: 5000 }, "ok"],
  ])("%o: %s", async (input, code) => {
    const cloud = await cloudWithBucket();
    expect(await codeOf(cloud.callUnchecked(S3.ListObjectsV2, { Bucket: BUCKET, ...input }))).toBe(code);
    await cloud.stop();
  });
});

describe("ListObjects", () => {
  it("gives NextMarker only with a delimiter, and a common prefix as marker skips its group", async () => {
    const cloud = await cloudWithKeys(["a", "g/1", "g/2", "h"]);
    const plain = await cloud.call(S3.ListObjects, { Bucket: BUCKET, MaxKeys: 1 });
    expect(plain).toMatchObject({ IsTruncated: true, NextMarker: undefined });
    const grouped = await cloud.call(S3.ListObjects, { Bucket: BUCKET, MaxKeys: 2, Delimiter: "/" });
    expect(grouped).toMatchObject({ NextMarker: "g/", CommonPrefixes: [{ Prefix: "g/" }] });
    const rest = await cloud.call(S3.ListObjects, { Bucket: BUCKET, Delimiter: "/", Marker: "g/" });
    expect(rest.Contents?.map((each) => each.Key)).toEqual(["h"]);
    expect(rest.CommonPrefixes).toEqual([]);
    await cloud.stop();
  });
});

describe("ListObjectVersions", () => {
  it("shows each object as its version null, which can be deleted by that name", async () => {
    const cloud = await cloudWithKeys(["a", "b"]);
    const page = await cloud.call(S3.ListObjectVersions, { Bucket: BUCKET, MaxKeys: 1 });
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: "a", NextVersionIdMarker: "null" });
    expect(page.Versions).toMatchObject([{ Key: "a", VersionId: "null", IsLatest: true }]);
    const Objects = [{ Key: "a", VersionId: "null" }];
    expect((await cloud.call(S3.DeleteObjects, { Bucket: BUCKET, Delete: { Objects } })).Errors).toBeUndefined();
    const rest = await cloud.call(S3.ListObjectVersions, { Bucket: BUCKET });
    expect(rest.Versions?.map((each) => each.Key)).toEqual(["b"]);
    await cloud.stop();
  });
});
