/** A rule that would not do what it says: refused with a sentence that names what is wrong. */
export class FaultRefusal extends Error {
  override readonly name = "FaultRefusal";
}
