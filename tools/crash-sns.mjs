/** `npm run crash:sns -- --cycles N --seed S`: topics under load while their server is killed. */
import { runCrashes } from "./crash-run.mjs";

await runCrashes("tests/crash/sns", { defaultCycles: 50 });
