/** Remembers what was made of a text, for makers that give the same each time: it is made once and shared. */

/** Makes something of a text. */
export type Maker<T> = (text: string) => T;

/**
 * The same maker, which makes again only what is not among the `limit` texts that were asked for last. What it gives is
 * shared by all who ask, so that nobody may change it. What could not be made is not remembered.
 */
export function remembered<T>(make: Maker<T>, limit: number): Maker<T> {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    const made = before ?? make(text);
    // Behind all others, since it was asked for last.
    known.delete(text);
    known.set(text, made);
    const [oldest] = known.keys();
    if (known.size > limit && oldest !== undefined) known.delete(oldest);
    return made;
  };
}

/** Plain data that nobody can change from now on, whatever it holds included. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}
