/** What a change set tells of values: a resource before and after, and each place in which the two differ. */
import { maskedText } from "../stack/secrets.ts";
import { canonical, isList, isTree, scalarText } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";

/** What a change set shows of a resource as it is, or as it is to be. */
export interface ResourceContent {
  readonly properties: Tree;
  readonly metadata: unknown;
}

/** One difference. The side on which there is nothing has no value. */
export interface ValueDifference {
  /** From the resource on, such as `/Properties/Tags/0/Key`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Makes the values of a template as they are shown, without what its parameters keep secret. */
export type Masking = (value: unknown) => unknown;

/** The innermost places in which two values differ. Items of lists are compared by their place. */
export function differencesBetween(before: unknown, after: unknown, path: string): readonly ValueDifference[] {
  if (canonical(before) === canonical(after)) return [];
  const names =
    isTree(before) && isTree(after)
      ? [...new Set([...Object.keys(before), ...Object.keys(after)])]
      : isList(before) && isList(after)
        ? [...(before.length > after.length ? before : after).keys()]
        : undefined;
  if (names === undefined) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  return names.flatMap((name) =>
    differencesBetween(memberOf(before, name), memberOf(after, name), `${path}/${pointerPart(String(name))}`),
  );
}

function memberOf(value: unknown, name: string | number): unknown {
  if (isList(value)) return value[Number(name)];
  return isTree(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A value as a detail of a change shows it: text as it is, everything else as JSON. */
export function valueText(value: unknown, masking: Masking): string {
  const shown = masking(value);
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}

/** A whole resource as JSON: what AWS calls the context of a change. */
export function contextOf({ properties, metadata }: ResourceContent, masking: Masking): string {
  return JSON.stringify({
    Properties: masking(properties),
    ...(metadata === undefined ? {} : { Metadata: masking(metadata) }),
  });
}

/** Masks every text in which one of `secrets` is found. Scalars become text, as on AWS. */
export function maskingOf(secrets: readonly string[]): Masking {
  const masked = (value: unknown): unknown => {
    if (isList(value)) return value.map(masked);
    if (isTree(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, masked(each)]));
    const text = scalarText(value);
    return text === undefined ? value : maskedText(text, secrets);
  };
  return masked;
}
