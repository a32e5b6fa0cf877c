import { describe, expect, it } from "vitest";
import { checkSignature, presignedQuery, signatureOf, signedHeaders } from "./sigv4.ts";
import type { WireRequest } from "./wire.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const S3_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NOTHING = new Uint8Array(0);
const EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface Vector {
  readonly name: string;
  readonly credential: string;
  readonly signed: string;
  readonly signature: string;
  readonly request: Partial<WireRequest> & Pick<WireRequest, "headers">;
}

// Published vectors: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and AWS's test suite.
const VECTORS: readonly Vector[] = [
  {
    name: "a plain GET",
    credential: "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request",
    signed: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    request: { headers: { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z" } },
  },
  {
    name: "a GET with a query",
    credential: "AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request",
    signed: "content-type;host;x-amz-date",
    signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    request: {
      query: "Action=ListUsers&Version=2010-05-08",
      headers: {
        host: "iam.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-date": "20150830T123600Z",
      },
    },
  },
  {
    name: "an S3 GET with a range",
    credential: "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request",
    signed: "host;range;x-amz-content-sha256;x-amz-date",
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    request: {
      path: "/test.txt",
      headers: {
        host: "examplebucket.s3.amazonaws.com",
        range: "bytes=0-9",
        "x-amz-content-sha256": EMPTY_HASH,
        "x-amz-date": "20130524T000000Z",
      },
    },
  },
];

function requestOf({ request, credential, signed, signature }: Vector): WireRequest {
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;
  return {
    method: "GET",
    path: "/",
    query: "",
    body: NOTHING,
    ...request,
    headers: { ...request.headers, authorization },
  };
}

describe("a signature in the Authorization header", () => {
  it.each(VECTORS.map((vector) => [vector.name, vector] as const))(
    "matches the published one of %s",
    (_name, vector) => {
      const request = requestOf(vector);
      const signature = signatureOf(request);
      expect(signature?.signedAt).toBe(
        Date.parse(vector.credential.includes("2013") ? "2013-05-24" : "2015-08-30T12:36:00Z"),
      );
      const secret = vector.credential.includes("/s3/") ? S3_SECRET : SECRET;
      expect(signature && checkSignature(request, signature, secret).matches).toBe(true);
    },
  );

  it("does not match another secret, another body or another header", () => {
    const [vector] = VECTORS;
    if (vector === undefined) throw new Error("there is a vector");
    const request = requestOf(vector);
    const signature = signatureOf(request);
    if (signature === undefined) throw new Error("there is a signature");
    expect(checkSignature(request, signature, "another").matches).toBe(false);
    expect(checkSignature({ ...request, body: new Uint8Array(1) }, signature, SECRET).matches).toBe(false);
    expect(checkSignature({ ...request, headers: { ...request.headers, host: "b" } }, signature, SECRET).matches).toBe(
      false,
    );
  });

  it.each([
    ["AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=host", "requires 'Signature' parameter."],
    ["AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b", "Credential must have exactly 5"],
    ["AWS4-ECDSA-P256-SHA256 Credential=a", "Unsupported AWS 'algorithm'"],
  ])("is refused when it is incomplete: %s", (authorization, sentence) => {
    const headers = { authorization, host: "h", "x-amz-date": "20150830T123600Z" };
    expect(() => signatureOf({ method: "GET", path: "/", query: "", headers, body: NOTHING })).toThrow(sentence);
  });

  it("is none of ours when it is another scheme's", () => {
    const headers = { authorization: "Bearer abc" };
    expect(signatureOf({ method: "GET", path: "/", query: "", headers, body: NOTHING })).toBeUndefined();
  });
});

describe("signing", () => {
  const signer = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: S3_SECRET,
    region: "us-east-1",
    now: Date.UTC(2013, 4, 24),
  };

  it("makes the published presigned URL", () => {
    const request = {
      method: "GET",
      path: "/test.txt",
      query: "",
      headers: { host: "examplebucket.s3.amazonaws.com" },
      body: NOTHING,
    };
    const query = presignedQuery(request, { ...signer, service: "s3" }, 86_400);
    expect(query).toContain("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    const signature = signatureOf({ ...request, query });
    expect(signature?.expiresSeconds).toBe(86_400);
    expect(signature && checkSignature({ ...request, query }, signature, S3_SECRET).matches).toBe(true);
  });

  it.each([
    ["s3", "/bucket/a%20b//c/../d", "x=%2F&a"],
    ["lambda", "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations", "Qualifier=%24LATEST"],
    ["execute-api", "/a/./b/../c/", ""],
  ])("makes headers that match for %s", (service, path, query) => {
    const request = {
      method: "POST",
      path,
      query,
      headers: { host: "h", "content-type": "a  b" },
      body: new Uint8Array([1]),
    };
    const headers = signedHeaders(request, { ...signer, service, sessionToken: "token" });
    const signed = { ...request, headers };
    const signature = signatureOf(signed);
    expect(signature?.sessionToken).toBe("token");
    expect(signature && checkSignature(signed, signature, S3_SECRET).matches).toBe(true);
  });
});
