/** The repository's own files as the rules see them: those under version control and those about to be. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseProgram } from "./syntax.ts";
import type { SyntaxNode } from "./syntax.ts";

/** A text file of the repository. */
export interface ProjectFile {
  /** From the repository's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** A file of code, parsed. */
export interface CodeFile extends ProjectFile {
  readonly program: SyntaxNode;
  /** The line, counted from 1, of a position in the syntax tree. */
  lineAt(position: number): number;
}

/** All files of the repository that somebody wrote. */
export interface Project {
  readonly paths: ReadonlySet<string>;
  readonly texts: readonly ProjectFile[];
  readonly code: readonly CodeFile[];
}

/** Not written by hand, or not ours: API models, what is generated from them, kept results, lock file, licence. */
const NOT_OURS = /^(models\/|src\/schema\/generated\/|bench\/results\/|package-lock\.json$|LICENSE$)/;
const CODE = /\.(ts|mjs|cjs)$/;
const TEXT = /\.(ts|tsx|mjs|cjs|js|json|md|ya?ml|py|html|css|txt|sh)$|(^|\/)[A-Za-z]+$/;

/** Reads the repository in `root`. */
export function readProject(root: string): Project {
  const listing = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = [...new Set(listing.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path)));
  const texts = paths
    .filter((path) => TEXT.test(path) && !NOT_OURS.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  return projectOf(texts, paths);
}

/** A project of these files; `paths` names further ones that exist but are not read. */
export function projectOf(texts: readonly { path: string; text: string }[], paths: readonly string[] = []): Project {
  const files = texts.map(({ path, text }) => ({ path, text, lines: text.replace(/\n$/, "").split("\n") }));
  return {
    paths: new Set([...paths, ...files.map(({ path }) => path)]),
    texts: files,
    code: files.filter(({ path }) => CODE.test(path)).map(parseFile),
  };
}

function parseFile(file: ProjectFile): CodeFile {
  const bytes = Buffer.from(file.text);
  const lineStarts = [0];
  for (let index = bytes.indexOf(10); index >= 0; index = bytes.indexOf(10, index + 1)) lineStarts.push(index + 1);
  return {
    ...file,
    program: parseProgram(file.path, file.text),
    lineAt(position) {
      // Positions count bytes from 1.
      const index = lineStarts.findLastIndex((start) => start <= position - 1);
      return Math.max(0, index) + 1;
    },
  };
}

/** True for tests, and for the suites that several tests share. */
export function isTest(path: string): boolean {
  return /\.(test|contract)\.ts$/.test(path) || path.startsWith("tests/");
}
