/** Real signatures over notifications, made once for each message however many subscriptions receive it. */
import { hash, sign } from "node:crypto";
import { promisify } from "node:util";
import { local } from "../../../platform/local.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { SIGNATURES_KEPT_MAX } from "../limits.ts";
import type { Signed } from "./envelope.ts";
import { signingKey } from "./signing-key.ts";

/** Signatures by version and the text's hash; the oldest go first. Promises, so that deliveries at the same time share one. */
const made = local("sns.signatures", () => new Map<string, Promise<string>>());

const signOnThreadPool = promisify(sign);

/** Signs `text` as topics with this SignatureVersion do: 1 is SHA1withRSA, 2 is SHA256withRSA. */
export async function signed(at: AsyncScope, text: string, version: "1" | "2"): Promise<Signed> {
  const { privateKey, certificatePath } = await signingKey(at);
  const cache = at.local(made);
  const key = version + hash("sha256", text, "base64");
  let signature = cache.get(key);
  if (signature === undefined) {
    const algorithm = version === "1" ? "RSA-SHA1" : "RSA-SHA256";
    signature = signOnThreadPool(algorithm, Buffer.from(text), privateKey).then((bytes) => bytes.toString("base64"));
    const [oldest] = cache.keys();
    if (cache.size >= SIGNATURES_KEPT_MAX && oldest !== undefined) cache.delete(oldest);
    cache.set(key, signature);
  }
  return { version, signature: await signature, certificateUrl: secure(at.endpoint) + certificatePath };
}

/**
 * SigningCertURL is always https, as on AWS, because what verifies signatures takes no other; this server speaks TLS on
 * the port on which it speaks HTTP, and serves the certificate in both.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
function secure(endpoint: string): string {
  return endpoint.replace(/^http:/, "https:");
}
