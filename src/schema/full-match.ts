/** The regular expressions of API models, which are Java's, made JavaScript's. */

/**
 * A test whether the whole of a text matches `pattern`, as AWS's services check it: a recorded refusal of
 * `Session1:2` by `[\w+=,.@-]*` shows that a partial match does not count.
 */
export function fullMatch(pattern: string): (text: string) => boolean {
  const expression = compile(pattern);
  return (text) => expression.test(text);
}

function compile(pattern: string): RegExp {
  const whole = `^(?:${pattern})$`;
  try {
    return new RegExp(whole, "u");
  } catch {
    // Java allows `\_` and `[\w-_]`, which JavaScript allows only without the Unicode flag. A pattern that fails here
    // too is a fault of the model: a test compiles every pattern of every generated service.
    return new RegExp(whole);
  }
}
