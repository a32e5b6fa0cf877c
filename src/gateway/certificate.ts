/** The local certificate: made when the first TLS client comes, kept in the data folder, trusted by whoever chooses to. */
import { webcrypto } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { DAY_MILLISECONDS } from "../kernel/durations.ts";
import { bytes, type Random } from "../kernel/random.ts";
import { CERTIFICATE_DAYS } from "./limits.ts";

/** A key and its certificate, both as PEM text. */
export interface Certificate {
  readonly key: string;
  readonly chain: string;
}

/** What making one needs. */
export interface CertificateOptions {
  /** Where it is kept; undefined keeps it in memory only. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const NAMES = ["localhost", "*.localhost", "*.execute-api.localhost", "*.s3.localhost"];
const ADDRESSES = ["127.0.0.1", "::1"];

/** The certificate that is there and still valid, or a new one. */
export async function localCertificate(options: CertificateOptions): Promise<Certificate> {
  const { directory, clock } = options;
  if (directory === undefined) return makeCertificate(options);
  const paths = { key: join(directory, "key.pem"), chain: join(directory, "certificate.pem") };
  const kept = await readKept(paths);
  if (kept !== undefined && (await expiryOf(kept)) > clock.now() + DAY_MILLISECONDS) return kept;
  const made = await makeCertificate(options);
  await mkdir(directory, { recursive: true });
  await writeFile(paths.key, made.key, { mode: 0o600 });
  await writeFile(paths.chain, made.chain);
  return made;
}

async function readKept(paths: { readonly key: string; readonly chain: string }): Promise<Certificate | undefined> {
  try {
    return { key: await readFile(paths.key, "utf8"), chain: await readFile(paths.chain, "utf8") };
  } catch {
    // Not there, or not readable: either way a new one takes its place, and writing it reports what is wrong.
    return undefined;
  }
}

async function expiryOf(certificate: Certificate): Promise<number> {
  const { X509Certificate } = await import("node:crypto");
  return Date.parse(new X509Certificate(certificate.chain).validTo);
}

async function makeCertificate({ clock, random }: CertificateOptions): Promise<Certificate> {
  // Loaded here because few servers ever need it, and it costs more to load than the rest of the gateway.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  // Node's WebCrypto is the standard interface; the library's types come from the browser's declaration of it.
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const notBefore = clock.now() - DAY_MILLISECONDS;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(bytes(random, 16)).toString("hex"),
    name: "CN=Sluice local certificate",
    notBefore: new Date(notBefore),
    notAfter: new Date(notBefore + CERTIFICATE_DAYS * DAY_MILLISECONDS),
    signingAlgorithm: ALGORITHM,
    // The same difference between the two declarations of one interface.
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1"]),
      new x509.SubjectAlternativeNameExtension([
        ...NAMES.map((value) => ({ type: "dns" as const, value })),
        ...ADDRESSES.map((value) => ({ type: "ip" as const, value })),
      ]),
    ],
  });
  const privateKey = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${privateKey.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END PRIVATE KEY-----\n`,
    chain: certificate.toString("pem"),
  };
}
