/** Patterns of policies: `*` stands for any text, `?` for one character, `${key}` for what is known of the request. */

/** A pattern whose variables are filled in: character codes, and the two wildcards. */
export type Glob = readonly number[];

const ANY_TEXT = -1;
const ONE_CHARACTER = -2;

/** What a variable stands for: its key, and what it is without a value. */
const VARIABLE = /^\$\{([^}'$]*?)(?:,\s*'([^']*)')?\s*\}/;
/** The characters that would mean something else. */
const LITERALS: ReadonlySet<string> = new Set(["*", "?", "$"]);

/** The value of a context key that has exactly one; undefined when it has none, or several. */
export type VariableValue = (key: string) => string | undefined;

/**
 * Reads a pattern; what a variable stands for is taken literally. Undefined when a variable has no value: then nothing fits.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @param valueOf absent where `${...}` is text like any other, as in policies of 2008
 */
export function readGlob(pattern: string, valueOf?: VariableValue): Glob | undefined {
  const glob: number[] = [];
  const literally = (text: string): void => {
    for (let index = 0; index < text.length; index++) glob.push(text.charCodeAt(index));
  };
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const variable = valueOf === undefined || character !== "$" ? null : VARIABLE.exec(pattern.slice(index));
    if (variable !== null && valueOf !== undefined) {
      const [whole, key = "", otherwise] = variable;
      const value = LITERALS.has(key) ? key : (valueOf(key) ?? otherwise);
      if (value === undefined) return undefined;
      literally(value);
      index += whole.length - 1;
    } else if (character === "*") glob.push(ANY_TEXT);
    else if (character === "?") glob.push(ONE_CHARACTER);
    else literally(character);
  }
  return glob;
}

/** Whether the whole of `text` fits. Goes back to the last wildcard alone, so that time is bounded by the product of lengths. */
export function globMatches(glob: Glob, text: string): boolean {
  let [at, position] = [0, 0];
  let [resumeAt, resumePosition] = [-1, 0];
  while (position < text.length) {
    const wanted = glob[at];
    if (wanted === ANY_TEXT) {
      resumeAt = ++at;
      resumePosition = position;
    } else if (wanted === ONE_CHARACTER || wanted === text.charCodeAt(position)) {
      at++;
      position++;
    } else if (resumeAt >= 0) {
      at = resumeAt;
      position = ++resumePosition;
    } else return false;
  }
  while (glob[at] === ANY_TEXT) at++;
  return at === glob.length;
}

/** Whether the whole of `text` fits a pattern without variables. */
export function fits(pattern: string, text: string): boolean {
  const glob = readGlob(pattern);
  return glob !== undefined && globMatches(glob, text);
}
