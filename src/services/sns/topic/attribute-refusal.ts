/** Why a topic's attribute cannot have a value. */

/** The end of the sentence; each operation has words of its own before it. */
export class AttributeRefusal extends Error {
  override readonly name = "AttributeRefusal";
}
