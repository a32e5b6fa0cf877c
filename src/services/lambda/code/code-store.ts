/** Where function code lives: the archive as a blob, and its content as a folder that can always be made again. */
import { createHash } from "node:crypto";
import { invariant } from "../../../kernel/invariant.ts";
import { ArchiveRefused, type Archive } from "../../../platform/ports/code-folders.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import type { FunctionCode } from "../../../schema/generated/lambda.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { BlobTooLarge } from "../../../store/blobs.ts";
import { archiveTooLarge, badArchive, codeMissing, codeTwice, objectUnreadable, zippedTooLarge } from "../errors.ts";
import type { StoredCode } from "../function/function-record.ts";
import { UNZIPPED_BYTES_MAX, ZIPPED_BYTES_MAX } from "../limits.ts";

/** Where code comes from: a part of CreateFunction and UpdateFunctionCode. */
export type CodeSource = Pick<FunctionCode, "ZipFile" | "S3Bucket" | "S3Key" | "S3ObjectVersion">;

/**
 * Stores the archive and unpacks it, which is what proves it good. The caller discards it if it comes to nothing.
 * @throws AWS's answers to an archive that is missing, bad or too large; nothing is left then
 */
export async function storeCode(source: CodeSource, functionArn: string, at: AsyncScope): Promise<StoredCode> {
  const hash = createHash("sha256");
  const body = await openSource(source, functionArn, at);
  const maximum = source.ZipFile === undefined ? UNZIPPED_BYTES_MAX : ZIPPED_BYTES_MAX;
  let stored;
  try {
    stored = await at.blobs.put(hashed(body, hash), maximum);
  } catch (error) {
    if (!(error instanceof BlobTooLarge)) throw error;
    throw source.ZipFile === undefined ? archiveTooLarge() : zippedTooLarge();
  }
  const digest = hash.digest();
  const code: StoredCode = {
    blob: stored.id,
    sha256: digest.toString("base64"),
    folder: digest.toString("hex"),
    sizeBytes: stored.sizeBytes,
  };
  try {
    await codeDirectory(code, at);
  } catch (error) {
    await at.blobs.delete(code.blob);
    throw error;
  }
  return code;
}

/**
 * The folder with the unpacked code.
 * @throws AWS's answers to an archive that cannot be unpacked or is too large
 */
export async function codeDirectory(code: StoredCode, at: AsyncScope): Promise<string> {
  const open = async (): Promise<Archive> => {
    const path = at.blobs.pathOf(code.blob);
    return path === undefined ? { bytes: await at.blobs.readAll(code.blob) } : { path };
  };
  try {
    return await at.ports.codeFolders.folderOf(code.folder, open, { unzippedBytes: UNZIPPED_BYTES_MAX });
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    throw error.reason === "bad" ? badArchive() : archiveTooLarge();
  }
}

async function openSource(
  source: CodeSource,
  functionArn: string,
  at: AsyncScope,
): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  const { ZipFile: zip, S3Bucket: bucket, S3Key: key, S3ObjectVersion: version } = source;
  if (zip !== undefined) {
    if (bucket !== undefined || key !== undefined || version !== undefined) throw codeTwice();
    if (zip.byteLength > ZIPPED_BYTES_MAX) throw zippedTooLarge();
    return [zip];
  }
  if (bucket === undefined || key === undefined) throw codeMissing();
  try {
    const object = await at.call(
      S3.GetObject,
      { Bucket: bucket, Key: key, ...(version === undefined ? {} : { VersionId: version }) },
      { principal: "lambda.amazonaws.com", sourceArn: functionArn },
    );
    invariant(object.Body !== undefined, "GetObject answers with a body");
    return object.Body;
  } catch (error) {
    if (error instanceof ServiceError) throw objectUnreadable(error.code, error.message);
    throw error;
  }
}

async function* hashed(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncIterable<Uint8Array> {
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
  }
}
