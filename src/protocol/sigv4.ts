/** AWS Signature Version 4: reading a request's signature, checking it, and signing requests and URLs of our own. */
import { timingSafeEqual } from "node:crypto";
import { decodeFormText, decodePercent } from "./form.ts";
import { ProtocolError } from "./protocol.ts";
import { sha256Hex, signingKey, type SigningKey, type SigningScope } from "./sigv4-key.ts";
import type { WireRequest } from "./wire.ts";

/** What a request says about who signed it. */
export interface RequestSignature extends SigningScope {
  /** Where it stands: the Authorization header or the query string (a presigned URL). */
  readonly place: "header" | "query";
  readonly accessKeyId: string;
  /** `yyyymmddThhmmssZ`. */
  readonly timestamp: string;
  /** The same in milliseconds since the epoch. */
  readonly signedAt: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good, in seconds. */
  readonly expiresSeconds: number | undefined;
}

/** What was computed in checking a signature: AWS's refusals show it. */
export interface SignatureCheck {
  readonly matches: boolean;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  /** For the chunks of an aws-chunked body. */
  readonly key: SigningKey;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const TERMINATOR = "aws4_request";

/**
 * The signature of `request`; undefined where it has none.
 * @throws ProtocolError `IncompleteSignatureException` where it has one that cannot be read
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function signatureOf(request: WireRequest): RequestSignature | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return headerSignature(request, authorization);
  return request.query.includes("X-Amz-Signature=") ? querySignature(request) : undefined;
}

/**
 * Checks `signature` against a secret. Says nothing about time: see `signature.signedAt` and `expiresSeconds`.
 * A body that is not in `request.body` must be covered by `x-amz-content-sha256`.
 */
export function checkSignature(
  request: WireRequest,
  signature: RequestSignature,
  secretAccessKey: string,
): SignatureCheck {
  const canonicalRequest = canonicalRequestOf(request, signature);
  const stringToSign = stringToSignOf(signature, canonicalRequest);
  const key = signingKey(secretAccessKey, signature);
  const expected = Buffer.from(key.sign(stringToSign), "latin1");
  const given = Buffer.from(signature.signature, "latin1");
  const matches = expected.length === given.length && timingSafeEqual(expected, given);
  return { matches, canonicalRequest, stringToSign, key };
}

function headerSignature(request: WireRequest, authorization: string): RequestSignature | undefined {
  const [algorithm = "", ...rest] = authorization.split(" ");
  if (algorithm !== ALGORITHM) {
    if (!algorithm.startsWith("AWS4-")) return undefined;
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}'`);
  }
  const parts = new Map(
    rest
      .join(" ")
      .split(",")
      .map((part) => {
        const [name = "", ...value] = part.trim().split("=");
        return [name, value.join("=")] as const;
      }),
  );
  const timestamp = request.headers["x-amz-date"] ?? basicTimestamp(request.headers.date);
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => (parts.get(name) ?? "") === "")
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (timestamp === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (missing.length > 0) throw incomplete(`${missing.join(" ")} Authorization=${authorization}`);
  return {
    place: "header",
    ...scopeOf(parts.get("Credential") ?? ""),
    ...instant(timestamp ?? ""),
    signedHeaders: (parts.get("SignedHeaders") ?? "").split(";"),
    signature: parts.get("Signature") ?? "",
    sessionToken: request.headers["x-amz-security-token"],
    expiresSeconds: undefined,
  };
}

const QUERY_PARAMETERS = ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"];

function querySignature(request: WireRequest): RequestSignature {
  const parameters = new Map(queryPairs(request.query));
  const missing = QUERY_PARAMETERS.some((name) => name !== "Expires" && (parameters.get(`X-Amz-${name}`) ?? "") === "");
  if (missing || parameters.get("X-Amz-Algorithm") !== ALGORITHM) {
    throw new ProtocolError(
      "AuthorizationQueryParametersError",
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, " +
        "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
      400,
    );
  }
  const expires = parameters.get("X-Amz-Expires");
  return {
    place: "query",
    ...scopeOf(parameters.get("X-Amz-Credential") ?? ""),
    ...instant(parameters.get("X-Amz-Date") ?? ""),
    signedHeaders: (parameters.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: parameters.get("X-Amz-Signature") ?? "",
    sessionToken: parameters.get("X-Amz-Security-Token"),
    expiresSeconds: expires === undefined ? undefined : Number(expires),
  };
}

function scopeOf(credential: string): SigningScope & { readonly accessKeyId: string } {
  const parts = credential.split("/");
  const [date = "", region = "", service = "", terminator] = parts.slice(-4);
  // An access key id may itself hold slashes, as keys of other tools do.
  const accessKeyId = parts.slice(0, -4).join("/");
  if (accessKeyId === "" || date === "" || service === "" || terminator !== TERMINATOR) {
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  return { accessKeyId, date, region, service };
}

const BASIC_TIMESTAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

function instant(timestamp: string): { readonly timestamp: string; readonly signedAt: number } {
  const signedAt = Date.parse(timestamp.replace(BASIC_TIMESTAMP, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(signedAt)) {
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return { timestamp, signedAt };
}

function basicTimestamp(date: string | undefined): string | undefined {
  const milliseconds = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(milliseconds) ? date : amzDate(milliseconds);
}

/** `yyyymmddThhmmssZ`. */
export function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function incomplete(message: string): ProtocolError {
  return new ProtocolError("IncompleteSignatureException", message);
}

/** Services other than S3 encode the path twice and resolve its dots; S3's keys are whatever they are. */
function isVerbatimPath(service: string): boolean {
  return service === "s3" || service === "s3-object-lambda" || service === "s3-outposts";
}

function canonicalRequestOf(request: WireRequest, signature: RequestSignature): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name])}\n`).join("");
  return [
    request.method,
    canonicalPath(request.path, isVerbatimPath(signature.service)),
    canonicalQuery(request.query),
    headers,
    signature.signedHeaders.join(";"),
    payloadHash(request, signature),
  ].join("\n");
}

function payloadHash(request: WireRequest, signature: RequestSignature): string {
  const stated = request.headers["x-amz-content-sha256"];
  if (isVerbatimPath(signature.service)) {
    if (stated !== undefined) return stated;
    if (signature.place === "query") {
      return new Map(queryPairs(request.query)).get("X-Amz-Content-Sha256") ?? UNSIGNED_PAYLOAD;
    }
  } else if (stated === UNSIGNED_PAYLOAD) {
    return stated;
  }
  return sha256Hex(request.body);
}

function canonicalValue(value: string | undefined): string {
  return (value ?? "").trim().replace(/ {2,}/g, " ");
}

const UNRESERVED = /^[A-Za-z0-9\-_.~/]*$/;

function canonicalPath(path: string, isVerbatim: boolean): string {
  if (path === "" || path === "/") return "/";
  if (isVerbatim) {
    return UNRESERVED.test(path)
      ? path
      : path
          .split("/")
          .map((each) => encode(decodePercent(each)))
          .join("/");
  }
  return withoutDots(path)
    .split("/")
    .map((each) => (UNRESERVED.test(each) ? each : encode(each)))
    .join("/");
}

function withoutDots(path: string): string {
  if (!path.includes("/.") && !path.includes("//")) return path;
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "." && segment !== "") kept.push(segment);
  }
  return `/${kept.join("/")}${path.endsWith("/") && kept.length > 0 ? "/" : ""}`;
}

function queryPairs(query: string): [string, string][] {
  if (query === "") return [];
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1
        ? [decodeFormText(pair), ""]
        : [decodeFormText(pair.slice(0, equals)), decodeFormText(pair.slice(equals + 1))];
    });
}

function canonicalQuery(query: string): string {
  return queryPairs(query)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** RFC 3986's unreserved characters stay; everything else is percent-encoded. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function scopeText({ date, region, service }: SigningScope): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

function stringToSignOf(signature: SigningScope & { readonly timestamp: string }, canonicalRequest: string): string {
  return [ALGORITHM, signature.timestamp, scopeText(signature), sha256Hex(canonicalRequest)].join("\n");
}

/** Who signs, for what, and when. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A request to be signed. */
export interface UnsignedRequest {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: string;
  /** Lower-case names; `host` among them. All are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The headers of `request` with a signature among them. */
export function signedHeaders(request: UnsignedRequest, signer: Signer): Record<string, string> {
  const timestamp = amzDate(signer.now);
  const headers: Record<string, string> = { ...request.headers, "x-amz-date": timestamp };
  if (signer.sessionToken !== undefined) headers["x-amz-security-token"] = signer.sessionToken;
  if (isVerbatimPath(signer.service)) headers["x-amz-content-sha256"] ??= sha256Hex(request.body);
  const signature = emptySignature(signer, timestamp, { place: "header", names: Object.keys(headers).sort() });
  const value = signed({ ...request, headers }, signature, signer.secretAccessKey);
  headers.authorization =
    `${ALGORITHM} Credential=${signer.accessKeyId}/${scopeText(signature)}, ` +
    `SignedHeaders=${signature.signedHeaders.join(";")}, Signature=${value}`;
  return headers;
}

/** The query string of a presigned URL for `request`, good for `expiresSeconds` from now. */
export function presignedQuery(request: UnsignedRequest, signer: Signer, expiresSeconds: number): string {
  const timestamp = amzDate(signer.now);
  const signature = emptySignature(signer, timestamp, { place: "query", names: Object.keys(request.headers).sort() });
  const parameters = [
    ["X-Amz-Algorithm", ALGORITHM],
    ["X-Amz-Credential", `${signer.accessKeyId}/${scopeText(signature)}`],
    ["X-Amz-Date", timestamp],
    ["X-Amz-Expires", String(expiresSeconds)],
    ...(signer.sessionToken === undefined ? [] : [["X-Amz-Security-Token", signer.sessionToken]]),
    ["X-Amz-SignedHeaders", signature.signedHeaders.join(";")],
  ].map(([name, value]) => `${name}=${encode(value ?? "")}`);
  const query = [...(request.query === "" ? [] : [request.query]), ...parameters].join("&");
  return `${query}&X-Amz-Signature=${signed({ ...request, query }, signature, signer.secretAccessKey)}`;
}

function emptySignature(
  signer: Signer,
  timestamp: string,
  { place, names }: { readonly place: "header" | "query"; readonly names: readonly string[] },
): RequestSignature {
  return {
    place,
    accessKeyId: signer.accessKeyId,
    date: timestamp.slice(0, 8),
    region: signer.region,
    service: signer.service,
    timestamp,
    signedAt: signer.now,
    signedHeaders: names,
    signature: "",
    sessionToken: signer.sessionToken,
    expiresSeconds: undefined,
  };
}

function signed(request: UnsignedRequest, signature: RequestSignature, secretAccessKey: string): string {
  const stringToSign = stringToSignOf(signature, canonicalRequestOf(request, signature));
  return signingKey(secretAccessKey, signature).sign(stringToSign);
}
