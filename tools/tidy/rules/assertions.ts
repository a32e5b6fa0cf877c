/** Where the compiler or the linter is overruled, the reason stands beside it. */
import { isTest } from "../project.ts";
import type { CodeFile } from "../project.ts";
import type { Finding, Rule } from "../rule.ts";
import { walk } from "../syntax.ts";
import type { Place } from "../syntax.ts";

const ASSERTIONS = new Set(["TsAsExpression", "TsTypeAssertion"]);
const COMMENT = /\/\/|\/\*|^\s*\*/;
const DIRECTIVE = /(oxlint|eslint)-disable(?:-next-line|-line)?\b(.*)|@ts-(?:ignore|nocheck)\b(.*)/;

/** `as` stands at boundaries only, with its reason in a comment. */
export const assertions: Rule = {
  name: "assertions",
  bounds: "count",
  check: ({ code }) =>
    code.filter(({ path }) => path.startsWith("src/") && !isTest(path)).flatMap((file) => unexplained(file)),
};

/** A rule that is switched off for a line says why, after two dashes. */
export const suppressions: Rule = {
  name: "suppressions",
  bounds: "count",
  check: ({ texts }) =>
    texts
      .filter(({ path }) => /^(src|tests|tools|bench|examples|console)\/.*\.(ts|tsx|mjs|cjs)$/.test(path))
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, index) => {
          const directive = DIRECTIVE.exec(line);
          if (directive === null || !/^\s*(\/\/|\/\*)|\s(\/\/|\/\*)/.test(line)) return [];
          if (directive[2] !== undefined && / -- \S/.test(directive[2])) return [];
          return [{ path, line: index + 1, message: "switches a check off without saying why (` -- reason`)" }];
        }),
      ),
};

function unexplained(file: CodeFile): Finding[] {
  const findings: Finding[] = [];
  for (const place of walk(file.program)) {
    // One reason serves `x as unknown as T`.
    if (!ASSERTIONS.has(place.node.type ?? "") || ASSERTIONS.has(place.around[0]?.type ?? "")) continue;
    if (isExplained(file, place)) continue;
    findings.push({
      path: file.path,
      line: file.lineAt(place.node.span?.start ?? 1),
      message: "`as` without its reason: say in a comment why the compiler cannot know",
    });
  }
  return findings;
}

/** A comment inside the statement or right above it, or above the function or declaration that the statement belongs to. */
function isExplained(file: CodeFile, { node, around }: Place): boolean {
  const from = file.lineAt(node.span?.start ?? 1);
  const to = file.lineAt(node.span?.end ?? 1);
  const starts = [node, ...around.filter(isLandmark).slice(0, 2)].map(({ span }) => file.lineAt(span?.start ?? 1));
  const isComment = (line: number): boolean => COMMENT.test(file.lines[line - 1] ?? "");
  for (let line = Math.min(starts[1] ?? from, from); line <= to; line++) if (isComment(line)) return true;
  return starts.some((start) => isComment(start - 1));
}

function isLandmark({ type, span }: { readonly type?: string; readonly span?: unknown }): boolean {
  return span !== undefined && type !== undefined && /Statement$|Declaration$|Method$|Property$/.test(type);
}
