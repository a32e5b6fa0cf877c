/** What files may be called, and that they hold what they are called after. */
import { isTest } from "../project.ts";
import type { Rule } from "../rule.ts";
import { exportsOf } from "../syntax.ts";

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = new Set(["util", "utils", "helper", "helpers", "common", "misc", "types", "shared", "stuff"]);
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*$/;
const OUR_CODE = /^(src|tests|tools|bench|examples|console)\/.*\.(ts|tsx|mjs|cjs|js)$/;

/** Files whose name is their role, not a thing that they export. */
const ROLES = new Set([
  "main",
  "index",
  "service",
  "errors",
  "limits",
  "keyspaces",
  "jobs",
  "resources",
  "routes",
  "operations",
]);
/** So much of two words has to agree for them to count as forms of one: `timer` and `timers`, `admit` and `admission`. */
const STEM_LENGTH = 4;
/** More exports than this are a family, whose name need not be in each. */
const FAMILY = 3;

/** kebab-case, and a noun of the domain. */
export const fileName: Rule = {
  name: "file-name",
  bounds: "count",
  check: ({ paths }) =>
    [...paths]
      .filter((path) => OUR_CODE.test(path) && !path.startsWith("src/schema/generated/"))
      .flatMap((path) => {
        const segments = path.split("/").slice(1);
        const stems = segments.map((segment) => segment.replace(/\.[a-z.]+$/, ""));
        const empty = stems.find((stem) => EMPTY_NAMES.has(stem));
        if (empty !== undefined) return [{ path, message: `"${empty}" says nothing: name the noun` }];
        const odd = stems.find((stem) => !KEBAB_CASE.test(stem));
        return odd === undefined ? [] : [{ path, message: `"${odd}" is not kebab-case` }];
      }),
};

/** A file of src exports something that shares a word with its name, so that it is found by that name. */
export const exportedName: Rule = {
  name: "exported-name",
  bounds: "count",
  check: ({ code }) =>
    code
      .filter(({ path }) => path.startsWith("src/") && !isTest(path) && !path.includes("/bootstraps/"))
      .flatMap(({ path, program }) => {
        const words = wordsOf((path.split("/").at(-1) ?? "").replace(/\.[a-z.]+$/, ""));
        if (words.some((word) => ROLES.has(word))) return [];
        const exported = exportsOf(program);
        if (exported.length > FAMILY) return [];
        const exportedWords = exported.flatMap(wordsOf);
        if (words.some((word) => exportedWords.some((other) => isSameStem(word, other)))) return [];
        const what = exported.length === 0 ? "nothing" : exported.slice(0, 4).join(", ");
        return [{ path, message: `exports ${what}: a file is named after the thing that it exports` }];
      }),
};

/** The words of a camelCase, PascalCase, CONSTANT_CASE or kebab-case name, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_]/)
    .filter((word) => word !== "");
}

function isSameStem(one: string, other: string): boolean {
  const length = Math.min(STEM_LENGTH, one.length, other.length);
  return one === other || (length >= 3 && one.slice(0, length) === other.slice(0, length));
}
