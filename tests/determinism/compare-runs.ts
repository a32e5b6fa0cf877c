/** Runs each seed twice and compares the two stories byte by byte. */
import { createHash } from "node:crypto";
import type { Told } from "./quiz-scenario.ts";

/** Which seeds, and how one is run. */
export interface Comparison {
  readonly seeds: number;
  readonly from: number;
  readonly run: (seed: number) => Promise<Told>;
  /** Is told how many runs are done. */
  readonly progress?: (done: number) => void;
}

/** What came of all of it. */
export interface Comparand {
  /** Seeds whose runs had another story each, with the first line that differs. */
  readonly different: readonly { readonly seed: number; readonly line: string }[];
  /** How many of all stories are different ones: as many as seeds, when every seed has its own. */
  readonly stories: number;
  readonly records: number;
  readonly bytes: number;
  readonly struck: number;
  readonly graded: number;
}

/** All seeds, and then all of them again from the last to the first: what a run leaves behind would show in another. */
export async function compareRuns({ seeds, from, run, progress = () => {} }: Comparison): Promise<Comparand> {
  const digests: string[] = [];
  const sums = { records: 0, bytes: 0, struck: 0, graded: 0 };
  for (let index = 0; index < seeds; index++) {
    const told = await run(from + index);
    digests.push(digestOf(told));
    sums.records += told.records;
    sums.bytes += Buffer.byteLength(told.lineage);
    sums.struck += told.struck;
    sums.graded += told.graded;
    progress(index + 1);
  }
  const different: { seed: number; line: string }[] = [];
  for (let index = seeds - 1; index >= 0; index--) {
    const told = await run(from + index);
    if (digestOf(told) !== digests[index]) {
      const seed = from + index;
      different.push({ seed, line: firstDifference(told.lineage, (await run(seed)).lineage) });
    }
    progress(2 * seeds - index);
  }
  return { different, stories: new Set(digests).size, ...sums };
}

function digestOf({ lineage }: Told): string {
  return createHash("sha256").update(lineage).digest("hex");
}

function firstDifference(one: string, other: string): string {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return at < 0 ? "a third run had the story of the second" : `line ${at + 1}:\n  ${lines[at]}\n  ${others[at]}`;
}
