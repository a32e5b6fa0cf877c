import { expect, it } from "vitest";
import { hasOnlyAllowedCharacters } from "./characters.ts";

const HIGHEST_CODE_POINT = 0x10ffff;

/** XML 1.0's own list, as https://www.w3.org/TR/REC-xml/#charsets has it. */
function isXmlCharacter(codePoint: number): boolean {
  return (
    codePoint === 0x9 ||
    codePoint === 0xa ||
    codePoint === 0xd ||
    (codePoint >= 0x20 && codePoint <= 0xd7ff) ||
    (codePoint >= 0xe000 && codePoint <= 0xfffd) ||
    codePoint >= 0x10000
  );
}

it("every character of XML 1.0 is allowed, and no other", () => {
  const wrong: string[] = [];
  for (let codePoint = 0; codePoint <= HIGHEST_CODE_POINT; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    for (const text of [character, `a${character}z`, `\u4e00${character}`]) {
      if (hasOnlyAllowedCharacters(text) !== isXmlCharacter(codePoint)) wrong.push(codePoint.toString(16));
    }
  }
  expect(wrong).toEqual([]);
});

it.each(["a\ud800", "\udc00a", "\ud800\ud800\udc00"])("half a surrogate pair is no character", (text) => {
  expect(hasOnlyAllowedCharacters(text)).toBe(false);
});
