/** Functions with `Metadata: BuildMethod: esbuild`: their entry points are bundled as the SAM CLI bundles them. */
import { dirname, relative, resolve } from "node:path";
import type { BuildOptions, Format, Loader } from "esbuild";
import type { ZippedFile } from "./zip.ts";

/** The members of Metadata.BuildProperties that are acted upon. */
const KNOWN = new Set([
  "EntryPoints",
  "Target",
  "Sourcemap",
  "Minify",
  "External",
  "Format",
  "OutExtension",
  "MainFields",
  "Loader",
  "Banner",
]);

/** A bundle, and where it came from. */
export interface Bundle {
  readonly files: readonly ZippedFile[];
  /** The folders of its sources, without those of installed packages. */
  readonly sourceFolders: readonly string[];
}

/**
 * Bundles the entry points of one function.
 * @throws Error for properties that are not acted upon, and for code that does not compile
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
 */
export async function bundle(folder: string, buildProperties: Readonly<Record<string, unknown>>): Promise<Bundle> {
  // Loaded only when something is bundled: it starts a process of its own.
  const { build } = await import("esbuild");
  const absWorkingDir = resolve(folder);
  const output = resolve(folder, OUTPUT);
  const result = await build({
    ...buildOptions(buildProperties),
    absWorkingDir,
    write: false,
    metafile: true,
    // A source map names its sources from the place of the output, and the code will run elsewhere: a debugger that is
    // to stop in a source must be told where that is.
    sourceRoot: `${output}/`,
  });
  const files = (result.outputFiles ?? []).map((file) => ({
    path: relative(output, file.path).replaceAll("\\", "/"),
    bytes: file.contents,
    isExecutable: false,
  }));
  const sources = Object.keys(result.metafile.inputs).filter((path) => !path.includes("node_modules/"));
  return { files, sourceFolders: [...new Set(sources.map((path) => dirname(resolve(absWorkingDir, path))))] };
}

/** Nothing is written: paths of outputs are told apart by this folder. */
const OUTPUT = "out";

/** What the SAM CLI hands to esbuild for these properties. */
export function buildOptions(properties: Readonly<Record<string, unknown>>): BuildOptions {
  const unknown = Object.keys(properties).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new Error(`the build property ${unknown} is not supported`);
  const entryPoints = texts(properties["EntryPoints"]);
  if (entryPoints.length === 0) throw new Error("BuildProperties must name EntryPoints");
  const mainFields = texts(properties["MainFields"]);
  const outExtension = pairs(properties["OutExtension"]);
  const loader = pairs(properties["Loader"]);
  return {
    entryPoints: [...entryPoints],
    bundle: true,
    platform: "node",
    outdir: OUTPUT,
    // esbuild refuses any other word than the formats that it has.
    format: String(properties["Format"] ?? "cjs") as Format,
    target: texts(properties["Target"] ?? "es2020")
      .join(",")
      .split(","),
    minify: isTrue(properties["Minify"] ?? true),
    sourcemap: isTrue(properties["Sourcemap"]),
    // The runtime brings the SDK with it.
    external: ["@aws-sdk/*", ...texts(properties["External"])],
    logLevel: "silent",
    ...(mainFields.length === 0 ? {} : { mainFields: mainFields.flatMap((each) => each.split(",")) }),
    ...(Object.keys(outExtension).length === 0 ? {} : { outExtension }),
    // As above: esbuild knows its own loaders.
    ...(Object.keys(loader).length === 0 ? {} : { loader: loader as Record<string, Loader> }),
    ...(properties["Banner"] === undefined ? {} : { banner: pairs(properties["Banner"]) }),
  };
}

function texts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** `.js=.mjs` entries of a list, or the entries of a map. */
function pairs(value: unknown): Record<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
  }
  return Object.fromEntries(texts(value).map((text) => text.split("=").slice(0, 2)));
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
