/** The checker of a crash run, in a process of its own: it is given the path of a log, and knows nothing else. */
import { checkCrashLog } from "./check-crash-log.ts";
import { type LogLine, readCrashLog } from "./crash-log.ts";
import { report } from "./report.ts";

const [path = ""] = process.argv.slice(2);
process.exitCode = report(checkCrashLog(readCrashLog<LogLine>(path)));
