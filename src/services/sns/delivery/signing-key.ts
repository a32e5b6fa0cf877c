/** The key that notifications are signed with: made when the first envelope is sent, kept for good. */
import { createHash, createPrivateKey, type KeyObject, webcrypto } from "node:crypto";
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import { bytes } from "../../../kernel/random.ts";
import { local } from "../../../platform/local.ts";
import type { AsyncScope, ReadScope } from "../../../platform/scope.ts";
import { type SigningKeyRow, signingKeys } from "../keyspaces.ts";
import { CERTIFICATE_DAYS, SIGNING_KEY_BITS } from "../limits.ts";

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** The path at which the certificate is served. */
  readonly certificatePath: string;
}

const CURRENT = ["current"] as const;

/** The key once it is there or being made, so that it is made once. */
const known = local<{ key?: Promise<SigningKey> }>("sns.signing-key", () => ({}));

/** The cloud's signing key. */
export function signingKey(at: AsyncScope): Promise<SigningKey> {
  const slot = at.local(known);
  slot.key ??= loadOrMake(at).catch((error: unknown) => {
    delete slot.key;
    throw error;
  });
  return slot.key;
}

/** Whether the key has been made: a write that will need it sets its making in motion when it has not. */
export function isSigningKeyMade(at: ReadScope): boolean {
  return signingKeys.has(at.tx, CURRENT);
}

/** The certificate that is served at `path`, as PEM text. */
export function certificateAt(at: AsyncScope, path: string): string | undefined {
  const row = at.read((scope) => signingKeys.get(scope.tx, CURRENT));
  return row !== undefined && path === pathOf(row) ? row.certificate : undefined;
}

async function loadOrMake(at: AsyncScope): Promise<SigningKey> {
  const stored = at.read((scope) => signingKeys.get(scope.tx, CURRENT)) ?? (await keep(at, await make(at)));
  return { privateKey: createPrivateKey(stored.privateKey), certificatePath: pathOf(stored) };
}

async function keep(at: AsyncScope, row: SigningKeyRow): Promise<SigningKeyRow> {
  await at.write((scope) => signingKeys.put(scope.tx, CURRENT, row));
  return row;
}

function pathOf(row: SigningKeyRow): string {
  return `/SimpleNotificationService-${row.name}.pem`;
}

async function make(at: AsyncScope): Promise<SigningKeyRow> {
  // Loaded here because few processes ever make a key, and the library costs more to load than the rest of SNS.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  // Node's WebCrypto is the standard interface; the library's types come from the browser's declaration of it.
  x509.cryptoProvider.set(webcrypto as never);
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: SIGNING_KEY_BITS,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const notBefore = at.clock.now() - DAY_MILLISECONDS;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(bytes(at.random, 16)).toString("hex"),
    name: "CN=Sluice SNS",
    notBefore: new Date(notBefore),
    notAfter: new Date(notBefore + CERTIFICATE_DAYS * DAY_MILLISECONDS),
    signingAlgorithm: algorithm,
    // The library names the browser's type of key pair, which Node's is.
    keys: keys as never,
  });
  const pem = certificate.toString("pem");
  const exported = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const privateKey = createPrivateKey({ key: exported, format: "der", type: "pkcs8" });
  return {
    privateKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    certificate: `${pem}\n`,
    name: createHash("sha256").update(pem).digest("hex").slice(0, 32),
  };
}
