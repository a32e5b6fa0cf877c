/** Texts into memory, as UTF-8. */

const LAST_ASCII = 0x7f;
/** Longer texts are copied faster by Buffer, whose call costs as much as copying about so many characters here. */
const SHORT_CHARACTERS = 200;

/** The most bytes that UTF-8 makes of one UTF-16 unit. */
export const BYTES_A_CHARACTER = 3;

/**
 * Writes `text` at `start`, where there is room for it, and returns how many bytes it took. The texts that services keep
 * are short and ASCII nearly all of them, and then this takes a fraction of what a call to Buffer does.
 */
export function writeText(target: Buffer, text: string, start: number): number {
  const { length } = text;
  if (length > SHORT_CHARACTERS) return target.write(text, start);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > LAST_ASCII) return target.write(text, start);
    target[start + index] = code;
  }
  return length;
}
