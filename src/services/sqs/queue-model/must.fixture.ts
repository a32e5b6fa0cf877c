/** How the model objects. */

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The queue is no queue: ${what}.`);
}

/** @param refusal what a call was refused with, if it was */
export function mustRefuse(refusal: string | undefined, sentence: string): void {
  must(refusal?.includes(sentence) ?? false, `it refuses with "${sentence}", and did: ${refusal}`);
}
