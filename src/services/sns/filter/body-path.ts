/**
 * Where in a message body the keys of a policy lead. A key with dots and nested keys mean the same, in the policy and in
 * the message (recorded): `a.b.c` may begin with a member `a`, with one called `a.b`, or be the name of a member itself.
 */

/** A place in a body, as far as the keys of one policy care. */
export interface BodyPath {
  /** The keys that end here, by their index in the policy. */
  readonly ends: readonly number[];
  /** The names by which a key can go on; undefined when there are so many that the object's own members are fewer. */
  readonly names: readonly string[] | undefined;
  /** The place behind a member of this name; undefined when no key leads there. */
  readonly behind: (name: string) => BodyPath | undefined;
}

/** Names that are looked up in every object; keys with more ways through it meet its members one by one. */
const NAMES_LOOKED_UP_MAX = 16;

/** The place where every key begins. */
export function bodyPathOf(keys: readonly string[]): BodyPath {
  return place(
    keys.map((key, index) => ({ key, index, offset: 0 })),
    [],
  );
}

/** A key that goes on from a place, and the position of what is left of it. */
interface OpenKey {
  readonly key: string;
  readonly index: number;
  readonly offset: number;
}

function place(open: readonly OpenKey[], ends: readonly number[]): BodyPath {
  // Places are made when a message first leads to them: their number is that of the ways through the keys.
  const known = new Map<string, BodyPath>();
  const behind = (name: string): BodyPath | undefined => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const after = placeBehind(open, name);
    if (after !== undefined) known.set(name, after);
    return after;
  };
  return { ends, names: namesOf(open), behind };
}

function placeBehind(open: readonly OpenKey[], name: string): BodyPath | undefined {
  const ends: number[] = [];
  const stillOpen: OpenKey[] = [];
  for (const { key, index, offset } of open) {
    if (!key.startsWith(name, offset)) continue;
    const end = offset + name.length;
    if (end === key.length) ends.push(index);
    else if (key[end] === ".") stillOpen.push({ key, index, offset: end + 1 });
  }
  return ends.length === 0 && stillOpen.length === 0 ? undefined : place(stillOpen, ends);
}

function namesOf(open: readonly OpenKey[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { key, offset } of open) {
    for (let dot = key.indexOf(".", offset); dot >= 0; dot = key.indexOf(".", dot + 1)) {
      names.add(key.slice(offset, dot));
      if (names.size > NAMES_LOOKED_UP_MAX) return undefined;
    }
    names.add(key.slice(offset));
  }
  return [...names];
}
