/** Documents name what exists, and what must be documented is. */
import { dirname, join } from "node:path/posix";
import { isTest } from "../project.ts";
import type { Project, ProjectFile } from "../project.ts";
import type { Rule } from "../rule.ts";

const REQUIRED = ["README.md", "AGENTS.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/ARCHITECTURE.md", "docs/DATA.md"];
const GUIDE_LINES = 100;
const KEYSPACE = /\bkeyspace(?:<[^(]*>)?\(\s*"([^"]+)"/g;
const OUR_PATH = /^(?:src|tests|tools|bench|docs|examples|console|models)\/[\w./-]+$/;

/** The documents that every reader looks for are there. */
export const requiredDocuments: Rule = {
  name: "required-documents",
  bounds: "count",
  check: ({ paths }) => REQUIRED.filter((path) => !paths.has(path)).map((path) => ({ path, message: "is missing" })),
};

/** AGENTS.md is a map, and stays one. */
export const guide: Rule = {
  name: "guide-length",
  bounds: "largest",
  check: ({ texts }) =>
    texts
      .filter(({ path, lines }) => path === "AGENTS.md" && lines.length > GUIDE_LINES)
      .map(({ path, lines }) => ({
        path,
        message: `${lines.length} lines, where ${GUIDE_LINES} are the most: move details to where they apply`,
        amount: lines.length,
      })),
};

/** Relative links in documents lead somewhere. */
export const links: Rule = {
  name: "links",
  bounds: "count",
  check: (project) =>
    project.texts
      .filter(({ path }) => path.endsWith(".md"))
      .flatMap((file) =>
        matches(file, /\]\(([^)\s#]+)[^)]*\)/g)
          .filter(({ text }) => !/^[a-z][a-z+.-]*:/i.test(text) && !exists(project, join(dirname(file.path), text)))
          .map(({ text, line }) => ({ path: file.path, line, message: `the link to ${text} leads nowhere` })),
      ),
};

/** docs/ARCHITECTURE.md names only what exists. */
export const architecture: Rule = {
  name: "architecture",
  bounds: "count",
  check: (project) =>
    project.texts
      .filter(({ path }) => path === "docs/ARCHITECTURE.md")
      .flatMap((file) =>
        matches(file, /`([^`\s]+)`/g)
          .filter(({ text }) => OUR_PATH.test(text) && !exists(project, text))
          .map(({ text, line }) => ({ path: file.path, line, message: `${text} does not exist` })),
      ),
};

/** docs/DATA.md lists every keyspace: what is on a user's disk is documented. */
export const data: Rule = {
  name: "data",
  bounds: "count",
  check: ({ code, texts }) => {
    const documented = texts.find(({ path }) => path === "docs/DATA.md")?.text ?? "";
    return code
      .filter(({ path }) => path.startsWith("src/") && !isTest(path))
      .flatMap((file) => matches(file, KEYSPACE).map((match) => ({ path: file.path, ...match })))
      .filter(({ text }) => !documented.includes(`\`${text}\``))
      .map(({ path, line, text }) => ({ path, line, message: `docs/DATA.md does not list the keyspace \`${text}\`` }));
  },
};

/** Each runtime dependency was weighed, and docs/decisions says against what. */
export const weighedDependencies: Rule = {
  name: "weighed-dependencies",
  bounds: "count",
  check: ({ texts }) => {
    const manifest = texts.find(({ path }) => path === "package.json");
    if (manifest === undefined) return [];
    const decisions = texts.filter(({ path }) => path.startsWith("docs/decisions/")).map(({ text }) => text);
    return runtimeDependencies(manifest)
      .filter((name) => !decisions.some((text) => text.includes(`\`${name}\``)))
      .map((name) => ({ path: manifest.path, message: `no file of docs/decisions says why \`${name}\` was taken` }));
  },
};

/** The SDK's clients are one decision. */
function runtimeDependencies({ text }: ProjectFile): string[] {
  // npm owns this file's form.
  const { dependencies = {} } = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, string>> };
  return [...new Set(Object.keys(dependencies).map((name) => name.replace(/^@aws-sdk\/.*/, "@aws-sdk")))];
}

function matches(file: ProjectFile, pattern: RegExp): { readonly text: string; readonly line: number }[] {
  return [...file.text.matchAll(pattern)].map((match) => ({
    text: match[1] ?? "",
    line: file.text.slice(0, match.index).split("\n").length,
  }));
}

function exists({ paths }: Project, path: string): boolean {
  const plain = path.replace(/\/$/, "");
  return plain === "." || paths.has(plain) || [...paths].some((other) => other.startsWith(`${plain}/`));
}
