/** Form bodies and query strings: parsed with bounds, and made a tree by the dots in the names. */
import { DEPTH_MAX, FORM_PARAMETERS_MAX } from "./limits.ts";
import { malformed, ProtocolError } from "./protocol.ts";

/** A parameter, or what parameters have in common up to a dot. */
export interface FormNode {
  value?: string;
  children?: Map<string, FormNode>;
}

/** The parameters of a form or query string in order, decoded; `+` is a space. */
export function parseForm(text: string): [name: string, value: string][] {
  if (text === "") return [];
  const parameters: [string, string][] = [];
  for (const pair of text.split("&", FORM_PARAMETERS_MAX + 1)) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = equals === -1 ? pair : pair.slice(0, equals);
    parameters.push([decodeFormText(name), equals === -1 ? "" : decodeFormText(pair.slice(equals + 1))]);
  }
  if (parameters.length > FORM_PARAMETERS_MAX) {
    throw malformed(`The request has more than ${FORM_PARAMETERS_MAX} parameters`);
  }
  return parameters;
}

/** `Attribute.1.Name=a` as a tree: Attribute, 1, Name. A name given twice keeps its first value, as AWS does. */
export function formTree(parameters: Iterable<readonly [name: string, value: string]>): FormNode {
  const root: FormNode = {};
  for (const [name, value] of parameters) {
    let node = root;
    let start = 0;
    for (let depth = 0; ; depth++) {
      if (depth > DEPTH_MAX) throw malformed(`The parameter name has more than ${DEPTH_MAX} parts`);
      const dot = name.indexOf(".", start);
      const part = dot === -1 ? name.slice(start) : name.slice(start, dot);
      node.children ??= new Map();
      let child = node.children.get(part);
      if (child === undefined) node.children.set(part, (child = {}));
      node = child;
      if (dot === -1) break;
      start = dot + 1;
    }
    node.value ??= value;
  }
  return root;
}

/** A percent-encoded text of a form; `+` is a space. */
export function decodeFormText(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodePercent(spaced) : spaced;
}

/** A percent-encoded text of a path. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The decoder's only error: an escape that is none, or bytes that are no UTF-8.
    throw new ProtocolError("MalformedQueryString", "The request has a percent-encoding that is not valid UTF-8", 400);
  }
}
