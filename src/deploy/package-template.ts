/** Packaging: local code in a template becomes objects in S3, and the template says where. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { bundle } from "./bundle.ts";
import { type TemplateDocument, yamlDocument } from "./template-document.ts";
import { filesUnder, foldersUnder, zipFiles } from "./zip.ts";

/** Stores an artifact; answers where it is. */
export type Upload = (key: string, bytes: Uint8Array) => Promise<{ readonly bucket: string; readonly key: string }>;

/** The code of one function, or the content of one layer. */
export interface PackagedFunction {
  /** Its name in the template. */
  readonly id: string;
  readonly bucket: string;
  /** SHA-256 of the archive, in hexadecimal, and `.zip`. */
  readonly key: string;
  readonly archiveBytes: number;
  /** Whether each change of its code becomes a version of its own, as always of a layer, which a stack alone makes. */
  readonly isPublished: boolean;
  /** The folders whose files it was made of. */
  readonly sourceFolders: readonly string[];
}

/** A function or a layer whose code cannot be packaged. */
export interface PackagingFailure {
  readonly id: string;
  /** Says what is wrong; for code that does not compile with file, line and column. */
  readonly error: Error;
  /** Where the cause may lie. */
  readonly sourceFolders: readonly string[];
}

/** A template as it was written, and where its paths begin. */
export interface WrittenTemplate {
  readonly text: string;
  readonly folder: string;
  /** What errors call it. */
  readonly name: string;
  /** The text, where it has been read already. */
  readonly document?: TemplateDocument;
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
  /** The template as it is in the file. */
  readonly source: string;
  readonly body: string;
  /** The names of the template's parameters. */
  readonly parameterNames: readonly string[];
  readonly functions: readonly PackagedFunction[];
  readonly failures: readonly PackagingFailure[];
}

/**
 * Uploads every local code folder or file that the template names, and rewrites those places.
 * @throws Error naming the function when its code is missing or does not build
 */
export async function packageTemplate(template: WrittenTemplate, handling: CodeHandling): Promise<PackagedTemplate> {
  const packaged = await packageWhatBuilds(template, handling);
  const [failure] = packaged.failures;
  if (failure !== undefined) throw failure.error;
  return packaged;
}

/**
 * As `packageTemplate`, but code that is missing or does not build keeps nothing else from being packaged.
 * @throws Error when the template itself cannot be read
 */
export async function packageWhatBuilds(template: WrittenTemplate, handling: CodeHandling): Promise<PackagedTemplate> {
  const { text, folder } = template;
  const document = template.document ?? documentIn(template);
  const functions: PackagedFunction[] = [];
  const failures: PackagingFailure[] = [];
  for (const id of document.names(["Resources"])) {
    const outcome = await packageResource({ document, folder, id }, handling);
    if (outcome === undefined) continue;
    if ("error" in outcome) failures.push(outcome);
    else functions.push(outcome);
  }
  const parameterNames = document.names(["Parameters"]);
  return { source: text, body: bodyOf(document, functions), parameterNames, functions, failures };
}

function documentIn({ text, name }: WrittenTemplate): TemplateDocument {
  try {
    return yamlDocument(text);
  } catch (cause) {
    throw new Error(`${name} is not well-formed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** How the code of a type is written in a template. */
interface CodeProperty {
  readonly name: string;
  /** Whether it takes one address of S3; otherwise it takes its parts. */
  readonly isUri: boolean;
  /** The section of Globals that may have the property instead. */
  readonly globals?: string;
  /** Whether its every change is a version of its own. */
  readonly isLayer: boolean;
}

/** https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html */
const CODE_PROPERTIES: ReadonlyMap<string, CodeProperty> = new Map<string, CodeProperty>([
  ["AWS::Serverless::Function", { name: "CodeUri", isUri: true, globals: "Function", isLayer: false }],
  ["AWS::Lambda::Function", { name: "Code", isUri: false, isLayer: false }],
  ["AWS::Serverless::LayerVersion", { name: "ContentUri", isUri: true, isLayer: true }],
  ["AWS::Lambda::LayerVersion", { name: "Content", isUri: false, isLayer: true }],
]);

/** The template with the places of the code in it. */
function bodyOf(document: TemplateDocument, functions: readonly PackagedFunction[]): string {
  const changes = functions.flatMap(({ id, bucket, key }) => {
    const property = propertyOf(document, id);
    if (property === undefined) return [];
    const { name, isUri } = property;
    const value = isUri ? `s3://${bucket}/${key}` : { S3Bucket: bucket, S3Key: key };
    return [{ path: ["Resources", id, "Properties", name], value }];
  });
  return document.textWith(changes);
}

function propertyOf(document: TemplateDocument, id: string): CodeProperty | undefined {
  return CODE_PROPERTIES.get(String(document.get(["Resources", id, "Type"])));
}

/** One resource and where it is. */
interface Packaged {
  readonly document: TemplateDocument;
  readonly folder: string;
  readonly id: string;
}

/** Undefined for what has no code on this machine. */
async function packageResource(
  packaged: Packaged,
  { upload, archiveFor }: CodeHandling,
): Promise<PackagedFunction | PackagingFailure | undefined> {
  const { document, id } = packaged;
  const place = ["Resources", id, "Properties"];
  const property = propertyOf(document, id);
  const has = (path: readonly string[]): boolean => document.get(path) !== undefined;
  if (property === undefined || has([...place, "InlineCode"])) return undefined;
  const { name, globals, isLayer } = property;
  const inherited = globals === undefined ? undefined : document.get(["Globals", globals, name]);
  const path = localPath(document.get([...place, name]) ?? inherited);
  const archive = isLayer ? undefined : archiveFor?.(id);
  if (archive === undefined && path === undefined) return undefined;
  const code = archive === undefined ? await codeAt(path ?? "", packaged) : { bytes: archive, sourceFolders: [] };
  if ("error" in code) return code;
  const { bytes, sourceFolders } = code;
  const { bucket, key } = await upload(`${createHash("sha256").update(bytes).digest("hex")}.zip`, bytes);
  const published = [...place, "AutoPublishAlias"];
  const isPublished = isLayer || has(published) || has(["Globals", "Function", "AutoPublishAlias"]);
  return { id, bucket, key, archiveBytes: bytes.length, isPublished, sourceFolders };
}

/** The folder itself, the one that a file is in, or the one in which a missing path would begin. */
function nearestFolder(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true ? path : stat === undefined ? nearestFolder(dirname(path)) : dirname(path);
}

/** A path on this machine; undefined for addresses, functions of the template, and what is absent. */
function localPath(value: unknown): string | undefined {
  return typeof value === "string" && !/^(s3|https?):\/\//.test(value) ? value : undefined;
}

/** What a function or a layer is made of. */
interface ZippedCode {
  readonly bytes: Uint8Array;
  readonly sourceFolders: readonly string[];
}

async function codeAt(path: string, packaged: Packaged): Promise<ZippedCode | PackagingFailure> {
  const { id, folder } = packaged;
  const code = resolve(folder, path);
  try {
    if (!existsSync(code)) throw new Error(`the code of ${id} is not there: ${code}`);
    return await zippedCode(code, packaged);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = existsSync(code) ? `the code of ${id} cannot be packaged: ${reason}` : reason;
    return { id, error: new Error(sentence, { cause }), sourceFolders: [nearestFolder(code)] };
  }
}

async function zippedCode(code: string, { document, id }: Packaged): Promise<ZippedCode> {
  const metadata = ["Resources", id, "Metadata"];
  const method = document.get([...metadata, "BuildMethod"]);
  if (method === "esbuild") {
    const properties = document.get([...metadata, "BuildProperties"]);
    // What is no map has no options.
    const options =
      typeof properties === "object" && properties !== null ? (properties as Record<string, unknown>) : {};
    const { files, sourceFolders } = await bundle(code, options);
    return { bytes: zipFiles(files), sourceFolders };
  }
  if (method !== undefined) throw new Error(`the build method ${String(method)} is not supported`);
  if (statSync(code).isDirectory()) return { bytes: zipFiles(filesUnder(code)), sourceFolders: foldersUnder(code) };
  const bytes = readFileSync(code);
  const isZip = /\.(zip|jar)$/.test(code);
  return {
    bytes: isZip ? bytes : zipFiles([{ path: basename(code), bytes, isExecutable: false }]),
    sourceFolders: [dirname(code)],
  };
}
