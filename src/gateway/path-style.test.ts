/** Which hosts name a bucket. */
import { describe, expect, it } from "vitest";
import { pathStyle } from "./path-style.ts";

const request = (host: string) => ({
  method: "GET",
  path: "/key/",
  query: "a=b",
  headers: { host },
  body: new Uint8Array(),
});

describe("a host", () => {
  it.each([
    ["photos.s3.localhost:4566", "/photos/key/"],
    ["photos.s3.us-east-1.localhost:4566", "/photos/key/"],
    ["my.photos.2026.s3.localhost", "/my.photos.2026/key/"],
    ["photos.sluice.localhost", "/photos/key/"],
    ["photos.s3.localhost.localstack.cloud:4566", "/photos/key/"],
  ])("%s names a bucket", (host, path) => expect(pathStyle(request(host))).toMatchObject({ path, query: "a=b" }));

  it.each([
    "localhost:4566",
    "s3.localhost:4566",
    "127.0.0.1:4566",
    "ab.s4.localhost",
    "-a.s3.localhost",
    "sluice.localhost",
    "../x.s3.localhost",
  ])("%s names none", (host) => {
    const asked = request(host);
    expect(pathStyle(asked)).toBe(asked);
  });
});
