/** Words that no file of the repository holds, each with what to do instead. */
import type { Rule } from "../rule.ts";

interface BannedWord {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Which files it is banned from; all when absent. */
  readonly scope?: RegExp;
}

/** The patterns are written so that they do not match themselves. */
const BANNED: readonly BannedWord[] = [
  { pattern: /\bTO[D]O\b|\bFIX[M]E\b|\bX[X]X\b|\bHAC[K]\b/, instead: "do it, or open an issue" },
  { pattern: /\but[i]ls\b(?!\/|["'])/, instead: "name the noun", scope: /^src\/.*\.ts$/ },
  {
    pattern: /(?<![\w.$}/])\/(?:r[o]ot|w[o]rk|Us[e]rs\/\w+|h[o]me\/\w+)\/[\w.-]/,
    instead: "paths of one machine mean nothing on another",
  },
  {
    pattern: /\b(?:issue|pull request|PR|fixes|closes) #\d+/i,
    instead: "say what it is about; numbers mean nothing to a reader",
  },
];

/** No banned words. */
export const bannedWords: Rule = {
  name: "banned-words",
  bounds: "count",
  check: ({ texts }) =>
    texts.flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        BANNED.flatMap(({ pattern, instead, scope }) => {
          const word = scope === undefined || scope.test(path) ? pattern.exec(line)?.[0] : undefined;
          return word === undefined ? [] : [{ path, line: index + 1, message: `"${word}": ${instead}` }];
        }),
      ),
    ),
};
