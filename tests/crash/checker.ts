/** The checker of a crash run, in a process of its own: it is given the path of a log, and knows nothing else. */
import { checkCrashLog } from "./check-crash-log.ts";
import { readCrashLog } from "./crash-log.ts";
import { groupedBy } from "./grouped-by.ts";

const SHOWN_PER_RULE = 10;

const [path = ""] = process.argv.slice(2);
const { violations, counts } = checkCrashLog(readCrashLog(path));
console.log(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", "),
);
const missing = Object.entries(counts).filter(([, count]) => count === 0);
for (const [what] of missing) console.log(`FAILED: the run proves little: it has no ${what}`);
for (const [rule, found] of groupedBy(violations, (violation) => violation.rule)) {
  console.log(`FAILED: ${rule}: ${found.length} times`);
  for (const { what } of found.slice(0, SHOWN_PER_RULE)) console.log(`  ${what}`);
}
if (violations.length + missing.length === 0) console.log("Nothing was lost, doubled, forgotten or out of order.");
process.exitCode = violations.length + missing.length === 0 ? 0 : 1;
