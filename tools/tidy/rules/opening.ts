/** Each file says in its first sentence what lives in it and why. */
import { isTest } from "../project.ts";
import type { Rule } from "../rule.ts";

const SCOPE = /^(src|tools|bench|console\/src)\/.*\.(ts|tsx|mjs)$/;

/** A doc comment comes first, and its text is at least one whole sentence. */
export const opening: Rule = {
  name: "opening",
  bounds: "count",
  check: ({ texts }) =>
    texts
      .filter(({ path }) => SCOPE.test(path) && !isTest(path))
      .flatMap(({ path, text }) => {
        const comment = /^(#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[2];
        if (comment === undefined) return [{ path, line: 1, message: "does not open with a doc comment" }];
        const sentence = comment.replaceAll(/\n\s*\*/g, " ").trim();
        if (/^[^a-z]*[A-Z`].*[.:?!](\s|$|\)|`)/s.test(sentence) || /^\S+ .*[.:?!]$/s.test(sentence)) return [];
        return [{ path, line: 1, message: "its opening comment is not a sentence" }];
      }),
};
