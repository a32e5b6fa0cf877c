/** The list of exceptions from the rules, which may only shrink: one that is wider than needed is itself a finding. */
import type { Finding, Rule } from "./rule.ts";

/** What a file may do that a rule forbids: up to `limit` of it, for a reason. */
export interface Exception {
  readonly limit: number;
  readonly reason: string;
}

/** Exceptions by rule and path. */
export type Exceptions = Readonly<Record<string, Readonly<Record<string, Exception>>>>;

/** The path under which findings about the list itself are reported. */
export const EXCEPTIONS_PATH = "tools/tidy/exceptions.json";

/** What is left of a rule's findings, plus what is wrong with the exceptions that were meant for them. */
export function applyExceptions(rule: Rule, findings: readonly Finding[], exceptions: Exceptions): Finding[] {
  const allowed = exceptions[rule.name] ?? {};
  const kept = findings.filter(({ path }) => allowed[path] === undefined);
  return [
    ...kept,
    ...Object.entries(allowed).flatMap(([path, exception]) => judge(rule, path, { exception, findings })),
  ];
}

/** Rules that the list names and that do not exist. */
export function unknownRules(rules: readonly Rule[], exceptions: Exceptions): Finding[] {
  return Object.keys(exceptions)
    .filter((name) => rules.every((rule) => rule.name !== name))
    .map((name) => ({ path: EXCEPTIONS_PATH, message: `there is no rule "${name}"` }));
}

function judge(
  rule: Rule,
  path: string,
  { exception, findings }: { readonly exception: Exception; readonly findings: readonly Finding[] },
): Finding[] {
  const own = findings.filter((finding) => finding.path === path);
  const amount = rule.bounds === "count" ? own.length : Math.max(0, ...own.map((finding) => finding.amount ?? 1));
  const about = (message: string): Finding[] => [{ path: EXCEPTIONS_PATH, message }];
  const problems = exception.reason.trim() === "" ? about(`${rule.name}: ${path} has no reason`) : [];
  if (amount > exception.limit) return [...problems, ...own];
  if (amount === 0) return [...problems, ...about(`${rule.name}: ${path} needs no exception any more; remove it`)];
  if (amount < exception.limit) {
    return [
      ...problems,
      ...about(`${rule.name}: ${path} needs ${amount} only; lower its limit from ${exception.limit}`),
    ];
  }
  return problems;
}
