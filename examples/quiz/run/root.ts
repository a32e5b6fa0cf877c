/** Where the package is: this code is bundled into dist/examples/quiz. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
