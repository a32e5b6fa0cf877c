/** `npm run crash`: makes the clone ready, then runs the reference workflow on a server that is killed again and again. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, prepare } from "./prepare.mjs";

prepare();
await import(pathToFileURL(join(ROOT, "dist/examples/quiz/crash.js")).href);
