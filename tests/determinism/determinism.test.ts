/** The same seed tells the same story to the byte: the whole quiz, with all that its seed breaks. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareRuns } from "./compare-runs.ts";
import { quizHandlers } from "./quiz-handlers.ts";
import { deployQuiz, runQuiz } from "./quiz-scenario.ts";
import { silenceFunctions } from "./silence-functions.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SEEDS = 8;

let speak: () => void;
beforeAll(() => {
  speak = silenceFunctions();
});
afterAll(() => speak());

it(`the quiz, ${SEEDS} seeds, twice: npm run determinism runs as many as you like`, async () => {
  const handlers = quizHandlers(ROOT);
  const snapshot = await deployQuiz(ROOT, handlers);
  const compared = await compareRuns({ seeds: SEEDS, from: 0, run: (seed) => runQuiz(snapshot, handlers, seed) });
  expect(compared.different).toEqual([]);
  expect(compared.stories).toBe(SEEDS);
  expect(compared.struck).toBeGreaterThan(SEEDS);
  expect(compared.graded).toBeGreaterThan(3 * SEEDS);
});
