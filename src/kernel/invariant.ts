/** What holds, stated where it is relied upon: a broken one is a bug of ours, never the caller's error. */

/** A bug: something that the code relies on is not so. Answered as an internal failure and logged with its stack. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

/**
 * States that `condition` holds.
 * @param sentence what must be true, as a sentence that a maintainer can act on
 * @throws InvariantViolation when it does not hold
 */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new InvariantViolation(sentence);
}

/** Marks a branch that the types rule out, so that a new variant of a union fails to compile here. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`a variant that the types rule out was reached: ${JSON.stringify(value)}`);
}
