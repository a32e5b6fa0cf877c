/** Where the text of a template comes from: the request itself, or an object in this cloud's S3. Nowhere else. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { validationError } from "../errors.ts";
import { TEMPLATE_BODY_MAXIMUM_BYTES, TEMPLATE_URL_MAXIMUM_BYTES } from "../limits.ts";

interface Source {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** @throws ValidationError */
export async function readTemplateText(source: Source, at: AsyncScope): Promise<string> {
  const { TemplateBody: body, TemplateURL: url } = source;
  if ((body === undefined) === (url === undefined)) {
    throw validationError("Either Template URL or Template Body must be specified.");
  }
  if (url !== undefined) return readObject(url, at);
  const bytes = Buffer.byteLength(body ?? "");
  if (bytes > TEMPLATE_BODY_MAXIMUM_BYTES) {
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${TEMPLATE_BODY_MAXIMUM_BYTES}`,
    );
  }
  return body ?? "";
}

async function readObject(url: string, at: AsyncScope): Promise<string> {
  const { bucket, key } = locate(url);
  try {
    const as = { principal: "cloudformation.amazonaws.com", sourceArn: `arn:aws:s3:::${bucket}/${key}` };
    const object = await at.call(S3.GetObject, { Bucket: bucket, Key: key }, as);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of object.Body ?? []) {
      size += piece.length;
      if (size > TEMPLATE_URL_MAXIMUM_BYTES) {
        throw validationError(`Template may not exceed ${TEMPLATE_URL_MAXIMUM_BYTES} bytes in size.`);
      }
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString("utf8");
  } catch (error) {
    if (error instanceof ServiceError && error.code !== "ValidationError") {
      throw validationError(`S3 error: ${error.message}`);
    }
    throw error;
  }
}

const VIRTUAL_HOST = /^(.+)\.s3[.-]/;

/** Bucket and key of an S3 address: `s3://`, path style or virtual hosts, on any host, since all of S3 is here. */
function locate(url: string): { readonly bucket: string; readonly key: string } {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // The caller's text, not ours.
    throw validationError("TemplateURL must be a supported URL.");
  }
  const path = decodeURIComponent(parsed.pathname.slice(1));
  if (parsed.protocol === "s3:") return { bucket: parsed.hostname, key: path };
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    throw validationError("TemplateURL must be a supported URL.");
  }
  const virtual = VIRTUAL_HOST.exec(parsed.hostname)?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf("/");
  if (slash <= 0 || slash === path.length - 1) throw validationError("TemplateURL must be a supported URL.");
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
