/** Makes models/<service>.json from an unpacked botocore wheel: the API models without their prose. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { SERVICES } from "./generate-services.mjs";
import { compactJson } from "./generate-json.mjs";

/** What only people read, or only client libraries use: none of it changes what a server does. */
const DROPPED_KEYS = new Set([
  "clientContextParams",
  "contextParam",
  "deprecatedMessage",
  "deprecatedSince",
  "documentation",
  "documentationUrl",
  "examples",
  "operationContextParams",
  "smokeTests",
  "staticContextParams",
]);

/** The keys whose children are named by the API's authors, so that a child called `documentation` is not prose. */
const NAME_TABLES = new Set(["members", "operations", "shapes"]);

/**
 * @param {unknown} node
 * @param {boolean} isNameTable
 * @returns {unknown}
 */
function withoutProse(node, isNameTable = false) {
  if (Array.isArray(node)) return node.map((element) => withoutProse(element));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => isNameTable || !DROPPED_KEYS.has(key))
      .map(([key, value]) => [key, withoutProse(value, NAME_TABLES.has(key))]),
  );
}

/** @param {string} wheelFolder the folder that the botocore wheel was unpacked in */
function importModels(wheelFolder) {
  const target = fileURLToPath(new URL("../models/", import.meta.url));
  mkdirSync(target, { recursive: true });
  for (const service of SERVICES) {
    const folder = join(wheelFolder, "botocore", "data", service.name);
    const version = readdirSync(folder).sort().at(-1) ?? "";
    const source = gunzipSync(readFileSync(join(folder, version, "service-2.json.gz"))).toString("utf8");
    writeFileSync(join(target, `${service.name}.json`), `${compactJson(withoutProse(JSON.parse(source)))}\n`);
  }
}

const wheelFolder = process.argv[2];
if (wheelFolder === undefined) {
  process.stderr.write("usage: node tools/generate-models.mjs FOLDER_OF_THE_UNPACKED_BOTOCORE_WHEEL\n");
  process.exitCode = 2;
} else {
  importModels(wheelFolder);
}
