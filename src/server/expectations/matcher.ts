/** Says whether a body or an event is what a test means. */

/**
 * What is expected: text that is equal, a pattern that is found in it, an object or list that is part of it as JSON, or a
 * function that judges the parsed value. Left out, anything is meant.
 */
// A test's function says itself what it takes.
// oxlint-disable-next-line typescript/no-explicit-any -- predicates over any value must be possible
export type Matcher = string | RegExp | ((value: any) => boolean) | object;

/** Whether `text`, JSON or not, is what the matcher means. */
export function matches(matcher: Matcher | undefined, text: string): boolean {
  if (matcher === undefined) return true;
  if (typeof matcher === "string") return text === matcher;
  if (matcher instanceof RegExp) return new RegExp(matcher.source, matcher.flags.replaceAll(/[gy]/g, "")).test(text);
  const value = parsed(text);
  // Functions are told apart by typeof alone; the type above says what they take.
  if (typeof matcher === "function") return (matcher as (value: unknown) => boolean)(value);
  return isPart(matcher, value);
}

/** What was expected, for a message. */
export function describedMatcher(matcher: Matcher | undefined): string {
  if (matcher === undefined) return "";
  if (typeof matcher === "function") return " that the function accepts";
  return ` that matches ${matcher instanceof RegExp ? String(matcher) : JSON.stringify(matcher)}`;
}

/** Members that are given must be there and match; lists match one by one. */
function isPart(expected: unknown, value: unknown): boolean {
  if (expected instanceof RegExp) return typeof value === "string" && matches(expected, value);
  if (typeof expected !== "object" || expected === null) return Object.is(expected, value);
  if (typeof value !== "object" || value === null || Array.isArray(expected) !== Array.isArray(value)) return false;
  if (Array.isArray(expected) && Array.isArray(value) && expected.length !== value.length) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return Object.entries(expected).every(([name, each]) => isPart(each, members.get(name)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is text.
    return text;
  }
}
