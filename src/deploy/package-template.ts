/** Packaging: local code in a template becomes objects in S3, and the template says where. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document, YAMLMap } from "yaml";
import { remembered } from "../kernel/remembered.ts";
import { TEMPLATES_REMEMBERED } from "./limits.ts";
import { bundle } from "./bundle.ts";
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
  const { text, folder, name } = template;
  const { document, complaint } = parsed(text);
  if (complaint !== undefined) throw new Error(`${name} is not well-formed: ${complaint}`);
  const resources = document.get("Resources");
  const functions: PackagedFunction[] = [];
  const failures: PackagingFailure[] = [];
  for (const pair of isMap(resources) ? resources.items : []) {
    const id = isScalar(pair.key) ? String(pair.key.value) : "";
    if (!isMap(pair.value)) continue;
    const outcome = await packageResource({ document, folder, id, resource: pair.value }, handling);
    if (outcome === undefined) continue;
    if ("error" in outcome) failures.push(outcome);
    else functions.push(outcome);
  }
  const parameters = document.get("Parameters");
  const parameterNames = isMap(parameters) ? parameters.items.map((pair) => String(pair.key)) : [];
  return { source: text, body: bodyOf(text, functions), parameterNames, functions, failures };
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

/** What was read of the text of a template: shared, so that nobody changes the document. */
const parsed = remembered((text) => {
  const lineCounter = new LineCounter();
  // Not pretty: CloudFormation's tags are warnings to the library, and each would be made pretty for nobody.
  const document = parseDocument(text, { lineCounter, logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return { document, complaint: undefined };
  const { line, col } = lineCounter.linePos(error.pos[0]);
  return { document, complaint: `${error.message} at line ${line}, column ${col}` };
}, TEMPLATES_REMEMBERED);

/** The template with the places of the code in it. A test suite deploys the same one into cloud after cloud. */
function bodyOf(text: string, functions: readonly PackagedFunction[]): string {
  return written(JSON.stringify([text, functions.map(({ id, bucket, key }) => [id, bucket, key])]));
}

const written = remembered((asked) => {
  // It was written by `bodyOf`.
  const [text, places] = JSON.parse(asked) as [string, [id: string, bucket: string, key: string][]];
  const document = parsed(text).document.clone();
  for (const [id, bucket, key] of places) {
    const property = CODE_PROPERTIES.get(String(document.getIn(["Resources", id, "Type"])));
    if (property === undefined) continue;
    const { name, isUri } = property;
    const location = isUri ? `s3://${bucket}/${key}` : document.createNode({ S3Bucket: bucket, S3Key: key });
    document.setIn(["Resources", id, "Properties", name], location);
  }
  return document.toString({ lineWidth: 0 });
}, TEMPLATES_REMEMBERED);

/** One resource and where it is. */
interface Packaged {
  readonly document: Document;
  readonly folder: string;
  readonly id: string;
  readonly resource: YAMLMap;
}

/** Undefined for what has no code on this machine. */
async function packageResource(
  packaged: Packaged,
  { upload, archiveFor }: CodeHandling,
): Promise<PackagedFunction | PackagingFailure | undefined> {
  const { document, id, resource } = packaged;
  const place = ["Resources", id, "Properties"];
  const property = CODE_PROPERTIES.get(String(resource.get("Type")));
  if (property === undefined || document.hasIn([...place, "InlineCode"])) return undefined;
  const { name, globals, isLayer } = property;
  const inherited = globals === undefined ? undefined : document.getIn(["Globals", globals, name]);
  const path = localPath(document.getIn([...place, name]) ?? inherited);
  const archive = isLayer ? undefined : archiveFor?.(id);
  if (archive === undefined && path === undefined) return undefined;
  const code = archive === undefined ? await codeAt(path ?? "", packaged) : { bytes: archive, sourceFolders: [] };
  if ("error" in code) return code;
  const { bytes, sourceFolders } = code;
  const { bucket, key } = await upload(`${createHash("sha256").update(bytes).digest("hex")}.zip`, bytes);
  const published = [...place, "AutoPublishAlias"];
  const isPublished =
    isLayer || document.hasIn(published) || document.hasIn(["Globals", "Function", "AutoPublishAlias"]);
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
  const metadata = document.getIn(["Resources", id, "Metadata"]);
  const method = isMap(metadata) ? metadata.get("BuildMethod") : undefined;
  if (method === "esbuild") {
    const properties = isMap(metadata) ? metadata.get("BuildProperties") : undefined;
    // A map of a document reads as an object.
    const options = isMap(properties) ? (properties.toJSON() as Record<string, unknown>) : {};
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
