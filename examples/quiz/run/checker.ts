/**
 * Checks a run from outside: reads the log of what was sent and answered, asks the public APIs of the server what became
 * of it, and ends with 0 only when nothing is lost, doubled or out of order.
 */
import { clientsFor } from "./clients.ts";
import { describeDeployment } from "./deployment.ts";
import { observe } from "./observation.ts";
import { readRunLog } from "./run-log.ts";
import { printCheck } from "./summary.ts";
import { verify } from "./verification.ts";

const [path, endpoint] = process.argv.slice(2);
if (path === undefined || endpoint === undefined) {
  console.error("usage: checker.js LOG ENDPOINT");
  process.exit(2);
}
const log = readRunLog(path);
const clients = clientsFor(endpoint);
const observed = await observe(clients, await describeDeployment(clients), log);
const { counts, checks } = verify(log, observed);
console.log(
  `Checked ${counts.acknowledged} acknowledgements: ${counts.accepted} submissions, ${counts.graded} graded, ` +
    `${counts.quarantined} quarantined, ${counts.deadLettered} dead letters, ${counts.inFlight} in flight`,
);
for (const check of checks) printCheck(check);
process.exit(checks.every(({ problems }) => problems.length === 0) ? 0 : 1);
