/** What is wrong with a filter policy, in AWS's words. */

/** The end of the sentence; the request's own prefix comes before it. */
export class FilterPolicyRefusal extends Error {
  override readonly name = "FilterPolicyRefusal";

  constructor(reason: string, prefix = "FilterPolicy: ") {
    super(prefix + reason);
  }
}
