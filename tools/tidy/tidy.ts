/** Applies every rule to the repository and prints what it finds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXCEPTIONS_PATH, applyExceptions, unknownRules } from "./exceptions.ts";
import type { Exceptions } from "./exceptions.ts";
import { readProject } from "./project.ts";
import type { Finding } from "./rule.ts";
import { RULES } from "./rules.ts";

/** Checks the repository in `root`. @returns the exit status: 0 when nothing was found */
export function tidy(root: string): number {
  const project = readProject(root);
  // The list is ours, and the rules complain about what does not fit in it.
  const exceptions = JSON.parse(readFileSync(join(root, EXCEPTIONS_PATH), "utf8")) as Exceptions;
  const findings = [
    ...unknownRules(RULES, exceptions).map((finding) => line("exceptions", finding)),
    ...RULES.flatMap((rule) =>
      applyExceptions(rule, rule.check(project), exceptions).map((finding) => line(rule.name, finding)),
    ),
  ];
  for (const text of findings) console.log(text);
  console.log(`tidy: ${findings.length} findings of ${RULES.length} rules in ${project.texts.length} files`);
  return findings.length === 0 ? 0 : 1;
}

function line(rule: string, { path, line: number, message }: Finding): string {
  return `${path}${number === undefined ? "" : `:${number}`}  ${message}  [${rule}]`;
}
