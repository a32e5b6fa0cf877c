/**
 * Who sent a request.
 *
 * Keys that this cloud issued (STS sessions, IAM access keys) are checked, signature and expiry. Any other key is taken
 * at its word, so that clients work with the keys they have: a key of twelve digits is the account of that number, every
 * other one belongs to the default account.
 */
import type { UserCaller } from "../platform/caller.ts";
import type { RequestSigner } from "../platform/http.ts";
import type { IssuedKey } from "../platform/service.ts";
import type { ChunkSigning } from "../protocol/aws-chunked.ts";
import { ProtocolError } from "../protocol/protocol.ts";
import { checkSignature, signatureOf, type RequestSignature } from "../protocol/sigv4.ts";
import type { SigningKey } from "../protocol/sigv4-key.ts";
import { ServiceError } from "../platform/service-error.ts";
import { latest } from "../kernel/latest.ts";
import { SECOND_MILLISECONDS } from "../kernel/durations.ts";
import type { Exchange, GatewaySurroundings } from "./exchange.ts";

/** A caller and the region that it calls. */
export interface Authenticated {
  readonly caller: UserCaller;
  readonly region: string;
  /** What the chunks of the body are to be signed with, where their signatures can be checked. */
  readonly chunkSigning?: ChunkSigning;
}

const ACCOUNT_KEY = /^\d{12}$/;

/** What keys of IAM and STS look like: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ISSUED_KEY = /^A(?:KI|SI)A[A-Z2-7]{12,}$/;

/** A region in a Host such as `sqs.eu-west-1.localhost`. */
const HOST_REGION = /\.([a-z]{2}(?:-[a-z]+)+-\d)\./;

/** @throws ProtocolError or ServiceError when the signature cannot be read, does not match, or has expired */
export function authenticate(exchange: Exchange, surroundings: GatewaySurroundings): Authenticated {
  const { wire } = exchange;
  const signature = signatureOf(wire);
  if (signature === undefined) {
    return { caller: anonymous(surroundings.account), region: regionOf(wire.headers.host, surroundings) };
  }
  refuseExpired(signature, surroundings.platform.clock.now());
  const { accessKeyId, region } = signature;
  const issued = ISSUED_KEY.test(accessKeyId) ? issuedKey(accessKeyId, surroundings) : undefined;
  if (issued !== undefined) {
    const key = checkIssued(exchange, { signature, issued, now: surroundings.platform.clock.now() });
    const isSigned = exchange.wire.headers["x-amz-content-sha256"]?.startsWith("STREAMING-AWS4-") === true;
    const chunkSigning: ChunkSigning = { ...signature, key, seedSignature: signature.signature };
    return { caller: issued.caller, region, ...(isSigned ? { chunkSigning } : {}) };
  }
  const account = ACCOUNT_KEY.test(accessKeyId) ? accessKeyId : surroundings.account;
  const arn = `arn:aws:iam::${account}:root`;
  return { caller: { kind: "user", account, arn, userId: account, accessKeyId }, region };
}

/** Who signed a request to an address that is no AWS API. A signature that does not hold is an outcome there, not an error. */
export function requestSigner(exchange: Exchange, surroundings: GatewaySurroundings): RequestSigner {
  try {
    return authenticate(exchange, surroundings).caller;
  } catch (error) {
    if (error instanceof ServiceError || error instanceof ProtocolError) {
      return { kind: "refused", reason: error.message };
    }
    throw error;
  }
}

const anonymous = latest((account: string): UserCaller => {
  return { kind: "anonymous", account, arn: `arn:aws:iam::${account}:root`, userId: "anonymous", accessKeyId: "" };
});

function regionOf(host: string | undefined, { region }: GatewaySurroundings): string {
  return regionIn(host ?? "") ?? region;
}

const regionIn = latest((host: string) => HOST_REGION.exec(host)?.[1]);

/** A presigned URL past its time: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
function refuseExpired({ signedAt, expiresSeconds }: RequestSignature, now: number): void {
  if (expiresSeconds === undefined) return;
  const expiresAt = signedAt + expiresSeconds * SECOND_MILLISECONDS;
  if (now <= expiresAt) return;
  throw new ServiceError("AccessDenied", "Request has expired", {
    statusCode: 403,
    members: {
      "X-Amz-Expires": String(expiresSeconds),
      Expires: new Date(expiresAt).toISOString(),
      ServerTime: new Date(now).toISOString(),
    },
  });
}

function issuedKey(accessKeyId: string, { platform }: GatewaySurroundings): IssuedKey | undefined {
  return platform.scope().read((at) => {
    for (const service of platform.services) {
      const found = service.issuedKey?.(accessKeyId, at);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

interface IssuedSignature {
  readonly signature: RequestSignature;
  readonly issued: IssuedKey;
  readonly now: number;
}

function checkIssued({ wire }: Exchange, { signature, issued, now }: IssuedSignature): SigningKey {
  if (issued.expiresAt !== undefined && issued.expiresAt < now) {
    throw new ProtocolError("ExpiredTokenException", "The security token included in the request is expired");
  }
  if (issued.sessionToken !== signature.sessionToken) {
    throw new ProtocolError("UnrecognizedClientException", "The security token included in the request is invalid.");
  }
  const { matches, key } = checkSignature(wire, signature, issued.secretAccessKey);
  if (matches) return key;
  throw new ProtocolError(
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  );
}
