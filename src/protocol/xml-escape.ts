/** Text as XML content and attribute values. */

const SPECIAL = /[&<>"'\r\u0085\u2028]/;
const EACH_SPECIAL = /[&<>"'\r\u0085\u2028]/g;

/** Control characters that XML 1.0 cannot hold, not even as references. */
// oxlint-disable-next-line no-control-regex -- finding them is the purpose
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // Readers turn a bare carriage return into a line feed, so that it must be a reference to survive:
  // https://www.w3.org/TR/xml/#sec-line-ends ; the other two are line ends of XML 1.1.
  "\r": "&#xD;",
  "\u0085": "&#x85;",
  "\u2028": "&#x2028;",
};

/** `text` escaped. Characters that XML has no form for are written as references, as AWS's services do. */
export function escapeXml(text: string): string {
  const escaped = SPECIAL.test(text)
    ? text.replace(EACH_SPECIAL, (character) => REFERENCES[character] ?? character)
    : text;
  if (!UNWRITABLE.test(escaped)) return escaped;
  return [...escaped].map((each) => (UNWRITABLE.test(each) ? `&#x${each.charCodeAt(0).toString(16)};` : each)).join("");
}
