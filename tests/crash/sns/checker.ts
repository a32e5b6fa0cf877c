/** The checker of a crash run of SNS, in a process of its own: it is given the path of a log, and knows nothing else. */
import { readCrashLog } from "../crash-log.ts";
import { report } from "../report.ts";
import { checkPublishLog } from "./check-publish-log.ts";
import type { PublishLine } from "./publish-log.ts";

const [path = ""] = process.argv.slice(2);
process.exitCode = report(checkPublishLog(readCrashLog<PublishLine>(path)));
