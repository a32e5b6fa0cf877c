/** Options that there are not, refused by name: callers in JavaScript have no types that would say so. */

/** @throws RangeError naming the first that is not among the `known`, and those that are */
export function refuseUnknown(options: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new RangeError(`There is no option ${unknown}. There are: ${Object.keys(known).toSorted().join(", ")}.`);
}
