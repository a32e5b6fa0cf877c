/** Java functions of tests: sources, compiled by this machine's `javac` against the jars inside which they run. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import type { Files } from "../function-workbench.fixture.ts";
import { createProcessRuntime } from "../process-runtime.ts";

/** What a machine lacks for tests of Java functions, or undefined. */
export function lackOfJava(runtime = "java17"): string | undefined {
  const functions = createProcessRuntime({ clock: realClock, random: seededRandom(1), log: silentLog });
  const refusal = functions.refusal(runtime);
  if (refusal !== undefined) return refusal;
  return spawnSync("javac", ["-version"]).status === 0 ? undefined : "there is no javac on the PATH";
}

/** The JDKs that stand beside the machine's own, that one included: where distributions put them. */
export function javaHomes(): readonly string[] {
  const { stderr } = spawnSync("java", ["-XshowSettings:properties", "-version"], { encoding: "utf8" });
  const home = /^\s*java\.home = (.+)$/m.exec(stderr ?? "")?.[1]?.trim();
  if (home === undefined) return [];
  return readdirSync(dirname(home))
    .map((name) => join(dirname(home), name))
    .filter((folder) => existsSync(join(folder, "bin", "java")) && realpathSync(folder) === folder);
}

/** A jar that Maven has fetched, or would; by its path in the repository. */
export function mavenJar(path: string): string {
  return join(homedir(), ".m2", "repository", path);
}

/** Compiles sources into the folder `classes`, against the jars besides those of the runtime. */
export function compileJava(sources: Files, classes: string, jars: readonly string[] = []): void {
  const sourceFolder = `${classes}.source`;
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(sourceFolder, path)), { recursive: true });
    writeFileSync(join(sourceFolder, path), text);
  }
  mkdirSync(classes, { recursive: true });
  const files = Object.keys(sources).map((path) => join(sourceFolder, path));
  const flags = ["-nowarn", "--release", "11", "-encoding", "UTF-8", "-parameters"];
  const { status, stderr } = spawnSync(
    "javac",
    [...flags, "-cp", [...coreJars(), ...jars].join(":"), "-d", classes, ...files],
    {
      encoding: "utf8",
    },
  );
  rmSync(sourceFolder, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
}

function coreJars(): readonly string[] {
  const folder = mavenJar("com/amazonaws/aws-lambda-java-core");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".jar"))
    .map((file) => join(folder, file));
}
