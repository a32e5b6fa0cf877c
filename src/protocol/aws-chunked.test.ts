import { describe, expect, it } from "vitest";
import { decodeAwsChunked, type ChunkSigning } from "./aws-chunked.ts";
import { signingKey } from "./sigv4-key.ts";

const SCOPE = { date: "20130524", region: "us-east-1", service: "s3" };
const KEY = signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SCOPE);
const DATA = "a".repeat(66_560);

function signing(seedSignature: string): ChunkSigning {
  return { ...SCOPE, key: KEY, timestamp: "20130524T000000Z", seedSignature };
}

/** The text in pieces of `size` bytes, as a socket may give it. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "latin1");
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of data) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
}

function signedBody(signatures: readonly string[], trailer = "\r\n"): string {
  const [first, second, last] = signatures;
  return (
    `10000;chunk-signature=${first}\r\n${DATA.slice(0, 65_536)}\r\n` +
    `400;chunk-signature=${second}\r\n${DATA.slice(65_536)}\r\n0;chunk-signature=${last}\r\n${trailer}`
  );
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
const PLAIN_SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const PLAIN = [
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
const TRAILED_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
const TRAILED = [
  "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
  "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
  "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
];
const TRAILER =
  "x-amz-checksum-crc32c:sOO8/Q==\r\n" +
  "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

describe("an aws-chunked body", () => {
  it.each([1, 7, 1000, 100_000])(
    "is decoded and its published signatures hold, in pieces of %i bytes",
    async (size) => {
      const { data } = decodeAwsChunked(pieces(signedBody(PLAIN), size), signing(PLAIN_SEED));
      expect((await textOf(data)) === DATA).toBe(true);
    },
  );

  it("gives its trailers once the data has ended, and checks their published signature", async () => {
    const { data, trailers } = decodeAwsChunked(pieces(signedBody(TRAILED, TRAILER), 1000), signing(TRAILED_SEED));
    expect((await textOf(data)).length).toBe(DATA.length);
    expect([...trailers]).toEqual([["x-amz-checksum-crc32c", "sOO8/Q=="]]);
  });

  it.each([
    ["a chunk's data", signedBody(PLAIN).replace("aaa", "aab"), PLAIN_SEED],
    ["a chunk's signature", signedBody(PLAIN).replace("ad80", "bd80"), PLAIN_SEED],
    ["the seed", signedBody(PLAIN), TRAILED_SEED],
    ["a trailer", signedBody(TRAILED, TRAILER.replace("sOO8", "sOO9")), TRAILED_SEED],
  ])("fails when %s is changed", async (_what, body, seed) => {
    await expect(textOf(decodeAwsChunked(pieces(body, 1000), signing(seed)).data)).rejects.toThrow("signature");
  });

  it("is decoded without signatures, with a trailer", async () => {
    const { data, trailers } = decodeAwsChunked(
      pieces("3\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 4),
    );
    expect(await textOf(data)).toBe("abcde");
    expect(trailers.get("x-amz-checksum-crc32")).toBe("AAAAAA==");
  });

  it.each([
    "",
    "3\r\nab",
    "3\r\nabc\r\n",
    "zz\r\n",
    "3\nabc\r\n0\r\n",
    "ffffffffff\r\n",
    "3\r\nabcd\r\n0\r\n\r\n",
    `${"1".repeat(5000)}\r\n`,
  ])("fails when it is cut short or malformed: %j", async (body) => {
    await expect(textOf(decodeAwsChunked(pieces(body, 1000)).data)).rejects.toThrow("terminated unexpectedly");
  });

  it("lets go of its source when nobody reads on", async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from("5\r\nabc");
        yield Buffer.from("de\r\n");
      } finally {
        isClosed = true;
      }
    }
    for await (const _piece of decodeAwsChunked(source()).data) break;
    expect(isClosed).toBe(true);
  });
});
