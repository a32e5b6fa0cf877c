/** Each rule finds what breaks it, and leaves alone what does not. */
import { describe, expect, it } from "vitest";
import { projectOf } from "./project.ts";
import type { Rule } from "./rule.ts";
import { ambient, sleepingTests } from "./rules/ambient.ts";
import { assertions, suppressions } from "./rules/assertions.ts";
import { architecture, data, guide, links, requiredDocuments, weighedDependencies } from "./rules/documents.ts";
import { examples } from "./rules/examples.ts";
import { exportedName, fileName } from "./rules/names.ts";
import { opening } from "./rules/opening.ts";
import { serviceFolders } from "./rules/service-folders.ts";
import { fileLength, functionLength, parameters } from "./rules/size.ts";
import { bannedWords } from "./rules/words.ts";

interface Case {
  readonly rule: Rule;
  readonly title: string;
  readonly path?: string;
  readonly text: string;
  /** The finding's message contains this; no finding when absent. */
  readonly finds?: string;
}

const lines = (count: number, line = "run();"): string => `${line}\n`.repeat(count);
const functionOf = (count: number): string => `function long() {\n${lines(count - 2)}}\n`;

const CASES: readonly Case[] = [
  { rule: fileLength, title: "600 lines", text: lines(600) },
  { rule: fileLength, title: "601 lines", text: lines(601), finds: "601 lines" },

  { rule: functionLength, title: "70 lines", text: functionOf(70) },
  { rule: functionLength, title: "71 lines", text: functionOf(71), finds: "long: 71 lines" },
  {
    rule: functionLength,
    title: "a long method behind a letter of two bytes",
    text: `// é\nclass A { m() {\n${lines(70)}} }`,
    finds: "m: 72 lines",
  },
  {
    rule: functionLength,
    title: "a long arrow function",
    text: `const grow = () => {\n${lines(70)}};`,
    finds: "grow: 72",
  },
  {
    rule: functionLength,
    title: "the chapters of a test",
    path: "src/a.test.ts",
    text: `describe.each(rows)("a", () => {\n${lines(80)}it("b", async () => {\n${lines(80)}});\n});`,
  },
  {
    rule: functionLength,
    title: "a contract, which is all chapters",
    path: "src/store/store.contract.ts",
    text: `export function contract() {\n  describe("a", () => {\n${lines(80)}});\n}`,
  },
  {
    rule: functionLength,
    title: "a long function beside the chapters",
    path: "src/a.test.ts",
    text: `describe("a", () => {\n${functionOf(71)}});`,
    finds: "long: 71",
  },

  { rule: parameters, title: "three", text: "function f(a, b, c) {}" },
  { rule: parameters, title: "four", text: "function f(a, b, c, d) {}", finds: "f: 4 parameters" },
  {
    rule: parameters,
    title: "four in a constructor",
    text: "class A { constructor(a, b, c, d) {} }",
    finds: "constructor: 4",
  },
  { rule: parameters, title: "four in a method of an object", text: "const o = { m(a, b, c, d) {} };", finds: "m: 4" },
  { rule: parameters, title: "four in a callback", text: "run((a, b, c, d) => {});" },

  { rule: fileName, title: "kebab-case", path: "src/store/value-codec.ts", text: "" },
  { rule: fileName, title: "camelCase", path: "src/store/valueCodec.ts", text: "", finds: "not kebab-case" },
  { rule: fileName, title: "an empty name", path: "src/store/utils.ts", text: "", finds: "name the noun" },
  { rule: fileName, title: "a folder with an empty name", path: "src/common/a.ts", text: "", finds: "name the noun" },

  { rule: exportedName, title: "its name", path: "src/kernel/clock.ts", text: "export interface Clock {}" },
  { rule: exportedName, title: "a form of it", path: "src/a/admission.ts", text: "export function admit() {}" },
  {
    rule: exportedName,
    title: "another",
    path: "src/a/clock.ts",
    text: "export const wheel = 1;",
    finds: "exports wheel",
  },
  { rule: exportedName, title: "nothing", path: "src/a/clock.ts", text: "const clock = 1;", finds: "exports nothing" },
  { rule: exportedName, title: "a role", path: "src/services/sqs/limits.ts", text: "export const MOST_MESSAGES = 10;" },

  { rule: opening, title: "a sentence", text: "/** What lives here, and why. */\n" },
  { rule: opening, title: "no comment", text: "const a = 1;\n", finds: "does not open" },
  { rule: opening, title: "words only", text: "/** constants */\n", finds: "not a sentence" },
  { rule: opening, title: "a test", path: "src/a.test.ts", text: "const a = 1;\n" },

  { rule: ambient, title: "the machine's clock", text: "Date.now();", finds: "Date.now is ambient" },
  { rule: ambient, title: "the date of this moment", text: "new Date();", finds: "this moment" },
  { rule: ambient, title: "a date for formatting", text: "new Date(1000);" },
  { rule: ambient, title: "chance", text: "Math.random();", finds: "Math.random" },
  { rule: ambient, title: "a timer", text: "setTimeout(run, 1);", finds: "setTimeout" },
  {
    rule: ambient,
    title: "a timer by import",
    text: 'import { setTimeout as wait } from "node:timers/promises";',
    finds: "node:timers/promises",
  },
  { rule: ambient, title: "an id", text: "randomUUID();", finds: "randomUUID" },
  { rule: ambient, title: "the kernel", path: "src/kernel/real-clock.ts", text: "Date.now();" },

  {
    rule: sleepingTests,
    title: "a sleep",
    path: "src/a.test.ts",
    text: "setTimeout(run, 9);",
    finds: "nothing sleeps",
  },
  { rule: sleepingTests, title: "a timer that is no test's", text: "setTimeout(run, 9);" },

  { rule: assertions, title: "no reason", text: "const a = b as string;", finds: "without its reason" },
  { rule: assertions, title: "a reason above", text: "// The schema said so.\nconst a = b as string;" },
  { rule: assertions, title: "a reason beside", text: "const a = b as string; // the schema said so" },
  { rule: assertions, title: "a constant", text: "const a = [1] as const;" },
  {
    rule: assertions,
    title: "a reason that is about something else",
    text: "// The first.\nconst a = 1;\nconst b = a as string;",
    finds: "without its reason",
  },

  {
    rule: suppressions,
    title: "no reason",
    text: "// oxlint-disable-next-line no-eval\n",
    finds: "without saying why",
  },
  { rule: suppressions, title: "a reason", text: "// oxlint-disable-next-line no-eval -- the page is ours\n" },

  { rule: bannedWords, title: "a promise to do it later", text: `// ${"TO"}${"DO"}: later\n`, finds: "do it" },
  { rule: bannedWords, title: "a path of one machine", text: `// see /${"root"}/notes\n`, finds: "one machine" },
  {
    rule: bannedWords,
    title: "a path in a URL",
    text: "fetch(`${url}/work/list`); // https://example.com/work/list\n",
  },
  { rule: bannedWords, title: "an issue's number", text: `// ${"fixes"} #12\n`, finds: "numbers mean nothing" },

  { rule: serviceFolders, title: "half a service", path: "src/services/sqs/service.ts", text: "", finds: "is missing" },

  {
    rule: examples,
    title: "packages and files of its own",
    path: "examples/quiz/test/a.test.ts",
    text: 'import { b } from "sluice/testing";\nimport { c } from "../c.ts";\nawait import("../../quiz/d.ts");',
  },
  {
    rule: examples,
    title: "a file of the repository",
    path: "examples/quiz/test/a.test.ts",
    text: 'import { b } from "../../../src/b.ts";',
    finds: "imports ../../../src/b.ts, which a copy of examples/quiz/ would not find",
  },
  {
    rule: examples,
    title: "a file of another example, when it is run",
    path: "examples/quiz/a.ts",
    text: 'run(() => import("../shop/b.ts"));',
    finds: "imports ../shop/b.ts",
  },
  { rule: examples, title: "what is no example", text: 'export * from "../examples/quiz/a.ts";' },

  { rule: requiredDocuments, title: "no README", text: "", finds: "is missing" },
  { rule: guide, title: "100 lines", path: "AGENTS.md", text: lines(100) },
  { rule: guide, title: "101 lines", path: "AGENTS.md", text: lines(101), finds: "101 lines" },
  { rule: links, title: "a file", path: "docs/A.md", text: "[a](A.md#part) [b](../docs/) [c](https://x.org)" },
  { rule: links, title: "no file", path: "docs/A.md", text: "[a](B.md)", finds: "B.md leads nowhere" },
  {
    rule: architecture,
    title: "a file",
    path: "docs/ARCHITECTURE.md",
    text: "`docs/ARCHITECTURE.md` and `src` and `at`",
  },
  { rule: architecture, title: "no file", path: "docs/ARCHITECTURE.md", text: "`src/gone/`", finds: "does not exist" },
  { rule: data, title: "a secret keyspace", text: 'const a = keyspace("sqs/queues", {});', finds: "`sqs/queues`" },
  {
    rule: data,
    title: "a secret keyspace with types",
    text: 'const a = keyspace<[string], Queue>(\n  "sqs/queues", {});',
    finds: "`sqs/queues`",
  },
  {
    rule: weighedDependencies,
    title: "one that nobody weighed",
    path: "package.json",
    text: '{"dependencies":{"lmdb":"1"}}',
    finds: "`lmdb`",
  },
];

describe.each([...new Set(CASES.map(({ rule }) => rule))])("$name", (rule) => {
  it.each(CASES.filter((example) => example.rule === rule))("$title", ({ path = "src/a.ts", text, finds }) => {
    const messages = rule.check(projectOf([{ path, text }])).map(({ message }) => message);
    if (finds === undefined) expect(messages).toEqual([]);
    else expect(messages.join("\n")).toContain(finds);
  });
});
