/** Cuts JSON and delimited patterns into tokens, and walks over them. */
import { invalidPattern } from "../errors.ts";

export interface Token {
  /** A word is anything unquoted: names, numbers, selectors, keywords. */
  readonly kind: "word" | "quoted" | "symbol";
  readonly text: string;
}

const SPACE = /\s*/y;
const TOKEN =
  /"((?:[^"\\]|\\[^])*)"|(&&|\|\||!=|<=|>=|[(){}=<>,]|\.\.\.)|(%[^%]*%|\$(?:\.?\[(?:\d+|"[^"]*")\]|\.[\w-]+)+|[^\s"(){}=<>!&|,]+)/y;

/** @throws ServiceError InvalidParameterException for what is no token */
export function tokensOf(pattern: string): Tokens {
  const tokens: Token[] = [];
  const space = new RegExp(SPACE);
  const token = new RegExp(TOKEN);
  for (let position = 0; ; position = token.lastIndex) {
    space.lastIndex = position;
    space.exec(pattern);
    if (space.lastIndex >= pattern.length) break;
    token.lastIndex = space.lastIndex;
    const match = token.exec(pattern);
    if (match === null) throw invalidPattern();
    const [, quoted, symbol, word = ""] = match;
    if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted.replace(/\\([^])/g, "$1") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else tokens.push({ kind: "word", text: word });
  }
  return new Tokens(tokens);
}

/** A walk over tokens. */
export class Tokens {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token ahead, if there is one. */
  peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  next(): Token | undefined {
    return this.#tokens[this.#position++];
  }

  /** Takes the token ahead when it is this symbol. */
  takeSymbol(text: string): boolean {
    const ahead = this.peek();
    if (ahead?.kind !== "symbol" || ahead.text !== text) return false;
    this.#position++;
    return true;
  }

  /** Takes the token ahead when it is this keyword, in any case. */
  takeKeyword(text: string): boolean {
    const ahead = this.peek();
    if (ahead?.kind !== "word" || ahead.text.toUpperCase() !== text) return false;
    this.#position++;
    return true;
  }

  /** @throws ServiceError InvalidParameterException when something is left */
  expectEnd(): void {
    if (this.peek() !== undefined) throw invalidPattern();
  }
}
