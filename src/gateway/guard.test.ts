import { describe, expect, it } from "vitest";
import { actionRefusal, hostRefusal, originRefusal } from "./guard.ts";

describe("Host rules", () => {
  it.each([
    "127.0.0.1:4566",
    "localhost",
    "localhost:4566",
    "abc123.execute-api.localhost:4566",
    "bucket.s3.localhost:4566",
    "[::1]:4566",
    "10.0.0.7:4566",
    "sqs.us-east-1.localhost.localstack.cloud:4566",
    "sluice.test:4566",
  ])("answers for %s", (host) => {
    expect(hostRefusal({ host }, { allowedHosts: ["sluice.test"] })).toBeUndefined();
  });

  it.each([
    "evil.example",
    "evil.example:4566",
    "localhost.evil.example",
    "127.0.0.1.nip.io:4566",
    "",
    "a b",
    "user@localhost",
  ])("refuses %s, as DNS rebinding would send it", (host) => {
    expect(hostRefusal({ host }, { allowedHosts: ["sluice.test"] })).toMatch(/does not answer for|no valid Host/);
  });
});

describe("Origin rules", () => {
  it("lets programs through, which send none", () => {
    expect(originRefusal({ host: "localhost:4566" })).toBeUndefined();
  });

  it("lets the server's own pages through", () => {
    expect(originRefusal({ host: "localhost:4566", origin: "http://localhost:4566" })).toBeUndefined();
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "cross-site" },
  ])("refuses a page of another site: %j", (headers) => {
    expect(originRefusal({ host: "localhost:4566", ...headers })).toMatch(/another (origin|site)/);
  });
});

describe("An action in a GET's query", () => {
  const query = "Action=DeleteQueue&Version=2012-11-05";
  it.each([{ "sec-fetch-site": "same-site" }, { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101" }])(
    "is refused when a page may have asked for it: %j",
    (headers) => {
      expect(actionRefusal({ method: "GET", query, headers })).toMatch(/page of another site/);
      expect(actionRefusal({ method: "GET", query: "%41ction=DeleteQueue", headers })).toMatch(/page of another site/);
      expect(actionRefusal({ method: "GET", query: "", headers })).toBeUndefined();
    },
  );

  it.each([
    {},
    { "user-agent": "Boto3/1.40" },
    { "sec-fetch-site": "none", "user-agent": "Mozilla/5.0" },
    { "sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0" },
  ])("is carried out for programs, the address bar and own pages: %j", (headers) => {
    expect(actionRefusal({ method: "GET", query, headers })).toBeUndefined();
  });
});
