/** The package as npm packs it: what it promises in its documents and types is in it, and what nobody needs is not. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtPackage, ROOT } from "../testing/built-package.ts";

let packed: ReadonlySet<string>;
beforeAll(() => {
  builtPackage();
  const said = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: ROOT, encoding: "utf8" });
  // npm's own format of a list of packages, of which there is one.
  const [{ files }] = JSON.parse(said) as [{ files: readonly { path: string }[] }];
  packed = new Set(files.map(({ path }) => path));
});

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

it("leads from its documents to files and folders that are in it", () => {
  const documents = [...packed].filter((path) =>
    /^(README\.md|docs\/|examples\/|clients\/).*\.md$|^README\.md$/.test(path),
  );
  expect(documents.length).toBeGreaterThan(8);
  const lost = documents.flatMap((path) =>
    Array.from(read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link = ""]) => posix.join(dirname(path), link))
      .filter((target) => !packed.has(target) && ![...packed].some((each) => each.startsWith(`${target}/`)))
      .map((target) => `${path}: ${target}`),
  );
  expect(lost).toEqual([]);
});

it("has what its doors name", () => {
  const { exports, bin } = JSON.parse(read("package.json")) as { exports: object; bin: object };
  const named = JSON.stringify([exports, bin]).match(/(?<=")(?:\.\/)?[\w/.-]+\.(?:js|ts|json)(?=")/g) ?? [];
  expect(named.map((path) => posix.normalize(path)).filter((path) => !packed.has(path))).toEqual([]);
});

it("leaves out what only a clone uses", () => {
  const needless = [...packed].filter((path) =>
    /\.map$|\.test\.d\.ts$|^dist\/examples\/|fingerprint|__pycache__/.test(path),
  );
  expect(needless).toEqual([]);
  const programs = [...packed].filter((path) => path.startsWith("src/") && !path.endsWith("README.md"));
  expect(programs).toEqual([]);
});

describe("a strict TypeScript project", () => {
  const folder = mkdtempSync(join(ROOT, "dist", "typed-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  // Inside of the package, which then finds itself under its own name.
  const examples = ["README.md", "docs/guides/testing.md", "docs/guides/faults.md"].flatMap((path) =>
    Array.from(read(path).matchAll(/^```ts\n([^]*?)^```$/gm), ([, code = ""]) => `${code}\nexport {};\n`),
  );

  it.each([
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("of module %s and moduleResolution %s compiles every example", (module, moduleResolution) => {
    expect(examples.length).toBeGreaterThan(9);
    writeFileSync(
      join(folder, "grade.ts"),
      "export const handler = async (event: object): Promise<object> => event;\n",
    );
    const files = examples.map((code, index) => {
      const file = join(folder, `example-${index}.mts`);
      writeFileSync(file, code.replace("./functions/grade.js", "./grade.js"));
      return file;
    });
    const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const options = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--skipLibCheck",
      "false",
    ];
    const target = [
      "--target",
      "es2022",
      "--types",
      "node",
      "--module",
      module,
      "--moduleResolution",
      moduleResolution,
    ];
    expect(compiled([compiler, ...options, ...target, ...files])).toBe("");
  });
});

/** What the compiler says, nothing when all is well. */
function compiled(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    // Node's error for a process that ended with another status than 0 has what the process said.
    return (error as { stdout: string }).stdout;
  }
}
