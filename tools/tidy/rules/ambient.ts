/** Time, chance and timers are arguments: nobody but the kernel asks the operating system for them. */
import { isTest } from "../project.ts";
import type { CodeFile } from "../project.ts";
import type { Finding, Rule } from "../rule.ts";
import { asNode, dottedName, walk } from "../syntax.ts";
import type { SyntaxNode } from "../syntax.ts";

const SLEEPS = new Set(["setTimeout", "setInterval", "globalThis.setTimeout", "globalThis.setInterval"]);
const SOURCES = new Set([
  ...SLEEPS,
  "Date.now",
  "Math.random",
  "performance.now",
  "process.hrtime",
  "process.hrtime.bigint",
  "randomUUID",
  "randomBytes",
  "randomInt",
  "crypto.randomUUID",
  "crypto.randomBytes",
  "crypto.randomInt",
  "crypto.getRandomValues",
  "AbortSignal.timeout",
]);
const TIMER_MODULES = new Set(["node:timers", "node:timers/promises", "timers", "timers/promises"]);

/** Bootstraps run inside the functions of users, in processes of their own; the kernel is where the arguments come from. */
const FREE = /^src\/(kernel\/|runtime\/bootstraps?\/)/;

/** No ambient time, chance or timers in src. */
export const ambient: Rule = {
  name: "ambient",
  bounds: "count",
  check: ({ code }) =>
    code
      .filter(({ path }) => path.startsWith("src/") && !FREE.test(path) && !isTest(path))
      .flatMap((file) => find(file, SOURCES, "is ambient: take a Clock or a Random as an argument")),
};

/** Tests move the clock or wait for the event itself. */
export const sleepingTests: Rule = {
  name: "sleeping-tests",
  bounds: "count",
  check: ({ code }) =>
    code
      .filter(({ path }) => path.endsWith(".test.ts") || path.endsWith(".contract.ts"))
      .flatMap((file) => find(file, SLEEPS, "in a test: nothing sleeps; move the clock, or wait for the event itself")),
};

function find(file: CodeFile, names: ReadonlySet<string>, message: string): Finding[] {
  const findings: Finding[] = [];
  for (const { node } of walk(file.program)) {
    const use = useOf(node, names);
    if (use === undefined) continue;
    findings.push({ path: file.path, line: file.lineAt(node.span?.start ?? 1), message: `${use} ${message}` });
  }
  return findings;
}

function useOf(node: SyntaxNode, names: ReadonlySet<string>): string | undefined {
  if (node.type === "ImportDeclaration") {
    const source = asNode(node.source)?.value;
    return typeof source === "string" && TIMER_MODULES.has(source) ? source : undefined;
  }
  const isCall = node.type === "CallExpression";
  if (!isCall && node.type !== "NewExpression") return undefined;
  const name = dottedName(node.callee);
  if (name === "Date" && (isCall || !Array.isArray(node.arguments) || node.arguments.length === 0)) {
    return names.has("Date.now") ? "the Date of this moment" : undefined;
  }
  if (name !== undefined && names.has(name)) return name;
  return undefined;
}
