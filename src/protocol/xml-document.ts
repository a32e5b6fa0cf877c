/** XML read strictly and with bounds: elements, attributes, text, CDATA; no document types, hence no entities but the five. */
import { DEPTH_MAX, XML_ELEMENTS_MAX } from "./limits.ts";
import { ProtocolError } from "./protocol.ts";

/** An element. Names are without their prefixes, except `xml` and `xmlns` attributes, which are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly in the element, references resolved, line ends as line feeds. */
  readonly text: string;
}

/**
 * The root element of a document.
 * @throws ProtocolError `MalformedXML`, which is S3's code and sentence for every XML that it cannot take
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export function parseXml(text: string): XmlElement {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return new Parser(source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source).document();
}

/** The refusal of XML that is not well-formed, or not what the operation takes. */
export function malformedXml(): ProtocolError {
  return new ProtocolError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    400,
  );
}

const NAME = /[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*(?::[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*)?/y;
const SPACE = /[ \t\n]*/y;
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));|&/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  readonly rawName: string;
  text: string;
}

class Parser {
  readonly #source: string;
  #offset = 0;
  #elements = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): XmlElement {
    this.#skipMisc();
    const open: OpenElement[] = [];
    for (;;) {
      const finished = this.#tag(open);
      if (finished !== undefined && open.length === 0) {
        this.#skipMisc();
        if (this.#offset !== this.#source.length) throw malformedXml();
        return finished;
      }
      if (finished !== undefined) open.at(-1)?.children.push(finished);
      const current = open.at(-1);
      if (current === undefined) throw malformedXml();
      this.#content(current);
    }
  }

  /** Reads a start or end tag; returns the element that it finishes, if it does. */
  #tag(open: OpenElement[]): XmlElement | undefined {
    if (this.#skip("</")) {
      const rawName = this.#match(NAME);
      this.#match(SPACE);
      const element = open.pop();
      if (!this.#skip(">") || element?.rawName !== rawName) throw malformedXml();
      return element;
    }
    if (!this.#skip("<") || ++this.#elements > XML_ELEMENTS_MAX || open.length >= DEPTH_MAX) throw malformedXml();
    const rawName = this.#match(NAME);
    const element: OpenElement = { rawName, name: localName(rawName), attributes: {}, children: [], text: "" };
    this.#attributes(element);
    if (this.#skip("/>")) return element;
    if (!this.#skip(">")) throw malformedXml();
    open.push(element);
    return undefined;
  }

  #attributes(element: OpenElement): void {
    const seen = new Set<string>();
    for (;;) {
      const space = this.#match(SPACE);
      const next = this.#source[this.#offset];
      if (next === ">" || next === "/") return;
      if (space === "") throw malformedXml();
      const name = this.#match(NAME);
      this.#match(SPACE);
      if (!this.#skip("=") || seen.has(name)) throw malformedXml();
      seen.add(name);
      this.#match(SPACE);
      const quote = this.#source[this.#offset];
      if (quote !== '"' && quote !== "'") throw malformedXml();
      const end = this.#source.indexOf(quote, this.#offset + 1);
      const raw = end === -1 ? "<" : this.#source.slice(this.#offset + 1, end);
      if (raw.includes("<")) throw malformedXml();
      this.#offset = end + 1;
      if (name === "xmlns" || name.startsWith("xmlns:") || name.startsWith("xml:")) continue;
      element.attributes[localName(name)] = resolveReferences(raw.replace(/[\t\n]/g, " "));
    }
  }

  /** Reads text up to the next tag. */
  #content(element: OpenElement): void {
    for (;;) {
      const end = this.#source.indexOf("<", this.#offset);
      if (end === -1) throw malformedXml();
      if (end > this.#offset) element.text += resolveReferences(this.#source.slice(this.#offset, end));
      this.#offset = end;
      if (this.#skip("<![CDATA[")) element.text += this.#upTo("]]>");
      else if (!this.#skipCommentOrInstruction()) return;
    }
  }

  #skipMisc(): void {
    do this.#match(SPACE);
    while (this.#skipCommentOrInstruction());
  }

  #skipCommentOrInstruction(): boolean {
    if (this.#skip("<!--")) this.#upTo("-->");
    else if (this.#skip("<?")) this.#upTo("?>");
    // What is left of `<!` is a document type, which could define entities: refused before anything of it is read.
    else if (this.#source.startsWith("<!", this.#offset) && !this.#source.startsWith("<![CDATA[", this.#offset)) {
      throw malformedXml();
    } else return false;
    return true;
  }

  #upTo(mark: string): string {
    const end = this.#source.indexOf(mark, this.#offset);
    if (end === -1) throw malformedXml();
    const skipped = this.#source.slice(this.#offset, end);
    this.#offset = end + mark.length;
    return skipped;
  }

  #skip(mark: string): boolean {
    if (!this.#source.startsWith(mark, this.#offset)) return false;
    this.#offset += mark.length;
    return true;
  }

  #match(expression: RegExp): string {
    expression.lastIndex = this.#offset;
    const match = expression.exec(this.#source);
    if (match === null) throw malformedXml();
    this.#offset += match[0].length;
    return match[0];
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function resolveReferences(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(REFERENCE, (reference, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? "";
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (reference === "&" || Number.isNaN(code) || code > 0x10ffff || code === 0) throw malformedXml();
    return String.fromCodePoint(code);
  });
}
