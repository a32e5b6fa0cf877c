/** What `npm run determinism` runs: the quiz, seed after seed, twice. */
import { silenceFunctions } from "./silence-functions.ts";
import { compareRuns } from "./compare-runs.ts";
import { quizHandlers } from "./quiz-handlers.ts";
import { deployQuiz, runQuiz } from "./quiz-scenario.ts";

/** What it is told. */
export interface DeterminismOptions {
  readonly seeds: number;
  readonly from: number;
  /** The repository's folder. */
  readonly root: string;
}

/** Prints the figures. @returns the exit status: 0 when both runs of every seed had the same story */
export async function determinismRun({ seeds, from, root }: DeterminismOptions): Promise<number> {
  const restore = silenceFunctions();
  const startedAt = performance.now();
  try {
    const handlers = quizHandlers(root);
    const snapshot = await deployQuiz(root, handlers);
    const run = (seed: number) => runQuiz(snapshot, handlers, seed);
    const progress = (done: number): void => {
      if (done % 100 === 0) process.stderr.write(`${done} of ${2 * seeds} runs\n`);
    };
    const { different, ...figures } = await compareRuns({ seeds, from, run, progress });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    const { stories, records, bytes, struck, graded } = figures;
    process.stdout.write(
      `${seeds} seeds, twice, in ${seconds} s: ${different.length} with two stories.\n` +
        `A round has ${records} records (${bytes} bytes), ${struck} faults, ${graded} results; ${stories} stories are different.\n`,
    );
    for (const { seed, line } of different) {
      process.stdout.write(`Seed ${seed} differs at ${line}\n`);
      process.stdout.write(`Repeat it with: npm run determinism -- --seeds 1 --from ${seed}\n`);
    }
    return different.length === 0 ? 0 : 1;
  } finally {
    restore();
  }
}
