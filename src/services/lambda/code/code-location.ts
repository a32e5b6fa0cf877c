/** The address at which GetFunction offers a function's archive for ten minutes, as AWS's presigned URLs do. */
import { bytes } from "../../../kernel/random.ts";
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import type { HttpRoute } from "../../../platform/service.ts";
import type { BlobId } from "../../../store/blobs.ts";
import type { StoredCode } from "../function/function-record.ts";
import { CODE_LOCATION_MILLISECONDS, CODE_LOCATIONS_REMEMBERED } from "../limits.ts";

const PREFIX = "/_aws/lambda-code/";

/** Offers by token, the oldest first. The token is the secret: whoever has the address may fetch. */
const offers = local("lambda code locations", () => new Map<string, { blob: BlobId; expiresAt: number }>());

/** Makes an address for the archive. */
export function codeLocation(code: StoredCode, at: ReadScope): string {
  const token = Buffer.from(bytes(at.random, 24)).toString("base64url");
  const known = at.local(offers);
  known.set(token, { blob: code.blob, expiresAt: at.now + CODE_LOCATION_MILLISECONDS });
  if (known.size > CODE_LOCATIONS_REMEMBERED) {
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  return `${at.endpoint}${PREFIX}${token}`;
}

/** Serves the archives. */
export const codeRoute: HttpRoute = {
  name: "lambda code",
  answersAnyOrigin: true,
  claims: (_host, path) => path.startsWith(PREFIX),
  async handle(request, at) {
    const offer = at.local(offers).get(request.path.slice(PREFIX.length));
    if (request.method !== "GET" || offer === undefined || offer.expiresAt <= at.clock.now()) {
      const headers = [["content-type", "text/plain"]] as const;
      return { statusCode: 403, headers, body: Buffer.from("This address has expired, or never was one.\n") };
    }
    return { statusCode: 200, headers: [["content-type", "application/zip"]], body: at.blobs.read(offer.blob) };
  },
};
