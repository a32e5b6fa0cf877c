/** What is wrong with a condition of a pattern, in the words that all services of AWS share. */

/** The sentence alone; a service may put its own words before it. */
export class PatternRefusal extends Error {
  override readonly name = "PatternRefusal";
}
