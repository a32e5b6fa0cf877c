/** A template as packaging sees it: what it says at a path, and its text with the code somewhere else. */
import { isMap, isNode, LineCounter, parseDocument } from "yaml";
import { remembered } from "../kernel/remembered.ts";
import { TEMPLATES_REMEMBERED } from "./limits.ts";

/** Where something stands in a template, from the outside in. */
export type TemplatePath = readonly string[];

export interface TemplateDocument {
  /** The names in a map, such as `Resources`; none where there is no map. */
  names(path: TemplatePath): readonly string[];
  /** Plain data, or undefined for what is not there. */
  get(path: TemplatePath): unknown;
  /** The text of the template with these values in it. */
  textWith(changes: readonly TemplateChange[]): string;
}

/** A value that stands in the place of another. */
export interface TemplateChange {
  readonly path: TemplatePath;
  readonly value: unknown;
}

/**
 * A template in YAML, or in JSON, which is YAML too. Comments and order stay as they are.
 * @throws Error with line and column when it is not well-formed
 */
export function yamlDocument(text: string): TemplateDocument {
  const { document, complaint } = parsed(text);
  if (complaint !== undefined) throw new Error(complaint);
  return {
    names(path) {
      const map = document.getIn(path);
      return isMap(map) ? map.items.map(({ key }) => String(key)) : [];
    },
    get(path) {
      const value = document.getIn(path);
      return isNode(value) ? value.toJS(document) : value;
    },
    textWith: (changes) => written(JSON.stringify([text, changes])),
  };
}

/** What was read of the text of a template: shared, so that nobody changes the document. */
const parsed = remembered((text) => {
  const lineCounter = new LineCounter();
  // Not pretty: CloudFormation's tags are warnings to the library, and each would be made pretty for nobody.
  const document = parseDocument(text, { lineCounter, logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return { document, complaint: undefined };
  const { line, col } = lineCounter.linePos(error.pos[0]);
  return { document, complaint: `${error.message} at line ${line}, column ${col}` };
}, TEMPLATES_REMEMBERED);

const written = remembered((asked) => {
  // It was written by `textWith`.
  const [text, changes] = JSON.parse(asked) as [string, TemplateChange[]];
  const document = parsed(text).document.clone();
  for (const { path, value } of changes) document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}, TEMPLATES_REMEMBERED);

/** A template that was read already, by whom it is meant for: its text is JSON. */
export function treeDocument(tree: unknown): TemplateDocument {
  return {
    names: (path) => Object.keys(mapAt(tree, path)),
    get: (path) => valueAt(tree, path),
    textWith: (changes) =>
      JSON.stringify(changes.reduce((changed, { path, value }) => replaced(changed, path, value), tree)),
  };
}

function valueAt(tree: unknown, path: TemplatePath): unknown {
  return path.reduce((value: unknown, name) => mapAt(value, [])[name], tree);
}

type TemplateMap = Readonly<Record<string, unknown>>;

/** The map there; an empty one where something else is. */
function mapAt(tree: unknown, path: TemplatePath): TemplateMap {
  const value = path.length === 0 ? tree : valueAt(tree, path);
  // An object of parsed text that is no list is a map.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as TemplateMap) : {};
}

function replaced(tree: unknown, [name, ...path]: TemplatePath, value: unknown): unknown {
  if (name === undefined) return value;
  return { ...mapAt(tree, []), [name]: replaced(mapAt(tree, [])[name], path, value) };
}
