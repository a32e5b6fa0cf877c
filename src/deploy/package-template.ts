/** Packaging: local code in a template becomes objects in S3, and the template says where. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document, YAMLMap } from "yaml";
import { bundle } from "./bundle.ts";
import { filesUnder, zipFiles } from "./zip.ts";

/** Stores an artifact; answers where it is. */
export type Upload = (key: string, bytes: Uint8Array) => Promise<{ readonly bucket: string; readonly key: string }>;

/** A template as it was written, and where its paths begin. */
export interface WrittenTemplate {
  readonly text: string;
  readonly folder: string;
  /** What errors call it. */
  readonly name: string;
}

/** The template in a file. */
export function templateIn(path: string): WrittenTemplate {
  return { text: readFileSync(path, "utf8"), folder: dirname(resolve(path)), name: path };
}

/** How code gets to S3. */
export interface CodeHandling {
  readonly upload: Upload;
  /** An archive for a function whose own code is not to be packaged, by its logical id. */
  readonly archiveFor?: ((logicalId: string) => Uint8Array | undefined) | undefined;
}

/** A template whose code is in S3. */
export interface PackagedTemplate {
  readonly body: string;
  /** The names of the template's parameters. */
  readonly parameterNames: readonly string[];
}

/**
 * Uploads every local code folder or file that the template names, and rewrites those places.
 * @throws Error naming the function when its code is missing or does not build
 */
export async function packageTemplate(template: WrittenTemplate, handling: CodeHandling): Promise<PackagedTemplate> {
  const { text, folder, name } = template;
  const lineCounter = new LineCounter();
  // Not pretty: CloudFormation's tags are warnings to the library, and each would be made pretty for nobody.
  const document = parseDocument(text, { lineCounter, logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(`${name} is not well-formed: ${error.message} at line ${line}, column ${col}`);
  }
  const resources = document.get("Resources");
  for (const pair of isMap(resources) ? resources.items : []) {
    const id = isScalar(pair.key) ? String(pair.key.value) : "";
    if (isMap(pair.value)) await packageResource({ document, folder, id, resource: pair.value }, handling);
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

async function packageResource(packaged: Packaged, { upload, archiveFor }: CodeHandling): Promise<void> {
  const { document, id, resource } = packaged;
  const place = ["Resources", id, "Properties"];
  const type = resource.get("Type");
  const isServerless = type === "AWS::Serverless::Function";
  if (!isServerless && type !== "AWS::Lambda::Function") return;
  if (document.hasIn([...place, "InlineCode"])) return;
  const own = document.getIn([...place, isServerless ? "CodeUri" : "Code"]);
  const path = localPath(isServerless ? (own ?? document.getIn(["Globals", "Function", "CodeUri"])) : own);
  const archive = archiveFor?.(id);
  if (archive === undefined && path === undefined) return;
  const bytes = archive ?? (await codeAt(path ?? "", packaged));
  const { bucket, key } = await upload(`${createHash("sha256").update(bytes).digest("hex")}.zip`, bytes);
  if (isServerless) document.setIn([...place, "CodeUri"], `s3://${bucket}/${key}`);
  else document.setIn([...place, "Code"], document.createNode({ S3Bucket: bucket, S3Key: key }));
}

/** A path on this machine; undefined for addresses, functions of the template, and what is absent. */
function localPath(value: unknown): string | undefined {
  return typeof value === "string" && !/^(s3|https?):\/\//.test(value) ? value : undefined;
}

async function codeAt(path: string, packaged: Packaged): Promise<Uint8Array> {
  const { id, folder } = packaged;
  const code = resolve(folder, path);
  if (!existsSync(code)) throw new Error(`the code of ${id} is not there: ${code}`);
  try {
    return await zippedCode(code, packaged);
  } catch (cause) {
    throw new Error(`the code of ${id} cannot be packaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
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
