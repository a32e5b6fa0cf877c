/**
 * Finds and loads the function that a handler name such as `folder/index.handler` means.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
"use strict";

const { existsSync, readFileSync, statSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { pathToFileURL } = require("node:url");
const { lambdaError } = require("./nodejs-errors.cjs");

/** The function, or an error under the name that Lambda gives it. Errors that the code itself throws keep their own. */
async function loadHandler(taskRoot, name, moduleFolderUrls) {
  if (name.includes("..")) {
    const advice = "Use absolute paths when specifying root directories in handler names.";
    throw lambdaError("Runtime.MalformedHandlerName", `'${name}' is not a valid handler name. ${advice}`);
  }
  const slash = name.lastIndexOf("/");
  const match = /^([^.]*)\.(.*)$/.exec(name.slice(slash + 1));
  if (match === null) throw lambdaError("Runtime.MalformedHandlerName", "Bad handler");
  if (moduleFolderUrls.length > 0) await fallBackToFolders(moduleFolderUrls);
  const exported = await loadModule(taskRoot, join(name.slice(0, slash + 1), match[1]));
  const handler = match[2].split(".").reduce((value, key) => value?.[key], exported);
  if (!handler) throw lambdaError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw lambdaError("Runtime.HandlerNotFound", `${name} is not a function`);
  return handler;
}

async function loadModule(taskRoot, module) {
  try {
    return await loadFile(taskRoot, module);
  } catch (error) {
    if (error instanceof SyntaxError) throw lambdaError("Runtime.UserCodeSyntaxError", String(error));
    // Only CommonJS has this code; what an ES module does not find stays an Error with a code of its own, as on AWS.
    if (error?.code === "MODULE_NOT_FOUND") throw lambdaError("Runtime.ImportModuleError", String(error));
    throw error;
  }
}

/** Tries what AWS tries, in its order: the exact file, `.js`, `.mjs`, `.cjs`, and then Node's own resolution. */
async function loadFile(taskRoot, module) {
  const path = resolve(taskRoot, module);
  const require = createRequire(join(taskRoot, "index.js"));
  if (isFile(path)) return require(path);
  if (existsSync(`${path}.js`)) {
    return isModulePackage(path) ? import(pathToFileURL(`${path}.js`)) : require(`${path}.js`);
  }
  if (existsSync(`${path}.mjs`)) return import(pathToFileURL(`${path}.mjs`));
  if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
  return require(require.resolve(module, { paths: [taskRoot, dirname(path)] }));
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether the nearest package.json says that `.js` files are ES modules. */
function isModulePackage(path) {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
    if (dirname(directory) === directory) return false;
  }
}

/**
 * Lets ES modules find what layers have, and the SDK where no folder above the code has it. Node.js looks into NODE_PATH
 * for CommonJS only, Lambda for both; its hooks cost tens of milliseconds before Node.js 22, so this is not the usual way
 * to the SDK: see `linkSdkModules`.
 */
async function fallBackToFolders(moduleFolderUrls) {
  const nodeModule = require("node:module");
  if (typeof nodeModule.registerHooks === "function") {
    const { resolveSync } = await import("./nodejs-module-fallback.mjs");
    nodeModule.registerHooks({ resolve: resolveSync(moduleFolderUrls) });
    return;
  }
  nodeModule.register("./nodejs-module-fallback.mjs", pathToFileURL(__filename), { data: moduleFolderUrls });
}

module.exports = { loadHandler };
