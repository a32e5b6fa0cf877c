/** The syntax tree of a file, and the few questions that rules ask of it. */
import { parseSync } from "@swc/core";

/** A node: its type, where it is in the file, and whatever else its type has. */
export interface SyntaxNode {
  readonly type?: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

/** A node together with the nodes around it, the nearest first. */
export interface Place {
  readonly node: SyntaxNode;
  readonly around: readonly SyntaxNode[];
}

/** A function of any form that has a body. */
export interface FunctionNode extends Place {
  readonly name: string;
  readonly body: SyntaxNode;
  readonly parameterCount: number;
  /** True when it is written as an argument of a call. */
  readonly isInline: boolean;
}

/** Parses TypeScript or JavaScript. */
export function parseProgram(path: string, text: string): SyntaxNode {
  try {
    return asNode(parseSync(text, { syntax: "typescript", target: "es2023" })) ?? {};
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
}

/** Every node of a tree, parents before children, in the order of the text. */
export function* walk(node: SyntaxNode, around: readonly SyntaxNode[] = []): Generator<Place> {
  yield { node, around };
  const inside = [node, ...around];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      const child = asNode(item);
      if (child !== undefined) yield* walk(child, inside);
    }
  }
}

/** Every function that has a body. */
export function functionsIn(program: SyntaxNode): FunctionNode[] {
  const functions: FunctionNode[] = [];
  for (const { node, around } of walk(program)) {
    const body = asNode(node.body);
    if (!Array.isArray(node.params) || body === undefined || node.type?.startsWith("Ts")) continue;
    functions.push({
      node,
      around,
      body,
      name: nameOf(node, around),
      parameterCount: node.params.length,
      isInline: isArgument(around),
    });
  }
  return functions;
}

/** The names that a file exports, including those that it passes on. */
export function exportsOf(program: SyntaxNode): string[] {
  return nodesOf(program.body).flatMap((statement) => {
    const declaration = asNode(statement.declaration);
    if (declaration !== undefined) return declaredNames(declaration);
    return nodesOf(statement.specifiers).flatMap((specifier) => {
      const name = textOf(specifier.exported) ?? textOf(specifier.orig);
      return statement.type === "ExportNamedDeclaration" && name !== undefined ? [name] : [];
    });
  });
}

/** The dotted name that an expression spells, such as `Date.now`, or undefined when it is no plain name. */
export function dottedName(value: unknown): string | undefined {
  const node = asNode(value);
  if (node?.type === "Identifier") return textOf(node);
  if (node?.type !== "MemberExpression") return undefined;
  const object = dottedName(node.object);
  const property = asNode(node.property);
  if (object === undefined || property?.type !== "Identifier") return undefined;
  return `${object}.${textOf(property)}`;
}

/** The first name in a call such as `describe.each(rows)("title", run)`: there, `describe`. */
export function calledName(call: SyntaxNode): string | undefined {
  let callee = asNode(call.callee);
  while (callee !== undefined && callee.type !== "Identifier") {
    callee = asNode(callee.callee) ?? asNode(callee.object) ?? asNode(callee.tag);
  }
  return textOf(callee);
}

/** The value as a node, or undefined. */
export function asNode(value: unknown): SyntaxNode | undefined {
  // The parser's own types name every kind of node; the rules need no more than fields by name.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as SyntaxNode) : undefined;
}

function nodesOf(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.map(asNode).filter((node) => node !== undefined) : [];
}

function textOf(value: unknown): string | undefined {
  const text = asNode(value)?.value;
  return typeof text === "string" ? text : undefined;
}

function declaredNames(declaration: SyntaxNode): string[] {
  const own = textOf(declaration.identifier) ?? textOf(declaration.id);
  const declarators = nodesOf(declaration.declarations).flatMap((declarator) => textOf(declarator.id) ?? []);
  return own === undefined ? declarators : [own];
}

function nameOf(node: SyntaxNode, around: readonly SyntaxNode[]): string {
  const parent = around[0];
  const candidates = [node.identifier, node.key, parent?.key, parent?.id];
  for (const candidate of candidates) {
    const name = textOf(candidate);
    if (name !== undefined) return name;
  }
  return "a function without a name";
}

/** An argument lies in a record of its own inside the call. */
function isArgument(around: readonly SyntaxNode[]): boolean {
  const call = around[1];
  return around[0]?.type === undefined && (call?.type === "CallExpression" || call?.type === "NewExpression");
}
