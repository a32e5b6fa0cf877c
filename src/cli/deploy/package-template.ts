/** Packaging: local code in a template becomes objects in S3, and the template says where. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import type { Document, YAMLMap } from "yaml";
import { bundle } from "./bundle.ts";
import { filesUnder, zipFiles } from "./zip.ts";

/** Stores an artifact; answers where it is. */
export type Upload = (key: string, bytes: Uint8Array) => Promise<{ readonly bucket: string; readonly key: string }>;

/** A template whose code is in S3. */
export interface PackagedTemplate {
  readonly body: string;
  /** The names of the template's parameters. */
  readonly parameterNames: readonly string[];
}

/**
 * Reads the template, uploads every local code folder or file that it names, and rewrites those places.
 * @throws Error naming the function when its code is missing or does not build
 */
export async function packageTemplate(templatePath: string, upload: Upload): Promise<PackagedTemplate> {
  const document = parseDocument(readFileSync(templatePath, "utf8"), { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`${templatePath} is not well-formed: ${error.message}`);
  const folder = dirname(resolve(templatePath));
  const resources = document.get("Resources");
  for (const pair of isMap(resources) ? resources.items : []) {
    const id = isScalar(pair.key) ? String(pair.key.value) : "";
    if (isMap(pair.value)) await packageResource({ document, folder, id, resource: pair.value }, upload);
  }
  const parameters = document.get("Parameters");
  const parameterNames = isMap(parameters) ? parameters.items.map((pair) => String(pair.key)) : [];
  return { body: document.toString({ lineWidth: 0 }), parameterNames };
}

/** One resource and where it is. */
interface Packaged {
  readonly document: Document;
  readonly folder: string;
  readonly id: string;
  readonly resource: YAMLMap;
}

async function packageResource(packaged: Packaged, upload: Upload): Promise<void> {
  const { document, id, resource } = packaged;
  const place = ["Resources", id, "Properties"];
  const type = resource.get("Type");
  const isServerless = type === "AWS::Serverless::Function";
  if (!isServerless && type !== "AWS::Lambda::Function") return;
  if (document.hasIn([...place, "InlineCode"])) return;
  const own = document.getIn([...place, isServerless ? "CodeUri" : "Code"]);
  const path = localPath(isServerless ? (own ?? document.getIn(["Globals", "Function", "CodeUri"])) : own);
  if (path === undefined) return;
  const { bucket, key } = await uploadCode(path, packaged, upload);
  if (isServerless) document.setIn([...place, "CodeUri"], `s3://${bucket}/${key}`);
  else document.setIn([...place, "Code"], document.createNode({ S3Bucket: bucket, S3Key: key }));
}

/** A path on this machine; undefined for addresses, functions of the template, and what is absent. */
function localPath(value: unknown): string | undefined {
  return typeof value === "string" && !/^(s3|https?):\/\//.test(value) ? value : undefined;
}

async function uploadCode(path: string, packaged: Packaged, upload: Upload): ReturnType<Upload> {
  const { id, folder } = packaged;
  const code = resolve(folder, path);
  if (!existsSync(code)) throw new Error(`the code of ${id} is not there: ${code}`);
  let bytes: Uint8Array;
  try {
    bytes = await zippedCode(code, packaged);
  } catch (cause) {
    throw new Error(`the code of ${id} cannot be packaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  return upload(`${createHash("sha256").update(bytes).digest("hex")}.zip`, bytes);
}

async function zippedCode(code: string, { document, id }: Packaged): Promise<Uint8Array> {
  const metadata = document.getIn(["Resources", id, "Metadata"]);
  const method = isMap(metadata) ? metadata.get("BuildMethod") : undefined;
  if (method === "esbuild") {
    const properties = isMap(metadata) ? metadata.get("BuildProperties") : undefined;
    // A map of a document reads as an object.
    const options = isMap(properties) ? (properties.toJSON() as Record<string, unknown>) : {};
    return zipFiles(await bundle(code, options));
  }
  if (method !== undefined) throw new Error(`the build method ${String(method)} is not supported`);
  if (statSync(code).isDirectory()) return zipFiles(filesUnder(code));
  const bytes = readFileSync(code);
  const isZip = /\.(zip|jar)$/.test(code);
  return isZip ? bytes : zipFiles([{ path: basename(code), bytes, isExecutable: false }]);
}
