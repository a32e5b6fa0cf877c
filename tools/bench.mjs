/** `npm run bench [-- NAME ...]`: makes the clone ready, then measures; see bench/main.mjs. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, prepare } from "./prepare.mjs";

prepare();
await import(pathToFileURL(join(ROOT, "bench", "main.mjs")).href);
