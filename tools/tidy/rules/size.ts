/** How large things may grow before they are two things. */
import { isTest } from "../project.ts";
import type { CodeFile } from "../project.ts";
import type { Finding, Rule } from "../rule.ts";
import { calledName, functionsIn } from "../syntax.ts";
import type { FunctionNode } from "../syntax.ts";

const FILE_LINES = 600;
const FUNCTION_LINES = 70;
const PARAMETERS = 3;

/** What tests are written in: their callbacks are chapters, not functions. */
const TEST_WORDS = new Set(["describe", "it", "test", "beforeAll", "beforeEach", "afterAll", "afterEach"]);

/** Files end before they are too long to read at once. */
export const fileLength: Rule = {
  name: "file-length",
  bounds: "largest",
  check: ({ code }) =>
    code
      .filter(({ lines }) => lines.length > FILE_LINES)
      .map(({ path, lines }) => ({
        path,
        message: `${lines.length} lines, where ${FILE_LINES} are the most: split it by noun`,
        amount: lines.length,
      })),
};

/** Functions fit on a screen. */
export const functionLength: Rule = {
  name: "function-length",
  bounds: "largest",
  check: ({ code }) => code.flatMap(longFunctions),
};

/** Arguments by position are few; more go into an object, by name. */
export const parameters: Rule = {
  name: "parameters",
  bounds: "largest",
  check: ({ code }) => code.flatMap(greedyFunctions),
};

function longFunctions(file: CodeFile): Finding[] {
  const functions = functionsIn(file.program);
  const chapters = isTest(file.path) ? functions.filter(isChapter) : [];
  return functions
    .filter((candidate) => !chapters.includes(candidate))
    .map((candidate) => ({ candidate, lines: ownLines(file, candidate, chapters) }))
    .filter(({ lines }) => lines > FUNCTION_LINES)
    .map(({ candidate, lines }) => ({
      path: file.path,
      line: file.lineAt(candidate.body.span?.start ?? 1),
      message: `${candidate.name}: ${lines} lines, where ${FUNCTION_LINES} are the most`,
      amount: lines,
    }));
}

function isChapter({ isInline, around }: FunctionNode): boolean {
  const call = around[1];
  return isInline && call !== undefined && TEST_WORDS.has(calledName(call) ?? "");
}

/** The lines of a body without those of the chapters inside it: a contract is a function that is all chapters. */
function ownLines(file: CodeFile, candidate: FunctionNode, chapters: readonly FunctionNode[]): number {
  const inside = chapters.filter(
    (chapter) =>
      chapter.around.includes(candidate.node) && !chapters.some((outer) => chapter.around.includes(outer.node)),
  );
  return linesOf(file, candidate) - inside.reduce((sum, chapter) => sum + linesOf(file, chapter), 0);
}

function linesOf(file: CodeFile, { body }: FunctionNode): number {
  return body.span === undefined ? 0 : file.lineAt(body.span.end) - file.lineAt(body.span.start) + 1;
}

function greedyFunctions(file: CodeFile): Finding[] {
  return functionsIn(file.program)
    .filter(({ isInline, parameterCount }) => !isInline && parameterCount > PARAMETERS)
    .map(({ name, body, parameterCount }) => ({
      path: file.path,
      line: file.lineAt(body.span?.start ?? 1),
      message: `${name}: ${parameterCount} parameters, where ${PARAMETERS} are the most: pass an object`,
      amount: parameterCount,
    }));
}
