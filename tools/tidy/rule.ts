/** What a tidy rule is: a sentence that people agreed on, made a function from the project to what breaks it. */
import type { Project } from "./project.ts";

/** One place that breaks a rule. */
export interface Finding {
  readonly path: string;
  readonly line?: number;
  /** What is wrong and what to do, without the place. */
  readonly message: string;
  /** How much there is of it, for rules that measure. */
  readonly amount?: number;
}

/** A rule, under the name that exceptions use. */
export interface Rule {
  readonly name: string;
  /** What the limit of an exception bounds: the number of findings in the file, or the largest amount among them. */
  readonly bounds: "count" | "largest";
  check(project: Project): Finding[];
}
