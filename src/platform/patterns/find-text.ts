/** Finds a text in another in time that grows with their lengths alone, whatever they are made of. */

/** The engine's own search is faster on short texts, and on long ones of few different characters takes seconds. */
const SHORT_TEXT_CHARACTERS = 32;

/** A text to look for, prepared once. Gives the position of its first occurrence from `from` on, -1 when there is none. */
export type TextFinder = (value: string, from: number) => number;

export function textFinder(text: string): TextFinder {
  if (text.length <= SHORT_TEXT_CHARACTERS) return (value, from) => value.indexOf(text, from);
  // Knuth, Morris and Pratt: no character of the value is looked at again after a mismatch.
  const borders = bordersOf(text);
  return (value, from) => {
    let matched = 0;
    for (let position = from; position < value.length; position++) {
      const code = value.charCodeAt(position);
      while (matched > 0 && text.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
      if (text.charCodeAt(matched) === code) matched++;
      if (matched === text.length) return position - matched + 1;
    }
    return -1;
  };
}

/** For each beginning of the text, the length of the longest shorter beginning that it ends with. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let length = 0;
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    while (length > 0 && text.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
    if (text.charCodeAt(length) === code) length++;
    borders[index] = length;
  }
  return borders;
}
