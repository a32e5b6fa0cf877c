/** An example is a folder that somebody copies: what it imports must come along, or be a package. */
import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { asNode, walk, type SyntaxNode } from "../syntax.ts";

const EXAMPLE = /^examples\/[^/]+\//;

/** Files of an example import packages and files of the same example. */
export const examples: Rule = {
  name: "examples",
  bounds: "count",
  check: ({ code }) =>
    code.flatMap(({ path, program, lineAt }) => {
      const example = EXAMPLE.exec(path)?.[0];
      if (example === undefined) return [];
      return [...walk(program)].flatMap(({ node }) => {
        const source = sourceOf(node);
        if (source === undefined || !source.startsWith(".")) return [];
        if (posix.join(posix.dirname(path), source).startsWith(example)) return [];
        const message = `imports ${source}, which a copy of ${example} would not find`;
        return [{ path, line: lineAt(node.span?.start ?? 1), message }];
      });
    }),
};

/** What an import, an export from elsewhere or a call of `import` names. */
function sourceOf(node: SyntaxNode): string | undefined {
  const isCall = node.type === "CallExpression" && asNode(node.callee)?.type === "Import";
  const [argument] = Array.isArray(node.arguments) ? node.arguments : [];
  const source = asNode(isCall ? asNode(argument)?.expression : node.source)?.value;
  return typeof source === "string" ? source : undefined;
}
