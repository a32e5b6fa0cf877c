/** `npm run crash:sqs -- --cycles N --seed S`: queues under load while their server is killed. */
import { runCrashes } from "./crash-run.mjs";

await runCrashes("tests/crash", { defaultCycles: 200 });
