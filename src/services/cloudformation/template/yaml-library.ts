/** The YAML library, loaded when the first template is read: its seventy files are a tenth of the server's start. */
import { createRequire } from "node:module";
import type * as YamlLibrary from "yaml";

const require = createRequire(import.meta.url);

/** The library; `require` keeps what it has loaded. */
export function yamlLibrary(): typeof YamlLibrary {
  // The package's own types describe what it exports, whichever way it is loaded.
  return require("yaml") as typeof YamlLibrary;
}
