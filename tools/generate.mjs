/** Makes src/schema/generated from models/: run by `npm run generate`; with --check it only tells whether they agree. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generateModel, generateTables } from "./generate-data.mjs";
import { SERVICES } from "./generate-services.mjs";
import { generateTypes } from "./generate-types.mjs";

const MODELS = new URL("../models/", import.meta.url);
const GENERATED = new URL("../src/schema/generated/", import.meta.url);

/** @returns {Map<string, string>} the text of each generated file by its name */
function generateAll() {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const service of SERVICES) {
    const model = JSON.parse(readFileSync(new URL(`${service.name}.json`, MODELS), "utf8"));
    files.set(`${service.name}.ts`, generateTypes(service, model));
    files.set(`${service.name}-model.ts`, generateModel(service, model));
    files.set(`${service.name}-tables.json`, generateTables(model));
  }
  return files;
}

/** @param {Map<string, string>} files @returns {string[]} the names of the files that differ from what is generated */
function differences(files) {
  const present = existsSync(GENERATED) ? readdirSync(GENERATED) : [];
  const changed = [...files].filter(([name, text]) => {
    const url = new URL(name, GENERATED);
    return !existsSync(url) || readFileSync(url, "utf8") !== text;
  });
  return [...changed.map(([name]) => name), ...present.filter((name) => !files.has(name))];
}

const files = generateAll();
const stale = differences(files);
if (process.argv.includes("--check")) {
  if (stale.length > 0) {
    process.stderr.write(`not what tools/generate.mjs makes from models/: ${stale.join(", ")}; run npm run generate\n`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(GENERATED, { recursive: true });
  for (const name of stale) {
    const text = files.get(name);
    if (text === undefined) rmSync(new URL(name, GENERATED));
    else writeFileSync(new URL(name, GENERATED), text);
  }
  process.stdout.write(`${stale.length} of ${files.size} files written to ${fileURLToPath(GENERATED)}\n`);
}
