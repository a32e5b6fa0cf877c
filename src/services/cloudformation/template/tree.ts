/** Values of a template before they are understood: plain data of any form. */

/** A map of a template. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The name and argument of an intrinsic function, or undefined when `value` is none. */
export function functionOf(value: Tree): readonly [name: string, argument: unknown] | undefined {
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) return undefined;
  return entry[0] === "Ref" || entry[0] === "Condition" || entry[0].startsWith("Fn::") ? entry : undefined;
}

/** A scalar as the text that CloudFormation makes of it. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** The same data whatever the order of its names: what comparisons compare. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isTree(each) ? Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1))) : each,
  );
}

export function sameData(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}
