/** Template text, JSON or YAML with CloudFormation's short tags, read into plain data; hostile text is refused early. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Alias, Document, Node, Pair } from "yaml";
import { templateFormatError } from "../errors.ts";
import { TEMPLATE_DEPTH_MAXIMUM, TEMPLATE_VALUES_MAXIMUM } from "../limits.ts";

/** Short tags that become `Fn::<name>`. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const FUNCTION_TAGS = new Set(
  "Sub GetAtt Join Select Split If Equals And Or Not FindInMap ImportValue Base64 Cidr GetAZs Transform GetStackOutput".split(
    " ",
  ),
);
const PLAIN_TAGS = new Set(["Ref", "Condition"]);
const CORE_TAGS = new Set("str int float bool null map seq".split(" ").map((name) => `tag:yaml.org,2002:${name}`));

/** @throws ValidationError when the text is not well-formed */
export function parseTemplate(text: string): unknown {
  const tree = text.trimStart().startsWith("{") ? parseJson(text) : parseYaml(text);
  checkSize(tree);
  return tree;
}

function parseJson(text: string): unknown {
  try {
    const tree: unknown = JSON.parse(text);
    return tree;
  } catch (error) {
    // The caller's text, not ours: where it is broken is the answer.
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
    const before = text.slice(0, position).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw templateFormatError(`JSON not well-formed. (line ${before.length}, column ${column})`);
  }
}

function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter, logLevel: "silent", prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      throw templateFormatError(`YAML not well-formed. (line ${line}, column ${col})`);
    }
    return new YamlReader(aliasTargets(document)).read(document.contents, 0);
  } catch (error) {
    // Nesting that exhausts the parser's stack is a property of the text, not a bug.
    if (error instanceof RangeError) throw templateFormatError("YAML not well-formed.");
    throw error;
  }
}

/**
 * What each alias stands for: the last node before it that has its name. One walk finds all; the library would walk the
 * document once for each alias, which takes minutes where there are many.
 */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const named = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Value(_key, node) {
      if (node.anchor !== undefined) named.set(node.anchor, node);
    },
    Alias(_key, alias) {
      const target = named.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
  });
  return targets;
}

/** Turns the nodes of one document into plain data. It counts, since an alias can name much with few characters. */
class YamlReader {
  readonly #targets: ReadonlyMap<Alias, Node>;
  #count = 0;

  constructor(targets: ReadonlyMap<Alias, Node>) {
    this.#targets = targets;
  }

  read(node: unknown, depth: number): unknown {
    if (++this.#count > TEMPLATE_VALUES_MAXIMUM || depth > TEMPLATE_DEPTH_MAXIMUM) {
      throw templateFormatError("YAML not well-formed. The template holds too many values.");
    }
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (target === undefined) throw templateFormatError(`YAML not well-formed. Unknown alias ${node.source}`);
      return this.read(target, depth + 1);
    }
    if (isMap(node)) return applyTag(node.tag, this.#readMap(node.items, depth));
    if (isSeq(node)) {
      return applyTag(
        node.tag,
        node.items.map((item) => this.read(item, depth + 1)),
      );
    }
    if (isScalar(node)) return applyTag(node.tag, node.value);
    return null;
  }

  #readMap(items: readonly Pair[], depth: number): Record<string, unknown> {
    const entries = items.map((pair): [string, unknown] => {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      if (key === "") throw templateFormatError("YAML not well-formed. Map keys must be strings.");
      return [key, this.read(pair.value, depth + 1)];
    });
    return Object.fromEntries(entries);
  }
}

function applyTag(tag: string | undefined, value: unknown): unknown {
  if (tag === undefined || CORE_TAGS.has(tag)) return value;
  const name = tag.slice(1);
  if (PLAIN_TAGS.has(name)) return { [name]: value };
  if (!tag.startsWith("!") || !FUNCTION_TAGS.has(name)) {
    throw templateFormatError(`YAML not well-formed. Unknown tag ${tag}`);
  }
  if (name === "GetAtt" && typeof value === "string") return { "Fn::GetAtt": splitAttribute(value) };
  return { [`Fn::${name}`]: value };
}

/** `Id.Attribute.Part` names the attribute `Attribute.Part` of `Id`. */
export function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function checkSize(tree: unknown): void {
  let count = 0;
  const look = (value: unknown, depth: number): void => {
    if (++count > TEMPLATE_VALUES_MAXIMUM || depth > TEMPLATE_DEPTH_MAXIMUM) {
      throw templateFormatError("The template nests too deeply or holds too many values.");
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key === "__proto__") throw templateFormatError("The name __proto__ is not allowed in templates.");
      look(each, depth + 1);
    }
  };
  look(tree, 0);
}
