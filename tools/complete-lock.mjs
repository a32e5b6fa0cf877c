/**
 * Completes package-lock.json with the optional packages of other platforms. npm leaves out those that the registry did
 * not offer when the lock file was made; `npm ci` then refuses the file, and other platforms miss their binaries.
 * Their versions are exact in the packages that ask for them, so nothing is chosen here. `--check` only looks.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./prepare.mjs";

const LOCK = join(ROOT, "package-lock.json");
const SYSTEM = /\b(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)\b/;
const PROCESSOR = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)/;

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const missing = missingPackages(lock.packages);
const names = Object.keys(missing);
if (names.length > 0 && process.argv.includes("--check")) {
  console.log(`package-lock.json misses ${names.length} packages of other platforms: run node tools/complete-lock.mjs`);
  process.exitCode = 1;
} else if (names.length > 0) {
  const entries = Object.entries({ ...lock.packages, ...missing }).toSorted(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
  console.log(`package-lock.json: added ${names.length} packages of other platforms`);
}

/** The entries that belong into the lock file and are not there, by path. */
function missingPackages(packages) {
  const found = {};
  for (const [path, asking] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(asking.optionalDependencies ?? {})) {
      const places = [`node_modules/${name}`, `${path}/node_modules/${name}`];
      if (places.some((place) => packages[place] !== undefined)) continue;
      found[places[0]] = entryOf(name, { version, isDev: asking.dev === true });
    }
  }
  return found;
}

function entryOf(name, { version, isDev }) {
  const system = SYSTEM.exec(name)?.[1];
  const processor = PROCESSOR.exec(name)?.[1];
  if (system === undefined || processor === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`the platform of ${name}@${version} cannot be told from its name: add it with npm`);
  }
  return {
    version,
    ...(isDev && { dev: true }),
    optional: true,
    os: [system],
    cpu: [processor],
    ...(name.includes("musl") && { libc: ["musl"] }),
  };
}
