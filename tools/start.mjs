/** `npm start`: makes the clone ready, then runs the reference workflow on a Sluice of its own. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, prepare } from "./prepare.mjs";

/** What runs, in the build. */
const ENTRY = "dist/examples/quiz/main.js";

prepare();

// In this very process rather than in a child: signals, exit status and terminal are then the program's own.
const entry = join(ROOT, ENTRY);
process.argv[1] = entry;
await import(pathToFileURL(entry).href);
