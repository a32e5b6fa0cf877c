/** AWS's client for Java, inside which Java functions of the tests run, and its classes of events. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT, say } from "./prepare.mjs";

/** Which jars the client is made of: the file that the server reads. */
const CLIENT = join(ROOT, "src", "runtime", "bootstraps", "java-client.json");
const EVENTS = "com.amazonaws:aws-lambda-java-events:3.16.1";
const FETCH_TIMEOUT_MILLISECONDS = 5 * 60_000;

/** Has Maven fetch what its repository lacks, on machines that have Maven; the tests say what is missing on others. */
export function fetchJavaClient() {
  const { artifact } = JSON.parse(readFileSync(CLIENT, "utf8"));
  for (const each of [artifact, EVENTS].filter((name) => !isThere(name))) {
    say(`fetching ${each} with Maven for the tests of Java functions`);
    const { status } = spawnSync("mvn", ["--batch-mode", "--quiet", "dependency:get", `-Dartifact=${each}`], {
      stdio: ["ignore", 2, 2],
      timeout: FETCH_TIMEOUT_MILLISECONDS,
    });
    if (status !== 0) say(`${each} could not be fetched; the tests that need it say so`);
  }
}

function isThere(artifact) {
  const [group, name, version] = artifact.split(":");
  const folder = join(homedir(), ".m2", "repository", ...group.split("."), name, version);
  return existsSync(join(folder, `${name}-${version}.jar`));
}
