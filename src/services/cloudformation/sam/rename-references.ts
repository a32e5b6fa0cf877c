/** References to what the transform gave another logical id: `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` follow. */
import { isList, isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";

type Renamed = ReadonlyMap<string, string>;

/** The same tree with each of these names in its new form. */
export function renameReferences(tree: Tree, renamed: Renamed): Tree {
  if (renamed.size === 0) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, renameIn(key, value, renamed)]));
}

function renameIn(key: string, value: unknown, renamed: Renamed): unknown {
  if (key === "Ref") return whole(value, renamed);
  if (key === "DependsOn") return isList(value) ? value.map((each) => whole(each, renamed)) : whole(value, renamed);
  if (key === "Fn::GetAtt") return attribute(value, renamed);
  if (key === "Fn::Sub" && typeof value === "string") return substituted(value, renamed);
  if (key === "Fn::Sub" && isList(value) && typeof value[0] === "string") {
    const own = isTree(value[1]) ? value[1] : {};
    // What the call itself defines is no reference.
    const others = new Map([...renamed].filter(([name]) => own[name] === undefined));
    return [substituted(value[0], others), ...value.slice(1).map((each) => walk(each, renamed))];
  }
  return walk(value, renamed);
}

function walk(value: unknown, renamed: Renamed): unknown {
  if (isList(value)) return value.map((each) => walk(each, renamed));
  return isTree(value) ? renameReferences(value, renamed) : value;
}

function whole(value: unknown, renamed: Renamed): unknown {
  return typeof value === "string" ? (renamed.get(value) ?? value) : value;
}

/** The name may have a dot in it itself, as the generated `Function.Alias` has. */
function attribute(value: unknown, renamed: Renamed): unknown {
  if (isList(value)) return [whole(value[0], renamed), ...value.slice(1)];
  return typeof value === "string" ? dotted(value, renamed) : value;
}

function substituted(text: string, renamed: Renamed): string {
  return text.replace(/\$\{([A-Za-z0-9.]+)\}/g, (_, name: string) => `\${${dotted(name, renamed)}}`);
}

function dotted(name: string, renamed: Renamed): string {
  const known = renamed.get(name);
  if (known !== undefined) return known;
  const end = name.lastIndexOf(".");
  const owner = end < 0 ? undefined : renamed.get(name.slice(0, end));
  return owner === undefined ? name : owner + name.slice(end);
}
